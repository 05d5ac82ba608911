package dev.bcs.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * Asks statx(2) and reads its answer; one buffer a thread.
 *
 * <p>A kernel before 5.8 says of no name that something is mounted there.
 */
final class StatBuffer {
  static final int SIZE = 256;
  private static final int BLOCK = 512;
  private static final long SECOND = 1_000_000_000L;
  private static final long MOUNT_ROOT = 0x2000;
  private static final ThreadLocal<Memory> BUFFER = ThreadLocal.withInitial(() -> new Memory(SIZE));
  private static final byte[] EMPTY = {0};

  private StatBuffer() {}

  static Stat ofPath(Spot spot, BytePath path) throws IOException {
    return ask(spot.directory(), spot.name(), Libc.AT_SYMLINK_NOFOLLOW, path);
  }

  static Stat ofOpen(int fd, BytePath path) throws IOException {
    return ask(fd, EMPTY, Libc.AT_EMPTY_PATH, path);
  }

  /** Zero if something is at the spot, else why not. */
  static int errorOf(Spot spot) {
    return fill(spot.directory(), spot.name(), Libc.AT_SYMLINK_NOFOLLOW, BUFFER.get());
  }

  private static int fill(int directory, byte[] name, int flags, Memory into) {
    int basic = Libc.STATX_BASIC_STATS;
    int result = NativeDisk.retried(() -> Libc.statx(directory, name, flags, basic, into));
    return result < 0 ? Native.getLastError() : 0;
  }

  private static Stat ask(int directory, byte[] name, int flags, BytePath path) throws IOException {
    Memory buffer = BUFFER.get();
    int error = fill(directory, name, flags, buffer);
    if (error != 0) {
      throw Failures.of(error, path);
    }
    return decode(buffer);
  }

  /**
   * What is at a name in an open directory; the name lies outside the heap and ends with a zero.
   */
  static int ofName(int directory, Pointer name, Memory into) {
    int flags = Libc.AT_SYMLINK_NOFOLLOW;
    int basic = Libc.STATX_BASIC_STATS;
    int result = Libc.statx(directory, name, flags, basic, into);
    while (result < 0 && Native.getLastError() == Libc.EINTR) {
      result = Libc.statx(directory, name, flags, basic, into);
    }
    return result < 0 ? Native.getLastError() : 0;
  }

  static Stat decode(Memory buffer) {
    int mode = buffer.getShort(28) & 0xffff;
    long device = (buffer.getInt(136) & 0xffff_ffffL) << 32 | (buffer.getInt(140) & 0xffff_ffffL);
    return new Stat(
        kind(mode),
        mode & 07777,
        buffer.getInt(20),
        buffer.getInt(24),
        buffer.getLong(40),
        device,
        buffer.getLong(32),
        buffer.getInt(16),
        nanos(buffer, 112),
        nanos(buffer, 96),
        era(buffer.getLong(112), buffer.getInt(120)),
        buffer.getLong(48) * BLOCK,
        (buffer.getLong(8) & MOUNT_ROOT) != 0);
  }

  private static long nanos(Memory buffer, int at) {
    return buffer.getLong(at) * SECOND + buffer.getInt(at + 8);
  }

  /** What {@link #nanos} leaves out: the upper half of a product of 128 bits. */
  static int era(long seconds, int nanos) {
    long low = seconds * SECOND;
    long sum = low + nanos;
    long high = Math.multiplyHigh(seconds, SECOND) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    return (int) (high + (sum < 0 ? 1 : 0));
  }

  private static Stat.Kind kind(int mode) {
    return switch (mode & 0170000) {
      case 0100000 -> Stat.Kind.FILE;
      case 0040000 -> Stat.Kind.DIRECTORY;
      case 0120000 -> Stat.Kind.SYMBOLIC_LINK;
      case 0010000 -> Stat.Kind.FIFO;
      case 0140000 -> Stat.Kind.SOCKET;
      default -> Stat.Kind.DEVICE;
    };
  }
}
