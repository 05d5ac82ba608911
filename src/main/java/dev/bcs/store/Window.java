package dev.bcs.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A part of a long stream at a time, as a buffer that grows only as far as one thing needs.
 *
 * <p>Whoever takes a thing and finds too few bytes is asked again with more, until the stream has
 * no more of them.
 */
final class Window {
  private static final int FIRST = 256 << 10;

  private final InputStream from;
  private ByteBuffer in;
  private long left;

  /** All of these bytes, at once. */
  Window(byte[] bytes) {
    this.from = InputStream.nullInputStream();
    this.in = ByteBuffer.wrap(bytes);
  }

  /** So many bytes of a stream. */
  Window(InputStream from, long length) {
    this.from = from;
    this.in = ByteBuffer.allocate((int) Math.min(FIRST, length)).limit(0);
    this.left = length;
  }

  /** Takes one thing; what it throws counts only once there are no more bytes to give it. */
  <T> T take(Function<ByteBuffer, T> reading) {
    while (true) {
      int start = in.position();
      try {
        return reading.apply(in);
      } catch (BufferUnderflowException | IllegalArgumentException e) {
        in.position(start);
        if (!more()) {
          throw e;
        }
      }
    }
  }

  /** Bytes that were not taken yet. */
  long remaining() {
    return in.remaining() + left;
  }

  private boolean more() {
    if (left == 0) {
      return false;
    }
    int kept = in.remaining();
    byte[] room = kept > in.capacity() / 2
        ? new byte[(int) Math.min(in.capacity() * 2L, kept + left)]
        : new byte[in.capacity()];
    System.arraycopy(in.array(), in.position(), room, 0, kept);
    try {
      int want = (int) Math.min(room.length - kept, left);
      int got = from.readNBytes(room, kept, want);
      if (got < want) {
        throw new BufferUnderflowException();
      }
      left -= got;
      in = ByteBuffer.wrap(got + kept == room.length ? room : Arrays.copyOf(room, kept + got));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
