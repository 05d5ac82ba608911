package dev.bcs.backup;

import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Baseline.Look;
import dev.bcs.backup.Survey.Name;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Whether what is there now is, name by name, what the peer acknowledged. */
final class Sameness {
  private Sameness() {}

  /** Whether these are surely all the names of the baseline as they were captured, in its order. */
  static boolean of(Iterable<Name> names, Baseline baseline, String dataset) {
    for (int i = 0; i < baseline.looks().size(); i++) {
      Manifest.Tree tree = baseline.manifest().trees().get(i);
      if (tree.dataset().equals(dataset)) {
        Iterator<Look> looks = baseline.looks().get(i).iterator();
        return of(names.iterator(), tree.entries().iterator(), looks);
      }
    }
    return false;
  }

  private static boolean of(Iterator<Name> names, Iterator<Entry> entries, Iterator<Look> looks) {
    while (names.hasNext() && entries.hasNext()) {
      Name name = names.next();
      Entry entry = entries.next();
      Look look = looks.next();
      if (!entry.path().equals(name.path()) || !new Known(entry, look).surelyStill(name.stat())) {
        return false;
      }
    }
    return !names.hasNext() && !entries.hasNext();
  }

  /** If both hold the same, the older generation with what its files look like now; else null. */
  static @Nullable Baseline kept(Baseline before, Baseline captured) {
    Manifest old = before.manifest();
    Manifest now = captured.manifest();
    if (now.outcome() != Outcome.COMPLETE || !now.trees().equals(old.trees())) {
      return null;
    }
    return new Baseline(
        new Manifest(old.ticket(), now.outcome(), now.trees(), now.notes()), captured.looks());
  }
}
