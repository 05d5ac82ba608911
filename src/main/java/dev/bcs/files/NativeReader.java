package dev.bcs.files;

import java.io.IOException;
import java.util.List;

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
  public List<Attribute> attributes() throws IOException {
    return Attributes.ofOpen(open.number(), path);
  }

  @Override
  public long nextContent(long position) throws IOException {
    return open.seek(position, Libc.SEEK_DATA);
  }

  @Override
  public long endOfContent(long position) throws IOException {
    long end = open.seek(position, Libc.SEEK_HOLE);
    return end < 0 ? stat().size() : end;
  }

  @Override
  public void forget() throws IOException {
    open.forget();
  }

  @Override
  public void fetch(long bytes) throws IOException {
    open.fetch(bytes);
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
