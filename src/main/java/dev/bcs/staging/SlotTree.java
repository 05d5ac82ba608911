package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.OwnersHere;
import dev.bcs.store.TreeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one dataset's tree in a slot what a manifest says, writing only what differs.
 *
 * <p>A file is left as it is only if the generation before had the same content there and the file
 * is the very one that was verified then, by its stamp. What changed is written as a new file, so
 * that nothing shares an inode with anything.
 */
final class SlotTree {
  private static final int OWN = 0700;

  private final Disk disk;
  private final TreeWriter writer;
  private final Watcher watcher;

  private final Manifest.Tree tree;
  private final BytePath top;
  private final Base base;
  private final OwnersHere owners;
  private final Map<BytePath, Entry> expected = new HashMap<>();
  private final Map<Integer, List<Entry>> groups = new HashMap<>();

  SlotTree(
      Disk disk, TreeWriter writer, Watcher watcher, BytePath top, Manifest.Tree tree, Base base) {
    this.disk = disk;
    this.writer = writer;
    this.watcher = watcher;
    this.top = top;
    this.tree = tree;
    this.base = base;
    this.owners = new OwnersHere(tree.owners(), disk.accounts());
    for (Entry entry : tree.entries()) {
      expected.put(entry.path(), entry);
      if (entry.hardLink() > 0) {
        groups.computeIfAbsent(entry.hardLink(), group -> new ArrayList<>()).add(entry);
      }
    }
  }

  /** What lies in the slot from the generation before, if that is known. */
  record Base(Map<BytePath, Entry> entries, Map<BytePath, Stamp> stamps) {
    static final Base NONE = new Base(Map.of(), Map.of());
  }

  /**
   * What was done.
   *
   * @param written files that are new, and must be read back
   */
  record Made(Set<BytePath> written, long ownersNotSet, long attributesNotSet) {}

  static BytePath at(BytePath top, BytePath path) {
    return path.length() == 0 ? top : top.child(path);
  }

  /** Removes what does not belong, makes what lacks, then sets attributes from the leaves up. */
  Made build(long reserve) throws IOException {
    removeStrangers();
    List<Entry> lacking = new ArrayList<>();
    for (Entry entry : tree.entries()) {
      watcher.mayGoOn();
      if (!stays(entry)) {
        lacking.add(entry);
      }
    }
    checkRoom(lacking, reserve);
    Set<BytePath> written = new HashSet<>();
    Map<Integer, BytePath> linked = new HashMap<>();
    Trees trees = new Trees(disk);
    for (Entry entry : lacking) {
      watcher.mayGoOn();
      BytePath at = at(top, entry.path());
      trees.remove(at);
      BytePath twin = entry.hardLink() == 0 ? null : linked.get(entry.hardLink());
      if (twin == null) {
        writer.make(at, entry, this::wrote);
        linked.put(entry.hardLink(), at);
      } else {
        disk.makeHardLink(twin, at);
      }
      if (entry.kind() == Stat.Kind.FILE) {
        written.add(entry.path());
      }
    }
    return dress(written);
  }

  private void wrote(long bytes) {
    watcher.done(bytes);
  }

  private Made dress(Set<BytePath> written) throws IOException {
    long notOwned = 0;
    long notAttributed = 0;
    for (int i = tree.entries().size() - 1; i >= 0; i--) {
      watcher.mayGoOn();
      Entry entry = tree.entries().get(i);
      boolean bare = isBare(entry) && !written.contains(entry.path());
      TreeWriter.Dressed dressed = writer.dress(at(top, entry.path()), entry, owners, bare);
      notOwned += dressed.owned() ? 0 : 1;
      notAttributed += dressed.attributed() ? 0 : 1;
    }
    return new Made(written, notOwned, notAttributed);
  }

  /** A file that stayed, with its stamp, had no attributes if it was to have none. */
  private boolean isBare(Entry entry) {
    Entry before = base.entries().get(entry.path());
    return entry.kind() == Stat.Kind.FILE
        && before != null
        && before.traits().attributes().isEmpty()
        && entry.traits().attributes().isEmpty();
  }

  private void removeStrangers() throws IOException {
    if (disk.exists(top)) {
      removeStrangers(BytePath.of(new byte[0]));
    }
  }

  private void removeStrangers(BytePath path) throws IOException {
    watcher.mayGoOn();
    BytePath at = at(top, path);
    Stat stat = disk.stat(at);
    Entry entry = expected.get(path);
    if (entry == null || entry.kind() != stat.kind()) {
      new Trees(disk).remove(at);
    } else if (stat.isDirectory()) {
      if ((stat.mode() & OWN) != OWN) {
        disk.setMode(at, OWN);
      }
      for (byte[] name : disk.list(at)) {
        removeStrangers(path.child(name));
      }
    }
  }

  /** Whether what is there can stay; its kind is right already. */
  private boolean stays(Entry entry) throws IOException {
    BytePath at = at(top, entry.path());
    if (!disk.exists(at)) {
      return false;
    }
    Stat stat = disk.stat(at);
    return switch (entry.kind()) {
      case DIRECTORY -> true;
      case SYMBOLIC_LINK -> stat.links() == 1 && Arrays.equals(disk.readLink(at), entry.target());
      case FIFO -> stat.links() == 1;
      default -> entry.hardLink() == 0 ? known(entry, stat, 1) : groupStays(entry, stat);
    };
  }

  private boolean known(Entry entry, Stat stat, int links) {
    Entry before = base.entries().get(entry.path());
    return before != null
        && before.sameContent(entry)
        && Stamp.of(stat).equals(base.stamps().get(entry.path()))
        && stat.links() == links;
  }

  /** Names of one file stay together or not at all. */
  private boolean groupStays(Entry entry, Stat stat) throws IOException {
    List<Entry> group = groups.getOrDefault(entry.hardLink(), List.of());
    for (Entry each : group) {
      BytePath at = at(top, each.path());
      if (!disk.exists(at)) {
        return false;
      }
      Stat other = disk.stat(at);
      if (!known(each, other, group.size()) || other.inode() != stat.inode()) {
        return false;
      }
    }
    return true;
  }

  private void checkRoom(List<Entry> lacking, long reserve) throws IOException {
    long needed = 0;
    Set<Integer> counted = new HashSet<>();
    for (Entry entry : lacking) {
      needed += entry.hardLink() == 0 || counted.add(entry.hardLink()) ? entry.content() : 0;
    }
    long free = disk.space(top.parent()).free();
    if (needed > 0 && needed + reserve > free) {
      throw new IOException("not enough room for " + tree.dataset() + " in " + top.parent() + ": "
          + needed + " bytes are needed and " + reserve + " kept in reserve, " + free
          + " are free\nhint: free space there; each dataset needs room for two more copies");
    }
  }
}
