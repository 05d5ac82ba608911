package dev.bcs.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that somebody needs for a while: in memory while they are few, else in a file without name.
 *
 * <p>The file loses its name as soon as it is made: it is gone with this object, and after a crash
 * nothing is left. One thread writes, at the end; any may read what was written, at any place.
 */
public final class Scratch extends OutputStream {
  private static final Cleaner CLEANER = Cleaner.create(Scratch::thread);
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final int IN_MEMORY = 1 << 20;
  private static final int PIECE = 128 << 10;

  private final Disk disk;
  private final BytePath folder;
  private final Files files = new Files();
  private final Tail tail = new Tail();
  private long flushed;

  /** Nothing yet; the folder must be there once there is more than a megabyte. */
  public Scratch(Disk disk, BytePath folder) {
    this.disk = disk;
    this.folder = folder;
    CLEANER.register(this, files::close);
  }

  /** Bytes that are not in the file yet. */
  private static final class Tail extends ByteArrayOutputStream {
    byte[] bytes() {
      return buf;
    }
  }

  /** The open file, apart from what uses it, so that it can be closed when that is forgotten. */
  private static final class Files {
    private Disk.@Nullable WritableFile writer;
    private Disk.@Nullable ReadableFile reader;

    synchronized void close() {
      close(writer);
      close(reader);
      writer = null;
      reader = null;
    }

    private static void close(@Nullable AutoCloseable file) {
      try {
        if (file != null) {
          file.close();
        }
      } catch (Exception e) {
        // Nobody needs what is in it any more.
      }
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "bcs-files-scratch");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    tail.write(bytes, offset, length);
    if (tail.size() >= (files.writer == null ? IN_MEMORY : PIECE)) {
      spill();
    }
  }

  private void spill() throws IOException {
    synchronized (files) {
      Disk.WritableFile writer = files.writer;
      if (writer == null) {
        BytePath file = folder.child("scratch-" + NUMBERS.incrementAndGet());
        if (disk.exists(file)) {
          disk.remove(file);
        }
        writer = disk.create(file, 0600);
        files.writer = writer;
        files.reader = disk.open(file);
        disk.remove(file);
      }
      writer.write(tail.bytes(), 0, tail.size());
    }
    flushed += tail.size();
    tail.reset();
  }

  /** How many bytes were written. */
  public synchronized long length() {
    return flushed + tail.size();
  }

  /** So many bytes from this place, at most those that are there. */
  public synchronized byte[] read(long from, int most) throws IOException {
    byte[] bytes = new byte[(int) Math.max(0, Math.min(most, length() - from))];
    int inFile = (int) Math.max(0, Math.min(bytes.length, flushed - from));
    synchronized (files) {
      int got = 0;
      while (got < inFile) {
        Disk.ReadableFile reader = files.reader;
        int n = reader == null ? -1 : reader.read(from + got, bytes, got, inFile - got);
        if (n <= 0) {
          throw new IOException("a file without name in " + folder + " was closed, or is cut off");
        }
        got += n;
      }
    }
    int at = (int) Math.max(0, from + inFile - flushed);
    System.arraycopy(tail.bytes(), at, bytes, inFile, bytes.length - inFile);
    return bytes;
  }

  /** All of it, from the beginning. */
  public InputStream stream() {
    return new InputStream() {
      private long at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        byte[] bytes = Scratch.this.read(at, length);
        System.arraycopy(bytes, 0, into, offset, bytes.length);
        at += bytes.length;
        return bytes.length == 0 && length > 0 ? -1 : bytes.length;
      }
    };
  }

  /** Frees the file; what was in it cannot be read any more. */
  @Override
  public void close() {
    files.close();
  }
}
