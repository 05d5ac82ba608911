package dev.bcs.backup;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.Spool;
import dev.bcs.store.Entry;
import dev.bcs.store.EntryList;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was captured so far: entries with their looks, in the order of paths. */
final class TakenList {
  private final Spools spools;
  private final EntryList entries;
  private final Spool<Look> looks;

  TakenList(Spools spools) {
    this.spools = spools;
    this.entries = spools.entries();
    this.looks = spools.looks();
  }

  void add(Entry entry, Look look) {
    entries.add(entry);
    looks.add(look);
  }

  EntryList entries() {
    return entries;
  }

  Spool<Look> looks() {
    return looks;
  }

  /** Takes each with its look. */
  interface Each {
    void take(Entry entry, Look look);
  }

  void forEach(Each each) {
    Iterator<Look> look = looks.iterator();
    for (Entry entry : entries) {
      each.take(entry, look.next());
    }
  }

  /** Both in one, still in order; neither is used after it. */
  TakenList with(TakenList other) {
    TakenList both = new TakenList(spools);
    Iterator<Entry> entry = other.entries.iterator();
    Iterator<Look> look = other.looks.iterator();
    AtomicReference<@Nullable Entry> waiting = new AtomicReference<>(next(entry));
    forEach((mine, seen) -> {
      Entry first = waiting.get();
      while (first != null && first.path().compareTo(mine.path()) < 0) {
        both.add(first, look.next());
        first = next(entry);
      }
      waiting.set(first);
      both.add(mine, seen);
    });
    for (Entry rest = waiting.get(); rest != null; rest = next(entry)) {
      both.add(rest, look.next());
    }
    entries.close();
    looks.close();
    return both;
  }

  private static @Nullable Entry next(Iterator<Entry> entry) {
    return entry.hasNext() ? entry.next() : null;
  }
}
