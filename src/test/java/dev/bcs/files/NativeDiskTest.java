package dev.bcs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native door keeps the contract on real files. */
class NativeDiskTest extends DiskContract {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Override
  Disk disk() {
    return Disk.system();
  }

  @Override
  BytePath top() {
    return BytePath.of(folder);
  }

  @Test
  void theReasonOfTheSystemIsTold() {
    BytePath tooLong = top().child("n".repeat(300));
    assertThatThrownBy(() -> disk().create(tooLong, 0600)).hasMessageContaining("too long");
  }

  @Test
  void anExchangeAcrossFileSystemsIsAnErrorNotAFallback() throws Exception {
    BytePath memory = BytePath.of("/dev/shm");
    if (disk().exists(memory)
        && disk().stat(memory).device() != disk().stat(top()).device()) {
      disk().makeDirectory(top().child("a"), 0700);
      assertThatThrownBy(() -> disk().exchange(top().child("a"), memory))
          .hasMessageContaining("/a");
    }
    assertThat(disk().exists(top())).isTrue();
  }
}
