package dev.bcs.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Makes recordings of two-tone signals over a little noise, as WAV files of 8 kHz mono.
 *
 * <p>The layout is RIFF/WAVE: {@code fmt } with format 1 (16 bit) or 7 (µ-law of ITU-T G.711, with
 * the extension length and the {@code fact} chunk that coded formats have), then {@code data}.
 */
final class Tones {
  static final int RATE = 8000;

  private static final int[] LOW = {350, 440, 697, 770, 852, 941};
  private static final int[] HIGH = {480, 620, 1209, 1336, 1477, 1633};
  private static final int SEGMENT = RATE * 2 / 5;
  private static final short[] SINE = sine();
  private static final byte[] MU_LAW = muLaw();

  /** How samples are written. */
  enum Coding {
    LINEAR_16,
    MU_LAW
  }

  private Tones() {}

  /** One recording; the same seed and length make the same bytes. */
  static byte[] wav(Coding coding, long seed, int millis) {
    int samples = (int) ((long) RATE * millis / 1000);
    boolean coded = coding == Coding.MU_LAW;
    byte[] wav = new byte[coded ? 58 + samples : 44 + 2 * samples];
    ByteBuffer out = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    header(out, coded, samples);
    long noise = seed * 0x9E3779B97F4A7C15L + 1;
    int low = 0;
    int high = 0;
    int lowStep = 0;
    int highStep = 0;
    for (int i = 0; i < samples; i++) {
      noise ^= noise << 13;
      noise ^= noise >>> 7;
      noise ^= noise << 17;
      if (i % SEGMENT == 0) {
        lowStep = step(LOW[(int) (noise >>> 40) % LOW.length]);
        highStep = step(HIGH[(int) (noise >>> 50) % HIGH.length]);
      }
      low += lowStep;
      high += highStep;
      int sample = SINE[low >>> 22] + SINE[high >>> 22] + (int) (noise >> 56);
      if (coded) {
        out.put(MU_LAW[(sample + 32768) >> 2]);
      } else {
        out.putShort((short) sample);
      }
    }
    return wav;
  }

  private static void header(ByteBuffer out, boolean coded, int samples) {
    int width = coded ? 1 : 2;
    tag(out, "RIFF").putInt(out.capacity() - 8);
    tag(out, "WAVE");
    tag(out, "fmt ").putInt(coded ? 18 : 16).putShort((short) (coded ? 7 : 1)).putShort((short) 1);
    out.putInt(RATE).putInt(RATE * width).putShort((short) width).putShort((short) (8 * width));
    if (coded) {
      out.putShort((short) 0);
      tag(out, "fact").putInt(4).putInt(samples);
    }
    tag(out, "data").putInt(samples * width);
  }

  private static ByteBuffer tag(ByteBuffer out, String four) {
    return out.put(four.getBytes(StandardCharsets.US_ASCII));
  }

  /** A full turn is 2^32. */
  private static int step(int hertz) {
    return (int) (((long) hertz << 32) / RATE);
  }

  private static short[] sine() {
    short[] table = new short[1024];
    for (int i = 0; i < table.length; i++) {
      table[i] = (short) Math.round(8000 * Math.sin(2 * Math.PI * i / table.length));
    }
    return table;
  }

  /** The code of each 14-bit sample: sign, the position of the first bit, the four after it. */
  private static byte[] muLaw() {
    byte[] table = new byte[1 << 14];
    for (int i = 0; i < table.length; i++) {
      int sample = (i << 2) - 32768;
      int sign = sample < 0 ? 0x80 : 0;
      int biased = Math.min(Math.abs(sample), 32635) + 132;
      int exponent = 24 - Integer.numberOfLeadingZeros(biased);
      int mantissa = (biased >> (exponent + 3)) & 0x0f;
      table[i] = (byte) ~(sign | (exponent << 4) | mantissa);
    }
    return table;
  }
}
