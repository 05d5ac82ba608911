package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.store.Entry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Opens the files that are compared next, so that the disk fetches some while others are read.
 *
 * <p>Memory lets go of each file first: what is compared is what the disk gives back. One file at a
 * time would wait for the disk each time; {@value #MOST} at once hide most of that.
 */
final class ReadAhead implements AutoCloseable {
  private static final int MOST = 64;

  /** More of a file is fetched only when it is read. */
  private static final int BEGINNING = 128 << 10;

  private final Disk disk;
  private final BytePath top;
  private final Iterator<Entry> coming;
  private final Deque<Opened> waiting = new ArrayDeque<>();

  /** Reads these files of a slot, in this order; some may be left out. */
  ReadAhead(Disk disk, BytePath top, Iterator<Entry> coming) {
    this.disk = disk;
    this.top = top;
    this.coming = coming;
  }

  /** A file that waits for its turn; nothing if it could not be opened. */
  private record Opened(BytePath path, Optional<Disk.ReadableFile> file) {}

  /** The next file of them, to be closed by the caller. */
  Disk.ReadableFile take(Entry entry) throws IOException {
    while (true) {
      fill();
      Opened first = waiting.poll();
      boolean itsTurn = first != null && first.path.equals(entry.path());
      if (first == null || (itsTurn && first.file.isEmpty())) {
        return open(entry);
      }
      if (itsTurn) {
        return first.file.get();
      }
      close(first);
    }
  }

  private void fill() {
    while (waiting.size() < MOST && coming.hasNext()) {
      Entry entry = coming.next();
      Optional<Disk.ReadableFile> file = Optional.empty();
      try {
        file = Optional.of(open(entry));
      } catch (IOException toldWhenItIsItsTurn) {
        // Then it is opened once more.
      }
      waiting.add(new Opened(entry.path(), file));
    }
  }

  private Disk.ReadableFile open(Entry entry) throws IOException {
    Disk.ReadableFile file = disk.open(SlotTree.at(top, entry.path()));
    file.forget();
    file.fetch(BEGINNING);
    return file;
  }

  private static void close(Opened opened) throws IOException {
    if (opened.file.isPresent()) {
      opened.file.get().close();
    }
  }

  @Override
  public void close() throws IOException {
    for (Opened opened : waiting) {
      close(opened);
    }
    waiting.clear();
  }
}
