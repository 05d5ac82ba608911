package dev.bcs.files;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A list that lies in a file once it is long: added to at its end, read anywhere, small in memory.
 *
 * <p>So a million names cost some hundred kilobytes. Reading goes page by page, so from one end to
 * the other is fast and leaps are not. One thread adds; any may read. A disk that fails is an
 * {@link UncheckedIOException}.
 */
public final class Spool<T> extends AbstractList<T> implements AutoCloseable {
  private static final int PAGE = 128;

  private final Form<T> form;
  private final Scratch scratch;
  private final DataOutputStream out;
  private long[] starts = new long[16];
  private int size;
  private int cachedPage = -1;
  private List<T> cached = List.of();

  /** An empty list, for whose {@link Scratch} file this folder is used. */
  public Spool(Disk disk, BytePath folder, Form<T> form) {
    this.form = form;
    this.scratch = new Scratch(disk, folder);
    this.out = new DataOutputStream(scratch);
  }

  /** How one value is written; reading takes just what was written. */
  public interface Form<T> {
    void put(T value, DataOutputStream out) throws IOException;

    T get(ByteBuffer in);
  }

  @Override
  public synchronized boolean add(T value) {
    try {
      if (size % PAGE == 0) {
        int page = size / PAGE;
        starts = page < starts.length ? starts : Arrays.copyOf(starts, page * 2);
        starts[page] = scratch.length();
      }
      form.put(value, out);
      size++;
      cachedPage = -1;
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    long to = (page + 1) * PAGE < size ? starts[page + 1] : scratch.length();
    try {
      return scratch.read(from, (int) (to - from));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Frees the file; what was in it cannot be read any more. */
  @Override
  public void close() {
    scratch.close();
  }
}
