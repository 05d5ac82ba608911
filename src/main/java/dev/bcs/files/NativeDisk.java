package dev.bcs.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The disk of this machine, through the C library of 64-bit Linux.
 *
 * <p>Modes are set exactly, whatever the umask. Calls that a signal interrupts are made again.
 */
final class NativeDisk implements Disk {
  static final NativeDisk INSTANCE = new NativeDisk();

  private static final int LONGEST_PATH = 4096;

  private NativeDisk() {}

  static boolean works() {
    return Platform.isLinux() && Platform.is64Bit();
  }

  static byte[] zeroEnded(BytePath path) {
    byte[] bytes = path.bytes();
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  static int retried(IntSupplier call) {
    int result = call.getAsInt();
    while (result < 0 && Native.getLastError() == Libc.EINTR) {
      result = call.getAsInt();
    }
    return result;
  }

  static long retried(LongSupplier call) {
    long result = call.getAsLong();
    while (result < 0 && Native.getLastError() == Libc.EINTR) {
      result = call.getAsLong();
    }
    return result;
  }

  private static void check(long result, BytePath path) throws IOException {
    if (result < 0) {
      throw Failures.of(Native.getLastError(), path);
    }
  }

  @Override
  public Stat stat(BytePath path) throws IOException {
    return StatBuffer.ofPath(path);
  }

  @Override
  public boolean exists(BytePath path) throws IOException {
    int error = StatBuffer.errorOf(path);
    if (error != 0 && error != Libc.ENOENT && error != Libc.ENOTDIR) {
      throw Failures.of(error, path);
    }
    return error == 0;
  }

  @Override
  public List<byte[]> list(BytePath directory) throws IOException {
    return Listing.names(directory);
  }

  @Override
  public void look(BytePath directory, Onlooker onlooker) throws IOException {
    Listing.look(directory, onlooker);
  }

  @Override
  public ReadableFile open(BytePath file) throws IOException {
    // Without O_NONBLOCK a pipe would hold us until somebody writes to it.
    Descriptor open = Descriptor.open(file, Libc.O_RDONLY | Libc.O_NONBLOCK, 0);
    NativeReader reader = new NativeReader(open, file);
    if (!reader.stat().isFile()) {
      open.close();
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return reader;
  }

  @Override
  public WritableFile create(BytePath file, int mode) throws IOException {
    int flags = Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL;
    Descriptor open = Descriptor.open(file, flags, mode & 0777);
    if (Libc.fchmod(open.number(), mode) < 0) {
      IOException why = Failures.of(Native.getLastError(), file);
      open.close();
      throw why;
    }
    return new NativeWriter(open);
  }

  @Override
  public byte[] readLink(BytePath link) throws IOException {
    byte[] target = new byte[LONGEST_PATH];
    long length = Libc.readlink(zeroEnded(link), target, target.length);
    check(length, link);
    return Arrays.copyOf(target, (int) length);
  }

  @Override
  public void makeDirectory(BytePath directory, int mode) throws IOException {
    check(Libc.mkdir(zeroEnded(directory), mode), directory);
    setMode(directory, mode);
  }

  /** Tried from the end, so that a symbolic link on the way is passed through. */
  @Override
  public void makeDirectories(BytePath directory, int mode) throws IOException {
    try {
      makeDirectory(directory, mode);
    } catch (FileAlreadyExistsException there) {
      if (!isDirectory(directory)) {
        throw there;
      }
    } catch (NoSuchFileException noParent) {
      if (directory.parent().length() == 0) {
        throw noParent;
      }
      makeDirectories(directory.parent(), mode);
      makeDirectories(directory, mode);
    }
  }

  private boolean isDirectory(BytePath path) throws IOException {
    return exists(path) && stat(path).isDirectory();
  }

  @Override
  public void makeSymbolicLink(byte[] target, BytePath link) throws IOException {
    check(Libc.symlink(zeroEnded(BytePath.of(target)), zeroEnded(link)), link);
  }

  @Override
  public void makeHardLink(BytePath existing, BytePath link) throws IOException {
    check(Libc.link(zeroEnded(existing), zeroEnded(link)), link);
  }

  @Override
  public void makeFifo(BytePath path, int mode) throws IOException {
    check(Libc.mkfifo(zeroEnded(path), mode), path);
    setMode(path, mode);
  }

  @Override
  public void remove(BytePath path) throws IOException {
    check(Libc.unlink(zeroEnded(path)), path);
  }

  @Override
  public void removeDirectory(BytePath directory) throws IOException {
    check(Libc.rmdir(zeroEnded(directory)), directory);
  }

  @Override
  public void rename(BytePath from, BytePath to) throws IOException {
    check(Libc.rename(zeroEnded(from), zeroEnded(to)), from);
  }

  @Override
  public boolean exchange(BytePath one, BytePath other) throws IOException {
    byte[] a = zeroEnded(one);
    byte[] b = zeroEnded(other);
    int here = Libc.AT_FDCWD;
    if (Libc.renameat2(here, a, here, b, Libc.RENAME_EXCHANGE) == 0) {
      return true;
    }
    int error = Native.getLastError();
    if (error == Libc.ENOSYS || error == Libc.EINVAL) {
      return false;
    }
    throw Failures.of(error, one);
  }

  @Override
  public void setMode(BytePath path, int mode) throws IOException {
    byte[] name = zeroEnded(path);
    int result = Libc.fchmodat(Libc.AT_FDCWD, name, mode, Libc.AT_SYMLINK_NOFOLLOW);
    if (result < 0
        && Native.getLastError() == Libc.EOPNOTSUPP
        && stat(path).kind() != Stat.Kind.SYMBOLIC_LINK) {
      // The C library before 2.32 knows no such flag.
      result = Libc.fchmodat(Libc.AT_FDCWD, name, mode, 0);
    }
    check(result, path);
  }

  @Override
  public void setOwner(BytePath path, int user, int group) throws IOException {
    check(Libc.lchown(zeroEnded(path), user, group), path);
  }

  @Override
  public void setModified(BytePath path, long nanos) throws IOException {
    setModified(path, nanos, 0);
  }

  @Override
  public void setModified(BytePath path, long nanos, int era) throws IOException {
    BigInteger second = BigInteger.valueOf(1_000_000_000L);
    BigInteger whole = BigInteger.valueOf(era).shiftLeft(Long.SIZE).add(BigInteger.valueOf(nanos));
    BigInteger rest = whole.mod(second);
    long seconds = whole.subtract(rest).divide(second).longValue();
    long[] times = {0, Libc.UTIME_OMIT, seconds, rest.longValue()};
    int flags = Libc.AT_SYMLINK_NOFOLLOW;
    check(Libc.utimensat(Libc.AT_FDCWD, zeroEnded(path), times, flags), path);
  }

  @Override
  public void syncDirectory(BytePath directory) throws IOException {
    try (Descriptor open = Descriptor.open(directory, Libc.O_DIRECTORY, 0)) {
      open.sync();
    }
  }

  @Override
  public void syncFileSystem(BytePath path) throws IOException {
    try (Descriptor open = Descriptor.open(path, Libc.O_RDONLY | Libc.O_NONBLOCK, 0)) {
      int fd = open.number();
      check(retried(() -> Libc.syncfs(fd)), path);
    }
  }

  /** In statvfs, f_frsize lies at 8, f_blocks at 16, f_bavail at 32. */
  @Override
  public Space space(BytePath path) throws IOException {
    try (Descriptor open = Descriptor.open(path, Libc.O_PATH, 0);
        Memory answer = new Memory(256)) {
      int fd = open.number();
      check(retried(() -> Libc.fstatvfs(fd, answer)), path);
      long block = answer.getLong(8);
      return new Space(block * answer.getLong(16), block * answer.getLong(32));
    }
  }

  @Override
  public boolean writable(BytePath directory) throws IOException {
    int wanted = Libc.W_OK | Libc.X_OK;
    boolean there = stat(directory).isDirectory();
    return there && Libc.faccessat(Libc.AT_FDCWD, zeroEnded(directory), wanted, 0) == 0;
  }
}
