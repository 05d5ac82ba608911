package dev.bcs.files;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the C library on 64-bit Linux, mapped as they are.
 *
 * <p>The error number of a failed call is {@link Native#getLastError()} on the same thread. Paths
 * end with a zero byte. Layouts and numbers are those of glibc on 64-bit machines (statx(2),
 * getdents64(2), statvfs(3)); only two flags of open(2) differ on ARM.
 */
final class Libc {
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int STATX_BASIC_STATS = 0x7ff;
  static final int RENAME_EXCHANGE = 2;
  static final int AT_REMOVEDIR = 0x200;
  static final int S_IFIFO = 0010000;
  static final int SEEK_CUR = 1;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final int POSIX_FADV_WILLNEED = 3;
  static final int POSIX_FADV_DONTNEED = 4;
  static final int W_OK = 2;
  static final int X_OK = 1;
  static final long UTIME_OMIT = (1L << 30) - 2;

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;
  static final int O_DIRECTORY = Platform.isARM() ? 040000 : 0200000;
  static final int O_NOFOLLOW = Platform.isARM() ? 0100000 : 0400000;

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int ENOTEMPTY = 39;
  static final int ELOOP = 40;
  static final int ENXIO = 6;
  static final int ENODATA = 61;
  static final int EOPNOTSUPP = 95;

  static {
    Native.register(Libc.class, NativeLibrary.getInstance("c"));
  }

  private Libc() {}

  static native int statx(int directory, byte[] path, int flags, int mask, Pointer into);

  /** The same call, for a name that lies outside the heap. */
  static native int statx(int directory, Pointer path, int flags, int mask, Pointer into);

  static native long getdents64(int fd, Pointer into, long length);

  static native int openat(int directory, byte[] path, int flags, int mode);

  /** For openat2(2), which the C library does not have. */
  static native long syscall(long number, int directory, byte[] path, Pointer how, long length);

  static native int setpriority(int which, int who, int nice);

  static native long syscall(long number, long a, long b, long c);

  static native int close(int fd);

  static native long pread(int fd, Pointer into, long length, long position);

  static native long write(int fd, Pointer from, long length);

  static native int fsync(int fd);

  static native int syncfs(int fd);

  static native long lseek(int fd, long offset, int whence);

  static native int ftruncate(int fd, long length);

  static native int posix_fadvise(int fd, long offset, long length, int advice);

  static native long readlinkat(int directory, byte[] path, byte[] into, long length);

  static native int mkdirat(int directory, byte[] path, int mode);

  static native int mknodat(int directory, byte[] path, int mode, long device);

  static native int symlinkat(byte[] target, int directory, byte[] link);

  static native int linkat(int fromDir, byte[] from, int toDir, byte[] to, int flags);

  static native int unlinkat(int directory, byte[] path, int flags);

  static native int renameat(int fromDir, byte[] from, int toDir, byte[] to);

  static native int renameat2(int fromDir, byte[] from, int toDir, byte[] to, int flags);

  static native int fchmod(int fd, int mode);

  static native int fchmodat(int directory, byte[] path, int mode, int flags);

  static native int fchownat(int directory, byte[] path, int user, int group, int flags);

  static native int utimensat(int directory, byte[] path, long[] times, int flags);

  static native int fstatvfs(int fd, Pointer into);

  static native int faccessat(int directory, byte[] path, int wanted, int flags);

  static native long llistxattr(byte[] path, Pointer into, long length);

  static native long flistxattr(int fd, Pointer into, long length);

  static native long lgetxattr(byte[] path, byte[] name, Pointer into, long length);

  static native long fgetxattr(int fd, byte[] name, Pointer into, long length);

  static native int lsetxattr(byte[] path, byte[] name, byte[] value, long length, int flags);

  static native int lremovexattr(byte[] path, byte[] name);

  static native @Nullable Pointer getpwuid(int user);

  static native @Nullable Pointer getpwnam(byte[] name);

  static native @Nullable Pointer getgrgid(int group);

  static native @Nullable Pointer getgrnam(byte[] name);

  static native String strerror(int error);
}
