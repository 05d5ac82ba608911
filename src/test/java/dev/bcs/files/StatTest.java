package dev.bcs.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Times that nanoseconds in 64 bits cannot hold. */
class StatTest {
  @Test
  void everyTimeOfAFileSystemIsHeldWhole() {
    long[] seconds = {
      0,
      -1,
      1,
      9_223_372_036L,
      9_223_372_037L,
      -9_223_372_036L,
      -9_223_372_037L,
      1L << 34,
      -(1L << 31),
      253_402_300_800L,
      Long.MAX_VALUE / 2,
      Long.MIN_VALUE / 2
    };
    for (long second : seconds) {
      for (int nanos : new int[] {0, 1, 999_999_999}) {
        BigInteger whole = BigInteger.valueOf(second)
            .multiply(BigInteger.valueOf(1_000_000_000L))
            .add(BigInteger.valueOf(nanos));
        BigInteger held = BigInteger.valueOf(StatBuffer.era(second, nanos))
            .shiftLeft(Long.SIZE)
            .add(BigInteger.valueOf(second * 1_000_000_000L + nanos));
        assertThat(held).as("%d s, %d ns", second, nanos).isEqualTo(whole);
      }
    }
  }
}
