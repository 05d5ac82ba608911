package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.OwnersHere;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a slot beside a manifest, both in the order of paths: what may stay, and what must go.
 *
 * <p>What does not belong, or cannot stay, is removed on the way. Afterwards it tells of each place
 * of the manifest whether its name is there, and whether it needs nothing more.
 */
final class SlotScan implements Trees.Visitor {
  private static final int OWN = 0700;

  private final Disk disk;
  private final Watcher watcher;
  private final BytePath top;
  private final OwnersHere owners;
  private final int size;
  private final Iterator<Entry> entries;
  private final BitSet stays = new BitSet();
  private final BitSet tidy = new BitSet();
  private final BitSet bare = new BitSet();
  private final Set<BytePath> removed = new HashSet<>();
  private final Map<Integer, Group> groups = new HashMap<>();
  private Base base = Base.nothing();
  private int place = -1;
  private @Nullable Entry next;

  SlotScan(Disk disk, Watcher watcher, BytePath top, Manifest.Tree tree, OwnersHere owners) {
    this.disk = disk;
    this.watcher = watcher;
    this.top = top;
    this.owners = owners;
    this.size = tree.entries().size();
    this.entries = tree.entries().iterator();
  }

  /** The names of one file: they stay together or not at all. */
  private static final class Group {
    final List<Integer> places = new ArrayList<>();
    final List<BytePath> there = new ArrayList<>();
    final Set<Long> inodes = new HashSet<>();
    int names;
    int links;
    boolean known = true;
  }

  void run(Base before) throws IOException {
    base = before;
    step();
    if (disk.exists(top)) {
      new Trees(disk).walk(top, this);
    }
    while (next != null) {
      step();
    }
    for (Group group : groups.values()) {
      settle(group);
    }
  }

  private void settle(Group group) throws IOException {
    boolean whole = group.known
        && group.there.size() == group.names
        && group.links == group.names
        && group.inodes.size() == 1;
    for (int each : group.places) {
      stays.set(each, whole);
      tidy.set(each, whole && tidy.get(each));
    }
    for (BytePath path : whole ? List.<BytePath>of() : group.there) {
      disk.remove(SlotTree.at(top, path));
    }
  }

  private void step() {
    next = entries.hasNext() ? entries.next() : null;
    place++;
    if (next != null && next.hardLink() > 0) {
      groups.computeIfAbsent(next.hardLink(), number -> new Group()).names++;
    }
  }

  @Override
  public void visit(BytePath path, Stat stat) throws IOException {
    watcher.mayGoOn();
    while (next != null && next.path().compareTo(path) < 0) {
      step();
    }
    Entry entry = next;
    BytePath at = SlotTree.at(top, path);
    if (entry == null || !entry.path().equals(path) || entry.kind() != stat.kind()) {
      remove(path, at);
    } else if (stat.isDirectory()) {
      if ((stat.mode() & OWN) != OWN) {
        disk.setMode(at, OWN);
      }
      stays.set(place);
    } else {
      judge(entry, path, at, stat);
    }
  }

  private void judge(Entry entry, BytePath path, BytePath at, Stat stat) throws IOException {
    Entry before = base.entry(path);
    boolean known = switch (entry.kind()) {
      case SYMBOLIC_LINK -> stat.links() == 1 && Arrays.equals(disk.readLink(at), entry.target());
      case FIFO -> stat.links() == 1;
      default ->
        before != null
            && before.sameContent(entry)
            && Stamp.of(stat).equals(base.stamp(path))
            && (entry.hardLink() > 0 || stat.links() == 1);
    };
    if (entry.hardLink() > 0) {
      Group group = groups.computeIfAbsent(entry.hardLink(), number -> new Group());
      group.places.add(place);
      group.there.add(path);
      group.inodes.add(stat.inode());
      group.links = stat.links();
      group.known &= known;
    } else if (!known) {
      remove(path, at);
      return;
    }
    stays.set(place);
    if (entry.kind() == Stat.Kind.FILE && before != null) {
      boolean plain = entry.traits().attributes().isEmpty();
      bare.set(place, plain && before.traits().attributes().isEmpty());
      tidy.set(place, known && plain && before.equals(entry) && isDressed(entry, stat));
    }
  }

  private boolean isDressed(Entry entry, Stat stat) {
    return stat.user() == owners.user(entry.user())
        && stat.group() == owners.group(entry.group())
        && stat.mode() == entry.mode()
        && stat.modified() == entry.modified()
        && stat.era() == entry.traits().era();
  }

  private void remove(BytePath path, BytePath at) throws IOException {
    new Trees(disk).remove(at);
    removed.add(path);
  }

  @Override
  public boolean enter(BytePath path, Stat stat) {
    return !removed.remove(path);
  }

  boolean lacksAny() {
    return stays.cardinality() < size;
  }

  /** Whether the name of this place is there already, with its content. */
  boolean stays(int each) {
    return stays.get(each);
  }

  /** Whether owner, mode, time and attributes are right as well. */
  boolean isTidy(int each) {
    return tidy.get(each);
  }

  /** Whether it is known to have no attributes, and needs none. */
  boolean isBare(int each) {
    return bare.get(each);
  }
}
