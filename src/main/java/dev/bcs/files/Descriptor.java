package dev.bcs.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** An open file descriptor; closing it twice is harmless. */
final class Descriptor implements AutoCloseable {
  private static final int PIECE = 256 * 1024;

  /** One transfer buffer a thread, outside the heap, where the system can reach it. */
  private static final ThreadLocal<Memory> BUFFER =
      ThreadLocal.withInitial(() -> new Memory(PIECE));

  private final BytePath path;
  private int fd;

  private Descriptor(BytePath path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /** Opens without following a link in the last name, and not to be inherited by commands. */
  static Descriptor open(BytePath path, int flags, int mode) throws IOException {
    int all = flags | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    try (Spot spot = Spot.of(path)) {
      int fd = NativeDisk.retried(() -> Libc.openat(spot.directory(), spot.name(), all, mode));
      if (fd < 0) {
        throw Failures.of(Native.getLastError(), path);
      }
      return new Descriptor(path, fd);
    }
  }

  /** Opens what lies below an open directory, following no link on the way to it. */
  static Descriptor beneath(int top, byte[] relative, int flags, BytePath path) throws IOException {
    return new Descriptor(path, Bounds.open(top, relative, flags, path).fd());
  }

  int number() throws IOException {
    if (fd < 0) {
      throw new ClosedChannelException();
    }
    return fd;
  }

  int read(long position, byte[] into, int offset, int length) throws IOException {
    int open = number();
    Memory buffer = BUFFER.get();
    int done = 0;
    while (done < length) {
      int want = Math.min(length - done, PIECE);
      long at = position + done;
      int got = (int) NativeDisk.retried(() -> Libc.pread(open, buffer, want, at));
      if (got < 0) {
        throw Failures.of(Native.getLastError(), path);
      }
      buffer.read(0, into, offset + done, got);
      done += got;
      if (got < want) {
        break;
      }
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  void write(byte[] from, int offset, int length) throws IOException {
    int open = number();
    Memory buffer = BUFFER.get();
    int done = 0;
    while (done < length) {
      int want = Math.min(length - done, PIECE);
      buffer.write(0, from, offset + done, want);
      int put = (int) NativeDisk.retried(() -> Libc.write(open, buffer, want));
      if (put < 0) {
        throw Failures.of(Native.getLastError(), path);
      }
      done += put;
    }
  }

  /** Leaves a hole at the end. */
  void skip(long bytes) throws IOException {
    int open = number();
    long end = Libc.lseek(open, bytes, Libc.SEEK_CUR);
    if (end < 0 || NativeDisk.retried(() -> Libc.ftruncate(open, end)) < 0) {
      throw Failures.of(Native.getLastError(), path);
    }
  }

  /** Where content, or a hole, begins at or after a position; -1 where no more of it follows. */
  long seek(long position, int whence) throws IOException {
    long found = Libc.lseek(number(), position, whence);
    if (found < 0 && Native.getLastError() != Libc.ENXIO) {
      throw Failures.of(Native.getLastError(), path);
    }
    return found;
  }

  /** The answer is not asked: it is a wish. */
  void forget() throws IOException {
    Libc.posix_fadvise(number(), 0, 0, Libc.POSIX_FADV_DONTNEED);
  }

  void fetch(long bytes) throws IOException {
    Libc.posix_fadvise(number(), 0, bytes, Libc.POSIX_FADV_WILLNEED);
  }

  void sync() throws IOException {
    int open = number();
    if (NativeDisk.retried(() -> Libc.fsync(open)) < 0) {
      throw Failures.of(Native.getLastError(), path);
    }
  }

  /** Linux has closed it even where it answers EINTR; a late write error is told here. */
  @Override
  public void close() throws IOException {
    int open = fd;
    fd = -1;
    if (open >= 0 && Libc.close(open) < 0 && Native.getLastError() != Libc.EINTR) {
      throw Failures.of(Native.getLastError(), path);
    }
  }
}
