package dev.bcs.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.Arrays;

/**
 * Opens paths below an open directory so that no symbolic link on the way is followed.
 *
 * <p>By openat2(2) in one call; a kernel before 5.6, or a sandbox that forbids it, is asked name by
 * name. Whoever swaps a directory for a link meanwhile gets "is a symbolic link".
 */
final class Bounds {
  private static final long OPENAT2 = 437;
  private static final long NO_MAGIC_LINKS = 0x02;
  private static final long NO_SYMBOLIC_LINKS = 0x04;
  private static final long BENEATH = 0x08;
  private static final int HOW_SIZE = 24;
  private static final byte[] HERE = {'.'};

  private static volatile boolean atOnce = true;

  private Bounds() {}

  /** A number of the system, to be closed by whoever asked. */
  record Opened(int fd) {}

  /** Tests try the slow way too. */
  static void atOnce(boolean may) {
    atOnce = may;
  }

  static Opened open(int top, byte[] relative, int flags, BytePath path) throws IOException {
    byte[] whole = relative.length == 0 ? HERE : relative;
    int all = flags | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    int way = Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    try (Spot spot = Spot.walk(path, top, whole, (from, piece) -> one(from, piece, way))) {
      int fd = one(spot.directory(), spot.name(), all);
      if (fd < 0) {
        throw Failures.of(Native.getLastError(), path);
      }
      return new Opened(fd);
    }
  }

  private static int one(int from, byte[] zeroEnded, int flags) {
    if (atOnce && Platform.is64Bit()) {
      int fd = openat2(from, zeroEnded, flags);
      int error = fd < 0 ? Native.getLastError() : 0;
      if (error != Libc.ENOSYS && error != Libc.EPERM) {
        return fd;
      }
    }
    return nameByName(from, zeroEnded, flags);
  }

  /** struct open_how: flags 8, mode 8, resolve 8. */
  private static int openat2(int from, byte[] zeroEnded, int flags) {
    try (Memory how = new Memory(HOW_SIZE)) {
      how.setLong(0, flags & 0xffff_ffffL);
      how.setLong(8, 0);
      how.setLong(16, BENEATH | NO_SYMBOLIC_LINKS | NO_MAGIC_LINKS);
      return (int)
          NativeDisk.retried(() -> Libc.syscall(OPENAT2, from, zeroEnded, how, (long) HOW_SIZE));
    }
  }

  private static int nameByName(int from, byte[] zeroEnded, int flags) {
    int way = Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    int directory = from;
    int start = 0;
    for (int i = 0; i < zeroEnded.length; i++) {
      boolean last = zeroEnded[i] == 0;
      if (!last && zeroEnded[i] != '/') {
        continue;
      }
      byte[] name = Arrays.copyOf(Arrays.copyOfRange(zeroEnded, start, i), i - start + 1);
      int before = directory;
      int use = last ? flags : way;
      directory = NativeDisk.retried(() -> Libc.openat(before, name, use, 0));
      int error = Native.getLastError();
      if (before != from) {
        Libc.close(before);
      }
      if (directory < 0 || last) {
        Native.setLastError(error);
        return directory;
      }
      start = i + 1;
    }
    return directory;
  }
}
