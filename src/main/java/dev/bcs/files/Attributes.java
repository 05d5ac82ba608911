package dev.bcs.files;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reads and sets extended attributes, after xattr(7); two buffers a thread. */
final class Attributes {
  /** The system lists no more names, and takes no longer value. */
  private static final int MOST = 1 << 16;

  private static final ThreadLocal<Memory> NAMES = ThreadLocal.withInitial(() -> new Memory(MOST));
  private static final ThreadLocal<Memory> VALUE = ThreadLocal.withInitial(() -> new Memory(MOST));

  private Attributes() {}

  /** One of the calls that list. */
  private interface Lister {
    long list(Pointer into, long length);
  }

  /** One of the calls that get. */
  private interface Getter {
    long get(byte[] name, Pointer into, long length);
  }

  static List<Attribute> of(Spot spot, BytePath path) throws IOException {
    byte[] at = spot.path();
    return read(
        path,
        (into, length) -> Libc.llistxattr(at, into, length),
        (name, into, length) -> Libc.lgetxattr(at, name, into, length));
  }

  static List<Attribute> ofOpen(int fd, BytePath path) throws IOException {
    return read(
        path,
        (into, length) -> Libc.flistxattr(fd, into, length),
        (name, into, length) -> Libc.fgetxattr(fd, name, into, length));
  }

  private static List<Attribute> read(BytePath path, Lister lister, Getter getter)
      throws IOException {
    Memory names = NAMES.get();
    long length = lister.list(names, MOST);
    if (length == 0 || (length < 0 && Native.getLastError() == Libc.EOPNOTSUPP)) {
      return List.of();
    }
    if (length < 0) {
      throw Failures.of(Native.getLastError(), path);
    }
    List<Attribute> attributes = new ArrayList<>();
    byte[] all = names.getByteArray(0, (int) length);
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        BytePath name = BytePath.of(Arrays.copyOfRange(all, start, i));
        if (Attribute.isKept(name)) {
          get(path, name, getter, attributes);
        }
        start = i + 1;
      }
    }
    attributes.sort(Comparator.comparing(Attribute::name));
    return attributes;
  }

  private static void get(BytePath path, BytePath name, Getter getter, List<Attribute> into)
      throws IOException {
    Memory value = VALUE.get();
    long length = getter.get(NativeDisk.zeroEnded(name), value, MOST);
    if (length >= 0) {
      into.add(new Attribute(name, value.getByteArray(0, (int) length)));
    } else if (Native.getLastError() != Libc.ENODATA) {
      throw Failures.of(Native.getLastError(), path);
    }
  }

  static boolean set(Spot spot, BytePath path, Attribute attribute) throws IOException {
    byte[] value = attribute.value();
    byte[] name = NativeDisk.zeroEnded(attribute.name());
    if (Libc.lsetxattr(spot.path(), name, value, value.length, 0) == 0) {
      return true;
    }
    int error = Native.getLastError();
    if (error == Libc.EPERM || error == Libc.EACCES || error == Libc.EOPNOTSUPP) {
      return false;
    }
    throw Failures.of(error, path);
  }

  static void remove(Spot spot, BytePath path, BytePath name) throws IOException {
    if (Libc.lremovexattr(spot.path(), NativeDisk.zeroEnded(name)) < 0
        && Native.getLastError() != Libc.ENODATA
        && Native.getLastError() != Libc.EOPNOTSUPP) {
      throw Failures.of(Native.getLastError(), path);
    }
  }
}
