package dev.bcs.files;

import java.io.IOException;

/** A file of this machine, open for reading. */
final class NativeReader implements Disk.ReadableFile {
  private final Descriptor open;
  private final BytePath path;

  NativeReader(Descriptor open, BytePath path) {
    this.open = open;
    this.path = path;
  }

  @Override
  public Stat stat() throws IOException {
    return StatBuffer.ofOpen(open.number(), path);
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    return open.read(position, into, offset, length);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
