package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.store.Entry;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lies in a slot from the generation before, beside somebody who asks in the order of paths.
 *
 * <p>Not for several threads, and only once through.
 */
final class Base {
  private final Iterator<Entry> entries;
  private final Iterator<Stamp.Of> stamps;
  private @Nullable Entry entry;
  private Stamp.@Nullable Of stamp;

  /** Both ascending by path. */
  Base(List<Entry> entries, List<Stamp.Of> stamps) {
    this.entries = entries.iterator();
    this.stamps = stamps.iterator();
    entry = this.entries.hasNext() ? this.entries.next() : null;
    stamp = this.stamps.hasNext() ? this.stamps.next() : null;
  }

  static Base nothing() {
    return new Base(List.of(), List.of());
  }

  /** The entry of this path that was built there, if there was one. */
  @Nullable
  Entry entry(BytePath path) {
    while (entry != null && entry.path().compareTo(path) < 0) {
      entry = entries.hasNext() ? entries.next() : null;
    }
    return entry != null && entry.path().equals(path) ? entry : null;
  }

  /** What the file of this path looked like when it was verified. */
  @Nullable
  Stamp stamp(BytePath path) {
    while (stamp != null && stamp.path().compareTo(path) < 0) {
      stamp = stamps.hasNext() ? stamps.next() : null;
    }
    return stamp != null && stamp.path().equals(path) ? stamp.stamp() : null;
  }
}
