package dev.bcs.files;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the system looks a path up: an open directory, or none, and a name that it takes from
 * there.
 *
 * <p>The system takes no more than 4095 bytes at once: of a longer path the directories are opened
 * one piece after the other.
 */
final class Spot implements AutoCloseable {
  static final int MOST = 4095;

  private static final byte[] HERE = {'.'};

  private final int directory;
  private final byte[] name;
  private final boolean ours;

  private Spot(int directory, byte[] name, boolean ours) {
    this.directory = directory;
    this.name = Arrays.copyOf(name, name.length + 1);
    this.ours = ours;
  }

  static Spot of(BytePath path) throws IOException {
    byte[] bytes = path.bytes();
    if (bytes.length <= MOST) {
      return new Spot(Libc.AT_FDCWD, bytes, false);
    }
    return walk(path, Libc.AT_FDCWD, bytes, (from, piece) -> {
      int flags = Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
      return NativeDisk.retried(() -> Libc.openat(from, piece, flags, 0));
    });
  }

  /**
   * The last name of a relative path, in its directory below one that is open: no link leads out.
   */
  static Spot beneath(int top, byte[] relative, BytePath path) throws IOException {
    int slash = lastSlash(relative, relative.length - 1);
    if (slash < 0) {
      return new Spot(top, relative.length == 0 ? HERE : relative, false);
    }
    Bounds.Opened parent =
        Bounds.open(top, Arrays.copyOf(relative, slash), Libc.O_PATH | Libc.O_DIRECTORY, path);
    return new Spot(parent.fd(), Arrays.copyOfRange(relative, slash + 1, relative.length), true);
  }

  /** Opens one piece of a path from the directory before; answers as openat(2) does. */
  interface Step {
    int open(int from, byte[] zeroEnded) throws IOException;
  }

  /** Opens all but the rest of a path that the system takes at once. */
  static Spot walk(BytePath path, int from, byte[] bytes, Step step) throws IOException {
    int directory = from;
    boolean ours = false;
    int start = 0;
    while (bytes.length - start > MOST) {
      int slash = lastSlash(bytes, start + MOST);
      if (slash <= start) {
        // A name as long as that: the system says what it thinks of it.
        break;
      }
      byte[] piece = Arrays.copyOf(Arrays.copyOfRange(bytes, start, slash), slash - start + 1);
      int next = step.open(directory, piece);
      int error = next < 0 ? Native.getLastError() : 0;
      if (ours) {
        Libc.close(directory);
      }
      if (next < 0) {
        throw Failures.of(error, path);
      }
      directory = next;
      ours = true;
      start = slash + 1;
    }
    byte[] rest = Arrays.copyOfRange(bytes, start, bytes.length);
    return new Spot(directory, rest.length == 0 ? HERE : rest, ours);
  }

  private static int lastSlash(byte[] bytes, int from) {
    int i = from;
    while (i >= 0 && bytes[i] != '/') {
      i--;
    }
    return i;
  }

  /** For the calls whose names end in "at". */
  int directory() {
    return directory;
  }

  /** Ends with a zero byte. */
  byte[] name() {
    return name;
  }

  /** For calls that know paths only; no link in the last name is followed but by them. */
  byte[] path() {
    if (directory == Libc.AT_FDCWD) {
      return name;
    }
    byte[] prefix = ("/proc/self/fd/" + directory + "/").getBytes(StandardCharsets.US_ASCII);
    byte[] path = Arrays.copyOf(prefix, prefix.length + name.length);
    System.arraycopy(name, 0, path, prefix.length, name.length);
    return path;
  }

  @Override
  public void close() {
    if (ours) {
      Libc.close(directory);
    }
  }
}
