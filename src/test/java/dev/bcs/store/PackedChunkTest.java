package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Chunks on the wire: whole, in order, and what their address says. */
class PackedChunkTest {
  @Test
  void chunksGoIntoABodyAndComeOutAgain() throws Exception {
    PackedChunk one = PackedChunk.of(bytes("hello"), 3);
    PackedChunk two = PackedChunk.of(new byte[TreeRules.LARGEST_CHUNK], 3);
    ByteBuffer body = ByteBuffer.allocate(one.length() + two.length());
    one.putTo(body);
    two.putTo(body);
    assertThat(PackedChunk.readAll(body.flip())).containsExactly(one, two);
    assertThat(one.plain()).isEqualTo(bytes("hello"));
  }

  @Test
  void aCutOrLyingChunkIsDamage() {
    PackedChunk chunk = PackedChunk.of(bytes("hello"), 3);
    ByteBuffer body = ByteBuffer.allocate(chunk.length());
    chunk.putTo(body);
    assertThatThrownBy(() -> PackedChunk.readAll(body.flip().limit(body.limit() - 1)))
        .isInstanceOf(DamagedException.class);
    PackedChunk liar = new PackedChunk(ContentId.of(bytes("other")), 5, chunk.packed());
    assertThatThrownBy(liar::plain).hasMessageContaining("does not hold what its address says");
    PackedChunk bomb = new PackedChunk(
        ContentId.of(bytes("x")), 1, PackedChunk.of(new byte[1 << 20], 3).packed());
    assertThatThrownBy(bomb::plain).isInstanceOf(DamagedException.class);
  }
}
