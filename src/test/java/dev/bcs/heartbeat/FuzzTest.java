package dev.bcs.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.Mangler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Datagrams of anybody are beats or nothing, also if he has the key and writes nonsense. */
class FuzzTest {
  private static final int TAIL = 32;

  @Test
  void beats() throws Exception {
    byte[] whole = new BeatCodec(Beats.kin("wave-b", "wave-a")).encode(Beats.plain());
    BeatCodec ours = new BeatCodec(Beats.kin("wave-a", "wave-b"));
    assertThat(ours.decode(ByteBuffer.wrap(whole))).isPresent();
    Mangler.feed(
        "beat", whole, 20_000, IllegalStateException.class, b -> ours.decode(ByteBuffer.wrap(b)));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Beats.key(1), "HmacSHA256"));
    byte[] unsealed = Arrays.copyOf(whole, whole.length - TAIL);
    Mangler.feed(
        "beat with a right proof", unsealed, 20_000, IllegalStateException.class, bytes -> {
          byte[] sealed = Arrays.copyOf(bytes, bytes.length + TAIL);
          System.arraycopy(mac.doFinal(bytes), 0, sealed, bytes.length, TAIL);
          ours.decode(ByteBuffer.wrap(sealed));
        });
  }
}
