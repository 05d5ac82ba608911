package dev.bcs.link;

import dev.bcs.files.Mangler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A hello of anybody is read, or is an error of reading. */
class FuzzTest {
  @Test
  void hellos() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Hello.of(Hello.CALLS, new UUID(1, 2), "hq-pbx").write(new DataOutputStream(bytes));
    Mangler.feed("hello", bytes.toByteArray(), 20_000, IOException.class, mangled -> {
      Hello read = Hello.read(new DataInputStream(new ByteArrayInputStream(mangled)));
      read.agree(Hello.of(Hello.CALLS, new UUID(3, 4), "hq-pbx"));
    });
  }
}
