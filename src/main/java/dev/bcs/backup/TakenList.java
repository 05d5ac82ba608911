package dev.bcs.backup;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.Spool;
import dev.bcs.store.Entry;
import dev.bcs.store.EntryList;
import java.util.Iterator;

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
    Entry[] waiting = {entry.hasNext() ? entry.next() : null};
    forEach((mine, seen) -> {
      while (waiting[0] != null && waiting[0].path().compareTo(mine.path()) < 0) {
        both.add(waiting[0], look.next());
        waiting[0] = entry.hasNext() ? entry.next() : null;
      }
      both.add(mine, seen);
    });
    while (waiting[0] != null) {
      both.add(waiting[0], look.next());
      waiting[0] = entry.hasNext() ? entry.next() : null;
    }
    entries.close();
    looks.close();
    return both;
  }
}
