package dev.bcs.files;

import java.io.IOException;
import java.util.Arrays;

/** The disk of this machine below one open directory, which no link leads out of. */
final class BoundedDisk extends NativeDisk implements Disk.Beneath {
  private final BytePath top;
  private final Descriptor open;

  BoundedDisk(BytePath top) throws IOException {
    this.top = top;
    this.open = Descriptor.open(top, Libc.O_PATH | Libc.O_DIRECTORY, 0);
  }

  @Override
  public Disk disk() {
    return this;
  }

  private byte[] relative(BytePath path) {
    if (!path.startsWith(top)) {
      throw new IllegalArgumentException(path + " does not lie below " + top);
    }
    byte[] bytes = path.bytes();
    int from = top.length();
    while (from < bytes.length && bytes[from] == '/') {
      from++;
    }
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }

  @Override
  Spot spot(BytePath path) throws IOException {
    return Spot.beneath(open.number(), relative(path), path);
  }

  @Override
  Descriptor descriptor(BytePath path, int flags, int mode) throws IOException {
    if ((flags & Libc.O_CREAT) != 0) {
      throw new IOException(path + " cannot be made: this is for reading");
    }
    return Descriptor.beneath(open.number(), relative(path), flags, path);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
