package dev.bcs.files;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;

/**
 * Damages bytes in every way that a parser may meet, from a seed: a fuzzer of sixty lines.
 *
 * <p>The long runs take more rounds; a round that fails names its seed.
 */
public final class Mangler {
  private static final byte[][] TELLING = {
    {0}, {-1}, {127}, {-128}, {0, 0, 0, 0}, {-1, -1, -1, -1}, {127, -1, -1, -1}, {-128, 0, 0, 0}
  };

  private Mangler() {}

  /** A parser under test; it may refuse only by what its contract names. */
  @FunctionalInterface
  public interface Parser {
    void parse(byte[] bytes) throws Exception;
  }

  /** Lets the parser read so many mangled versions; whatever else it throws fails the test. */
  public static void feed(
      String name, byte[] whole, int rounds, Class<? extends Exception> refusal, Parser parser) {
    int refused = 0;
    for (long seed = 0; seed < rounds; seed++) {
      try {
        parser.parse(mangled(whole, seed));
      } catch (Exception | Error e) {
        if (!refusal.isInstance(e)) {
          Assertions.fail(name + ", seed " + seed + ": " + e, e);
        }
        refused++;
      }
    }
    System.out.println(
        "fuzz: " + name + ": " + rounds + " cases (seeds from 0), " + refused + " refused");
  }

  static byte[] mangled(byte[] whole, long seed) {
    Random luck = new Random(seed);
    byte[] bytes = whole.clone();
    for (int edits = 1 + luck.nextInt(4); edits > 0 && bytes.length > 0; edits--) {
      int at = luck.nextInt(bytes.length);
      switch (luck.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << luck.nextInt(8));
        case 1 -> bytes[at] = (byte) luck.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> {
          byte[] telling = TELLING[luck.nextInt(TELLING.length)];
          System.arraycopy(telling, 0, bytes, at, Math.min(telling.length, bytes.length - at));
        }
        case 4 -> {
          int length = luck.nextInt(1 + Math.min(64, bytes.length - at));
          int to = luck.nextInt(bytes.length - length + 1);
          System.arraycopy(bytes.clone(), at, bytes, to, length);
        }
        default -> {
          byte[] longer = Arrays.copyOf(bytes, bytes.length + luck.nextInt(40));
          System.arraycopy(
              bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
          bytes = longer;
        }
      }
    }
    return bytes;
  }
}
