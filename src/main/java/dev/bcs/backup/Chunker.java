package dev.bcs.backup;

import java.io.IOException;

/**
 * Cuts content into chunks where the content itself says so, after FastCDC (Xia et al., 2016).
 *
 * <p>A gear hash rolls over the bytes; a chunk ends where its upper bits are zero: {@value #STRICT}
 * of them before the average length, {@value #LOOSE} after it, so that lengths stay near the
 * average. An insertion moves the cuts near it only. The gear table and the limits are part of the
 * format of the store only in so far as another table would find no chunk again.
 */
final class Chunker {
  static final int LEAST = 256 << 10;
  static final int AVERAGE = 1 << 20;
  static final int MOST = 4 << 20;

  private static final int STRICT = 22;
  private static final int LOOSE = 18;
  private static final long STRICT_MASK = -1L << (64 - STRICT);
  private static final long LOOSE_MASK = -1L << (64 - LOOSE);
  private static final long[] GEAR = gear();

  private final byte[] window = new byte[2 * MOST];

  /** Where bytes come from, and where chunks go. */
  interface Source {
    /** Reads at a position; -1 or 0 at the end. */
    int read(long position, byte[] into, int offset, int length) throws IOException;
  }

  /** Takes one chunk; the bytes are the window's and change after the call. */
  interface Sink {
    void chunk(byte[] bytes, int offset, int length) throws IOException;
  }

  /** Cuts up to so many bytes; answers how many there were. */
  long cut(Source source, long size, Sink sink) throws IOException {
    long read = 0;
    int from = 0;
    int to = 0;
    boolean ended = false;
    while (true) {
      while (!ended && to < window.length && read < size) {
        int want = (int) Math.min(window.length - to, size - read);
        int got = source.read(read, window, to, want);
        ended = got <= 0;
        to += Math.max(got, 0);
        read += Math.max(got, 0);
      }
      boolean last = ended || read == size;
      while (from < to && (last || to - from >= MOST)) {
        int length = next(window, from, to);
        sink.chunk(window, from, length);
        from += length;
      }
      if (last) {
        return read;
      }
      System.arraycopy(window, from, window, 0, to - from);
      to -= from;
      from = 0;
    }
  }

  /** Length of the chunk that begins here. */
  static int next(byte[] bytes, int from, int to) {
    int most = Math.min(to, from + MOST);
    int middle = Math.min(most, from + AVERAGE);
    long hash = 0;
    int i = Math.min(most, from + LEAST);
    for (; i < middle; i++) {
      hash = (hash << 1) + GEAR[bytes[i] & 0xff];
      if ((hash & STRICT_MASK) == 0) {
        return i + 1 - from;
      }
    }
    for (; i < most; i++) {
      hash = (hash << 1) + GEAR[bytes[i] & 0xff];
      if ((hash & LOOSE_MASK) == 0) {
        return i + 1 - from;
      }
    }
    return most - from;
  }

  /** 256 numbers by SplitMix64 from a fixed seed. */
  private static long[] gear() {
    long[] table = new long[256];
    long state = 0x4243535f67656172L;
    for (int i = 0; i < table.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      table[i] = z ^ z >>> 31;
    }
    return table;
  }
}
