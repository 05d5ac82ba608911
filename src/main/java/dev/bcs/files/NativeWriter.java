package dev.bcs.files;

import java.io.IOException;

/** A file of this machine, open for writing at its end. */
final class NativeWriter implements Disk.WritableFile {
  private final Descriptor open;

  NativeWriter(Descriptor open) {
    this.open = open;
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    open.write(from, offset, length);
  }

  @Override
  public void skip(long bytes) throws IOException {
    open.skip(bytes);
  }

  @Override
  public void sync() throws IOException {
    open.sync();
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
