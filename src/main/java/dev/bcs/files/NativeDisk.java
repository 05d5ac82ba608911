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
class NativeDisk implements Disk {
  static final NativeDisk INSTANCE = new NativeDisk();

  private static final Accounts ACCOUNTS = new NativeAccounts();
  private static final int LONGEST_PATH = 4096;

  NativeDisk() {}

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

  static void check(long result, BytePath path) throws IOException {
    if (result < 0) {
      throw Failures.of(Native.getLastError(), path);
    }
  }

  /** Where the system looks a path up. */
  Spot spot(BytePath path) throws IOException {
    return Spot.of(path);
  }

  /** Opens what is there, or makes it. */
  Descriptor descriptor(BytePath path, int flags, int mode) throws IOException {
    return Descriptor.open(path, flags, mode);
  }

  @Override
  public Beneath beneath(BytePath top) throws IOException {
    return stat(top).isDirectory() ? new BoundedDisk(top) : Disk.super.beneath(top);
  }

  @Override
  public Stat stat(BytePath path) throws IOException {
    try (Spot spot = spot(path)) {
      return StatBuffer.ofPath(spot, path);
    }
  }

  @Override
  public boolean exists(BytePath path) throws IOException {
    int error;
    try (Spot spot = spot(path)) {
      error = StatBuffer.errorOf(spot);
    } catch (NoSuchFileException notEvenItsParent) {
      return false;
    }
    if (error != 0 && error != Libc.ENOENT && error != Libc.ENOTDIR) {
      throw Failures.of(error, path);
    }
    return error == 0;
  }

  @Override
  public List<byte[]> list(BytePath directory) throws IOException {
    try (Descriptor open = descriptor(directory, Libc.O_DIRECTORY, 0)) {
      return Listing.names(open, directory);
    }
  }

  @Override
  public void look(BytePath directory, Onlooker onlooker) throws IOException {
    try (Descriptor open = descriptor(directory, Libc.O_DIRECTORY, 0)) {
      Listing.look(open, directory, onlooker);
    }
  }

  @Override
  public ReadableFile open(BytePath file) throws IOException {
    // Without O_NONBLOCK a pipe would hold us until somebody writes to it.
    Descriptor open = descriptor(file, Libc.O_RDONLY | Libc.O_NONBLOCK, 0);
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
    Descriptor open = descriptor(file, flags, mode & 0777);
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
    try (Spot spot = spot(link)) {
      long length = Libc.readlinkat(spot.directory(), spot.name(), target, target.length);
      check(length, link);
      return Arrays.copyOf(target, (int) length);
    }
  }

  @Override
  public void makeDirectory(BytePath directory, int mode) throws IOException {
    try (Spot spot = spot(directory)) {
      check(Libc.mkdirat(spot.directory(), spot.name(), mode), directory);
      setMode(spot, directory, mode);
    }
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
    try (Spot spot = spot(link)) {
      byte[] to = zeroEnded(BytePath.of(target));
      check(Libc.symlinkat(to, spot.directory(), spot.name()), link);
    }
  }

  @Override
  public void makeHardLink(BytePath existing, BytePath link) throws IOException {
    try (Spot from = spot(existing);
        Spot to = spot(link)) {
      check(Libc.linkat(from.directory(), from.name(), to.directory(), to.name(), 0), link);
    }
  }

  @Override
  public void makeFifo(BytePath path, int mode) throws IOException {
    try (Spot spot = spot(path)) {
      check(Libc.mknodat(spot.directory(), spot.name(), Libc.S_IFIFO | mode, 0), path);
      setMode(spot, path, mode);
    }
  }

  @Override
  public void remove(BytePath path) throws IOException {
    try (Spot spot = spot(path)) {
      check(Libc.unlinkat(spot.directory(), spot.name(), 0), path);
    }
  }

  @Override
  public void removeDirectory(BytePath directory) throws IOException {
    try (Spot spot = spot(directory)) {
      check(Libc.unlinkat(spot.directory(), spot.name(), Libc.AT_REMOVEDIR), directory);
    }
  }

  @Override
  public void rename(BytePath from, BytePath to) throws IOException {
    try (Spot one = spot(from);
        Spot other = spot(to)) {
      check(Libc.renameat(one.directory(), one.name(), other.directory(), other.name()), from);
    }
  }

  @Override
  public boolean exchange(BytePath one, BytePath other) throws IOException {
    try (Spot a = spot(one);
        Spot b = spot(other)) {
      int flags = Libc.RENAME_EXCHANGE;
      if (Libc.renameat2(a.directory(), a.name(), b.directory(), b.name(), flags) == 0) {
        return true;
      }
      int error = Native.getLastError();
      if (error == Libc.ENOSYS || error == Libc.EINVAL) {
        return false;
      }
      throw Failures.of(error, one);
    }
  }

  @Override
  public void setMode(BytePath path, int mode) throws IOException {
    try (Spot spot = spot(path)) {
      setMode(spot, path, mode);
    }
  }

  private static void setMode(Spot spot, BytePath path, int mode) throws IOException {
    int flags = Libc.AT_SYMLINK_NOFOLLOW;
    int result = Libc.fchmodat(spot.directory(), spot.name(), mode, flags);
    if (result < 0
        && Native.getLastError() == Libc.EOPNOTSUPP
        && StatBuffer.ofPath(spot, path).kind() != Stat.Kind.SYMBOLIC_LINK) {
      // The C library before 2.32 knows no such flag.
      result = Libc.fchmodat(spot.directory(), spot.name(), mode, 0);
    }
    check(result, path);
  }

  @Override
  public void setOwner(BytePath path, int user, int group) throws IOException {
    try (Spot spot = spot(path)) {
      int flags = Libc.AT_SYMLINK_NOFOLLOW;
      check(Libc.fchownat(spot.directory(), spot.name(), user, group, flags), path);
    }
  }

  @Override
  public void setModified(BytePath path, long nanos) throws IOException {
    long second = 1_000_000_000L;
    setTime(path, Math.floorDiv(nanos, second), Math.floorMod(nanos, second));
  }

  @Override
  public void setModified(BytePath path, long nanos, int era) throws IOException {
    if (era == 0) {
      setModified(path, nanos);
      return;
    }
    BigInteger second = BigInteger.valueOf(1_000_000_000L);
    BigInteger whole = BigInteger.valueOf(era).shiftLeft(Long.SIZE).add(BigInteger.valueOf(nanos));
    BigInteger rest = whole.mod(second);
    setTime(path, whole.subtract(rest).divide(second).longValue(), rest.intValue());
  }

  private void setTime(BytePath path, long seconds, long nanos) throws IOException {
    long[] times = {0, Libc.UTIME_OMIT, seconds, nanos};
    try (Spot spot = spot(path)) {
      int flags = Libc.AT_SYMLINK_NOFOLLOW;
      check(Libc.utimensat(spot.directory(), spot.name(), times, flags), path);
    }
  }

  @Override
  public List<Attribute> attributes(BytePath path) throws IOException {
    try (Spot spot = spot(path)) {
      return Attributes.of(spot, path);
    }
  }

  @Override
  public boolean setAttribute(BytePath path, Attribute attribute) throws IOException {
    try (Spot spot = spot(path)) {
      return Attributes.set(spot, path, attribute);
    }
  }

  @Override
  public void removeAttribute(BytePath path, BytePath name) throws IOException {
    try (Spot spot = spot(path)) {
      Attributes.remove(spot, path, name);
    }
  }

  @Override
  public Accounts accounts() {
    return ACCOUNTS;
  }

  @Override
  public void syncDirectory(BytePath directory) throws IOException {
    try (Descriptor open = descriptor(directory, Libc.O_DIRECTORY, 0)) {
      open.sync();
    }
  }

  @Override
  public void syncFileSystem(BytePath path) throws IOException {
    try (Descriptor open = descriptor(path, Libc.O_RDONLY | Libc.O_NONBLOCK, 0)) {
      int fd = open.number();
      check(retried(() -> Libc.syncfs(fd)), path);
    }
  }

  /** In statvfs, f_frsize lies at 8, f_blocks at 16, f_bavail at 32. */
  @Override
  public Space space(BytePath path) throws IOException {
    try (Descriptor open = descriptor(path, Libc.O_PATH, 0);
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
    try (Spot spot = spot(directory)) {
      return there && Libc.faccessat(spot.directory(), spot.name(), wanted, 0) == 0;
    }
  }
}
