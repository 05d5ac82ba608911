package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.OwnersHere;
import dev.bcs.store.TreeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes one dataset's tree in a slot what a manifest says, writing only what differs.
 *
 * <p>A file is left as it is only if the generation before had the same content there and the file
 * is the very one that was verified then, by its stamp. What changed is written as a new file, so
 * that nothing shares an inode with anything.
 *
 * <p>Entries are known by their place in the manifest; of a million, memory holds a bit each.
 */
final class SlotTree {
  private static final int BLOCK = 2048;

  private final Disk disk;
  private final TreeWriter writer;
  private final Watcher watcher;
  private final Crew crew;

  private final Manifest.Tree tree;
  private final BytePath top;
  private final OwnersHere owners;
  private final BitSet written = new BitSet();
  private final Map<Integer, BytePath> linked = new HashMap<>();
  private final AtomicLong notOwned = new AtomicLong();
  private final AtomicLong notAttributed = new AtomicLong();
  private long writtenBytes;

  SlotTree(
      Disk disk, TreeWriter writer, Watcher watcher, Crew crew, BytePath top, Manifest.Tree tree) {
    this.disk = disk;
    this.writer = writer;
    this.watcher = watcher;
    this.crew = crew;
    this.top = top;
    this.tree = tree;
    this.owners = new OwnersHere(tree.owners(), disk.accounts());
  }

  /**
   * What was done.
   *
   * @param written places of the files that are new, and must be read back
   */
  record Made(BitSet written, long writtenBytes, long ownersNotSet, long attributesNotSet) {}

  /** An entry and its place in the manifest. */
  private record Placed(int place, Entry entry) {}

  static BytePath at(BytePath top, BytePath path) {
    return path.length() == 0 ? top : top.child(path);
  }

  /** Removes what does not belong, makes what lacks, then sets attributes from the leaves up. */
  Made build(Base base, long reserve) throws IOException {
    SlotScan scan = new SlotScan(disk, watcher, top, tree, owners);
    scan.run(base);
    if (scan.lacksAny()) {
      checkRoom(scan, reserve);
      make(scan);
    }
    dress(scan);
    return new Made(written, writtenBytes, notOwned.get(), notAttributed.get());
  }

  private void make(SlotScan scan) throws IOException {
    List<Placed> block = new ArrayList<>();
    int held = 0;
    int place = 0;
    for (Entry entry : tree.entries()) {
      if (!scan.stays(place)) {
        block.add(new Placed(place, entry));
        held += 1 + entry.sizes().length;
      }
      if (held >= BLOCK) {
        make(block);
        block.clear();
        held = 0;
      }
      place++;
    }
    make(block);
  }

  /** Directories first, so that all the rest of a block may be made in any order. */
  private void make(List<Placed> block) throws IOException {
    writer.expect(block.stream().map(Placed::entry).toList());
    List<Placed> files = new ArrayList<>();
    List<Placed> links = new ArrayList<>();
    for (Placed each : block) {
      watcher.mayGoOn();
      Entry entry = each.entry;
      BytePath at = at(top, entry.path());
      if (entry.kind() == Stat.Kind.FILE) {
        written.set(each.place);
        boolean first = entry.hardLink() == 0 || linked.putIfAbsent(entry.hardLink(), at) == null;
        writtenBytes += entry.content();
        (first ? files : links).add(each);
      } else {
        writer.make(at, entry, watcher::done);
      }
    }
    crew.each(files, each -> {
      watcher.mayGoOn();
      writer.make(at(top, each.entry.path()), each.entry, watcher::done);
      dress(each.entry, false);
    });
    for (Placed each : links) {
      BytePath twin = linked.getOrDefault(each.entry.hardLink(), top);
      disk.makeHardLink(twin, at(top, each.entry.path()));
    }
  }

  private void dress(Entry entry, boolean bare) throws IOException {
    TreeWriter.Dressed dressed = writer.dress(at(top, entry.path()), entry, owners, bare);
    notOwned.addAndGet(dressed.owned() ? 0 : 1);
    notAttributed.addAndGet(dressed.attributed() ? 0 : 1);
  }

  /** What was not dressed when it was made, and is not as it should be; directories at the end. */
  private void dress(SlotScan scan) throws IOException {
    List<Entry> directories = new ArrayList<>();
    int place = 0;
    for (Entry entry : tree.entries()) {
      watcher.mayGoOn();
      if (entry.kind() == Stat.Kind.DIRECTORY) {
        directories.add(entry);
      } else if (!scan.isTidy(place) && !(written.get(place) && entry.hardLink() == 0)) {
        dress(entry, scan.isBare(place));
      }
      place++;
    }
    for (int i = directories.size() - 1; i >= 0; i--) {
      watcher.mayGoOn();
      dress(directories.get(i), false);
    }
  }

  private void checkRoom(SlotScan scan, long reserve) throws IOException {
    long needed = 0;
    Set<Integer> counted = new HashSet<>();
    int place = 0;
    for (Entry entry : tree.entries()) {
      if (!scan.stays(place++)) {
        needed += entry.hardLink() == 0 || counted.add(entry.hardLink()) ? entry.content() : 0;
      }
    }
    long free = disk.space(top.parent()).free();
    if (needed > 0 && needed + reserve > free) {
      throw new IOException("not enough room for " + tree.dataset() + " in " + top.parent() + ": "
          + needed + " bytes are needed and " + reserve + " kept in reserve, " + free
          + " are free\nhint: free space there; each dataset needs room for two more copies");
    }
  }
}
