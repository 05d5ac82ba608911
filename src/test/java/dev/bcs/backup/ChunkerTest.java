package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where content is cut. */
class ChunkerTest {
  private static final int SIZE = 24 << 20;

  @Test
  void chunksTogetherAreTheContentAndKeepTheirLimits() throws IOException {
    byte[] content = noise(SIZE, 1);
    List<byte[]> chunks = cut(content, content.length);
    int at = 0;
    for (int i = 0; i < chunks.size(); i++) {
      byte[] chunk = chunks.get(i);
      assertThat(chunk).isEqualTo(Arrays.copyOfRange(content, at, at + chunk.length));
      assertThat(chunk.length).isLessThanOrEqualTo(Chunker.MOST);
      if (i < chunks.size() - 1) {
        assertThat(chunk.length).isGreaterThan(Chunker.LEAST);
      }
      at += chunk.length;
    }
    assertThat(at).isEqualTo(SIZE);
    assertThat(SIZE / chunks.size()).isBetween(700_000, 1_700_000);
  }

  @Test
  void theCutsAreFrozen() throws IOException {
    List<Integer> lengths =
        cut(noise(6 << 20, 42), 6 << 20).stream().map(chunk -> chunk.length).toList();
    assertThat(lengths).containsExactly(738238, 1074354, 1265373, 1055065, 1335276, 823150);
  }

  @Test
  void anInsertionChangesFewChunks() throws IOException {
    byte[] content = noise(SIZE, 3);
    byte[] changed = new byte[SIZE + 7];
    System.arraycopy(content, 0, changed, 0, SIZE / 2);
    System.arraycopy(content, SIZE / 2, changed, SIZE / 2 + 7, SIZE / 2);
    Set<String> before = new HashSet<>();
    cut(content, SIZE).forEach(chunk -> before.add(Arrays.hashCode(chunk) + "/" + chunk.length));
    long fresh = cut(changed, changed.length).stream()
        .filter(chunk -> !before.contains(Arrays.hashCode(chunk) + "/" + chunk.length))
        .count();
    assertThat(fresh).isBetween(1L, 3L);
  }

  @Test
  void smallAndEmptyContentIsOneChunkOrNone() throws IOException {
    assertThat(cut(new byte[0], 0)).isEmpty();
    assertThat(cut(noise(1, 1), 1)).hasSize(1);
    assertThat(cut(noise(Chunker.LEAST, 1), Chunker.LEAST)).hasSize(1);
  }

  @Test
  void uniformContentIsCutAtTheMost() throws IOException {
    List<byte[]> chunks = cut(new byte[9 << 20], 9 << 20);
    assertThat(chunks)
        .extracting(chunk -> chunk.length)
        .containsExactly(Chunker.MOST, Chunker.MOST, 1 << 20);
  }

  @Test
  void noMoreIsReadThanAsked() throws IOException {
    byte[] content = noise(1 << 20, 5);
    assertThat(cut(content, 1000))
        .singleElement()
        .extracting(chunk -> chunk.length)
        .isEqualTo(1000);
    List<byte[]> shrunk = new ArrayList<>();
    long got = new Chunker()
        .cut(
            source(content),
            5 << 20,
            (b, from, length) -> shrunk.add(Arrays.copyOfRange(b, from, from + length)));
    assertThat(got).isEqualTo(1 << 20);
  }

  private static List<byte[]> cut(byte[] content, long size) throws IOException {
    List<byte[]> chunks = new ArrayList<>();
    long got = new Chunker()
        .cut(
            source(content),
            size,
            (bytes, offset, length) ->
                chunks.add(Arrays.copyOfRange(bytes, offset, offset + length)));
    assertThat(got).isEqualTo(size);
    return chunks;
  }

  /** Gives less than asked at times, as systems do. */
  private static Chunker.Source source(byte[] content) {
    return (position, into, offset, length) -> {
      if (position >= content.length) {
        return -1;
      }
      int some = Math.min(length, 100_003);
      int got = (int) Math.min(some, content.length - position);
      System.arraycopy(content, (int) position, into, offset, got);
      return got;
    };
  }

  private static byte[] noise(int size, long seed) {
    byte[] noise = new byte[size];
    new Random(seed).nextBytes(noise);
    return noise;
  }
}
