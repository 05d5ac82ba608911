package dev.bcs.files;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A list that lies in a file once it is long: added to at its end, read anywhere, small in memory.
 *
 * <p>So a million names cost some hundred kilobytes. The file loses its name as soon as it is made:
 * it is gone with this list, and after a crash nothing is left. Reading goes page by page, so from
 * one end to the other is fast and leaps are not. One thread adds; then any may read. A disk that
 * fails is an {@link UncheckedIOException}.
 */
public final class Spool<T> extends AbstractList<T> implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create(Spool::thread);
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final int PAGE = 128;
  private static final int IN_MEMORY = 1 << 20;
  private static final int PIECE = 128 << 10;

  private final Disk disk;
  private final BytePath folder;
  private final Form<T> form;
  private final Tail tail = new Tail();
  private final DataOutputStream out = new DataOutputStream(tail);
  private final Files files = new Files();
  private long[] starts = new long[16];
  private int size;
  private long flushed;
  private int cachedPage = -1;
  private List<T> cached = List.of();

  /** An empty list, for whose file this folder is used; it must be there once the list is long. */
  public Spool(Disk disk, BytePath folder, Form<T> form) {
    this.disk = disk;
    this.folder = folder;
    this.form = form;
    CLEANER.register(this, files::close);
  }

  /** How one value is written; reading takes just what was written. */
  public interface Form<T> {
    void put(T value, DataOutputStream out) throws IOException;

    T get(ByteBuffer in);
  }

  /** Bytes that are not in the file yet. */
  private static final class Tail extends ByteArrayOutputStream {
    byte[] bytes() {
      return buf;
    }
  }

  /** The open file, apart from the list, so that it can be closed when the list is forgotten. */
  private static final class Files {
    private Disk.@Nullable WritableFile writer;
    private Disk.@Nullable ReadableFile reader;

    synchronized void close() {
      try (Disk.WritableFile one = writer;
          Disk.ReadableFile other = reader) {
        writer = null;
        reader = null;
      } catch (IOException e) {
        // Nobody needs what is in it any more.
      }
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "bcs-files-spools");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized boolean add(T value) {
    try {
      if (size % PAGE == 0) {
        int page = size / PAGE;
        starts = page < starts.length ? starts : Arrays.copyOf(starts, page * 2);
        starts[page] = flushed + tail.size();
      }
      form.put(value, out);
      size++;
      if (tail.size() >= (files.writer == null ? IN_MEMORY : PIECE)) {
        flush();
      }
      cachedPage = -1;
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush() throws IOException {
    synchronized (files) {
      Disk.WritableFile writer = files.writer;
      if (writer == null) {
        BytePath file = folder.child("spool-" + NUMBERS.incrementAndGet());
        if (disk.exists(file)) {
          disk.remove(file);
        }
        writer = disk.create(file, 0600);
        files.writer = writer;
        files.reader = disk.open(file);
        disk.remove(file);
      }
      writer.write(tail.bytes(), 0, tail.size());
      flushed += tail.size();
      tail.reset();
    }
  }

  /** Bytes of all values as they were written. */
  public synchronized long bytes() {
    return flushed + tail.size();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public synchronized T get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    int page = index / PAGE;
    if (page != cachedPage) {
      cached = page(page);
      cachedPage = page;
    }
    return cached.get(index % PAGE);
  }

  /** Each iterator keeps a page of its own, so that several threads may read at once. */
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private List<T> page = List.of();
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public T next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        if (next % PAGE == 0) {
          page = page(next / PAGE);
        }
        return page.get(next++ % PAGE);
      }
    };
  }

  private List<T> page(int page) {
    int count = Math.min(PAGE, size - page * PAGE);
    ByteBuffer in = ByteBuffer.wrap(read(page));
    @SuppressWarnings("unchecked")
    T[] values = (T[]) new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = form.get(in);
    }
    return Arrays.asList(values);
  }

  private synchronized byte[] read(int page) {
    long from = starts[page];
    long to = (page + 1) * PAGE < size ? starts[page + 1] : flushed + tail.size();
    byte[] bytes = new byte[(int) (to - from)];
    int inFile = (int) Math.max(0, Math.min(bytes.length, flushed - from));
    try {
      synchronized (files) {
        int got = 0;
        while (got < inFile) {
          Disk.ReadableFile reader = files.reader;
          int n = reader == null ? -1 : reader.read(from + got, bytes, got, inFile - got);
          if (n <= 0) {
            throw new IOException("a list in " + folder + " was closed, or is cut off");
          }
          got += n;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int at = (int) (from + inFile - flushed);
    System.arraycopy(tail.bytes(), Math.max(0, at), bytes, inFile, bytes.length - inFile);
    return bytes;
  }

  /** Frees the file; what was in it cannot be read any more. */
  @Override
  public void close() {
    files.close();
  }
}
