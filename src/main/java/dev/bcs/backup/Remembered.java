package dev.bcs.backup;

import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.BytePath;
import dev.bcs.files.Stat;
import dev.bcs.store.Entry;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The names of a baseline, directories left out, beside somebody who asks in the same order.
 *
 * <p>Asking for a path that lies before the last one begins anew, which is slow. Not for several
 * threads.
 */
final class Remembered {
  private final List<Entry> entries;
  private final List<Look> looks;
  private Iterator<Entry> nextEntry;
  private Iterator<Look> nextLook;
  private @Nullable Known next;
  private @Nullable BytePath last;
  private boolean asked;

  /** A cursor before the first of these; looks parallel to entries. */
  Remembered(List<Entry> entries, List<Look> looks) {
    this.entries = entries;
    this.looks = looks;
    nextEntry = entries.iterator();
    nextLook = looks.iterator();
    next = step();
  }

  static Remembered nothing() {
    return new Remembered(List.of(), List.of());
  }

  /** What is known of this path, if anything. */
  @Nullable
  Known at(BytePath path) {
    BytePath before = last;
    if (before != null && before.compareTo(path) > 0) {
      begin();
    }
    return at(path, passed -> {});
  }

  /** The same; the paths that were passed over, of which nobody asked, are told. */
  @Nullable
  Known at(BytePath path, Consumer<BytePath> passed) {
    last = path;
    while (next != null && next.entry().path().compareTo(path) < 0) {
      pass(passed);
    }
    asked = next != null && next.entry().path().equals(path);
    return asked ? next : null;
  }

  private void pass(Consumer<BytePath> passed) {
    if (next != null && !asked) {
      passed.accept(next.entry().path());
    }
    asked = false;
    next = step();
  }

  /** Nobody will ask for more: the rest was passed over. */
  void end(Consumer<BytePath> passed) {
    while (next != null) {
      pass(passed);
    }
  }

  /** Goes back before the first. */
  private void begin() {
    nextEntry = entries.iterator();
    nextLook = looks.iterator();
    last = null;
    asked = false;
    next = step();
  }

  private @Nullable Known step() {
    while (nextEntry.hasNext()) {
      Entry entry = nextEntry.next();
      Look look = nextLook.next();
      if (entry.kind() != Stat.Kind.DIRECTORY) {
        return new Known(entry, look);
      }
    }
    return null;
  }
}
