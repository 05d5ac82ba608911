package dev.bcs.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.bcs.files.Mangler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes from the link or the disk is read or refused, whatever it is. */
class FuzzTest {
  private static final int HEAD = 18;
  private static final int TRAILER = 32;

  @Test
  void manifestsAndChunks() {
    feed(4000);
  }

  @Test
  @Tag("long")
  void manifestsAndChunksForLonger() {
    feed(400_000);
  }

  private static void feed(int rounds) {
    byte[] manifest = ManifestCodec.encode(Samples.full());
    Mangler.feed("manifest", manifest, rounds, DamagedException.class, ManifestCodec::decode);
    // Behind a right digest, where a liar would write.
    byte[] body =
        Zstd.decompress(Arrays.copyOfRange(manifest, HEAD, manifest.length - TRAILER), (int)
            ByteBuffer.wrap(manifest, 10, 8).getLong());
    Mangler.feed("manifest with a right digest", body, rounds, DamagedException.class, bytes -> {
      Manifest read = ManifestCodec.decode(sealed(manifest, bytes));
      assertThat(TreeRules.broken(read)).isEmpty();
    });
    byte[] content = new byte[3000];
    new Random(1).nextBytes(content);
    PackedChunk chunk = PackedChunk.of(content, 1);
    ByteBuffer frames = ByteBuffer.allocate(3 * chunk.length());
    for (int i = 0; i < 3; i++) {
      chunk.putTo(frames);
    }
    Mangler.feed("chunks", frames.array(), rounds, DamagedException.class, bytes -> {
      for (PackedChunk each : PackedChunk.readAll(ByteBuffer.wrap(bytes))) {
        assertThat(ContentId.of(each.plain())).isEqualTo(each.id());
      }
    });
  }

  private static byte[] sealed(byte[] original, byte[] body) {
    byte[] packed = Zstd.compress(body, 1);
    ByteBuffer all = ByteBuffer.allocate(HEAD + packed.length + TRAILER);
    all.put(original, 0, 10).putLong(body.length).put(packed);
    all.put(ContentId.digest(all.array(), 0, all.position()));
    return all.array();
  }
}
