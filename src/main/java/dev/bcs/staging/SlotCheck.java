package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.ContentId;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.OwnersHere;
import dev.bcs.store.Traits;
import dev.bcs.store.TreeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Compares one dataset's tree in a slot with a manifest: every name, and content where asked. */
final class SlotCheck {
  private static final int MOST_NAMED = 100;

  private static final int BLOCK = 1024;

  private final Disk disk;
  private final Watcher watcher;
  private final Crew crew;
  private final List<String> wrong = new ArrayList<>();

  /** For the content of single files, which needs no crew. */
  SlotCheck(Disk disk, Watcher watcher) {
    this(disk, watcher, new Crew());
  }

  SlotCheck(Disk disk, Watcher watcher, Crew crew) {
    this.disk = disk;
    this.watcher = watcher;
    this.crew = crew;
  }

  /**
   * What was found.
   *
   * @param wrong what differs, each named, some hundred at most; empty if the tree is the
   *     manifest's
   */
  record Result(List<String> wrong, long ownersNotSet) {}

  /** What counts only, because this user may not set it, instead of being wrong. */
  record Allowance(boolean owners, boolean attributes) {}

  /** Inode and number of names of each group of hard links. */
  private static final class Groups {
    final Map<Integer, Long> inodes = new HashMap<>();
    final Map<Integer, Integer> names = new HashMap<>();
  }

  /**
   * Checks.
   *
   * @param read which places of the manifest are files whose content is read and compared
   * @param stamps takes those of all files, as they were when they were found right
   */
  Result run(
      BytePath top,
      Manifest.Tree tree,
      IntPredicate read,
      Allowance allowance,
      Collection<Stamp.Of> stamps)
      throws IOException {
    Walk walk = new Walk(top, tree, read, allowance, stamps);
    if (disk.exists(top)) {
      new Trees(disk).walk(top, walk);
    }
    walk.end();
    return new Result(wrong, walk.notOwned);
  }

  private void wrong(BytePath at, String text) {
    synchronized (wrong) {
      if (wrong.size() < MOST_NAMED) {
        wrong.add(at + " " + text);
      }
    }
  }

  /** Walks the slot beside the manifest, both in the order of paths. */
  private final class Walk implements Trees.Visitor {
    private final BytePath top;
    private final IntPredicate read;
    private final Allowance allowance;
    private final Collection<Stamp.Of> stamps;
    private final OwnersHere owners;
    private final Iterator<Entry> entries;
    private final Groups groups = new Groups();
    private final List<Entry> unread = new ArrayList<>();
    private int place = -1;
    private @Nullable Entry next;
    private long notOwned;

    Walk(
        BytePath top,
        Manifest.Tree tree,
        IntPredicate read,
        Allowance allowance,
        Collection<Stamp.Of> stamps) {
      this.top = top;
      this.read = read;
      this.allowance = allowance;
      this.stamps = stamps;
      this.owners = new OwnersHere(tree.owners(), disk.accounts());
      for (Entry entry : tree.entries()) {
        if (entry.hardLink() > 0) {
          groups.names.merge(entry.hardLink(), 1, Integer::sum);
        }
      }
      this.entries = tree.entries().iterator();
      step();
    }

    private void step() {
      next = entries.hasNext() ? entries.next() : null;
      place++;
    }

    @Override
    public void visit(BytePath path, Stat stat) throws IOException {
      watcher.mayGoOn();
      passTo(path);
      Entry entry = next;
      BytePath at = SlotTree.at(top, path);
      if (entry == null || !entry.path().equals(path)) {
        wrong(at, "is there, and should not be");
        return;
      }
      boolean owned =
          stat.user() == owners.user(entry.user()) && stat.group() == owners.group(entry.group());
      boolean attributed = isAttributed(at, entry, owners, read.test(place));
      notOwned += owned && attributed ? 0 : 1;
      Optional<String> bad = owned || allowance.owners
          ? compare(at, entry, stat, owned)
          : Optional.of("has another owner");
      if (!attributed && !allowance.attributes) {
        bad = Optional.of("has other attributes");
      }
      bad = bad.or(() -> linked(entry, stat, groups));
      bad.ifPresent(text -> wrong(at, text));
      if (stat.isFile()) {
        stamps.add(new Stamp.Of(path, Stamp.of(stat)));
      }
      if (bad.isEmpty() && stat.isFile() && read.test(place)) {
        unread.add(entry);
      }
      if (unread.size() >= BLOCK) {
        readAll();
      }
      step();
    }

    private void passTo(BytePath path) {
      while (next != null && next.path().compareTo(path) < 0) {
        wrong(SlotTree.at(top, next.path()), "is not there");
        step();
      }
    }

    private void readAll() throws IOException {
      crew.each(unread, entry -> {
        BytePath at = SlotTree.at(top, entry.path());
        content(at, entry).ifPresent(text -> wrong(at, text));
      });
      unread.clear();
    }

    void end() throws IOException {
      readAll();
      while (next != null) {
        wrong(SlotTree.at(top, next.path()), "is not there");
        step();
      }
    }
  }

  /** A file that stayed and needs no attributes has none: any change would show in its stamp. */
  private boolean isAttributed(BytePath at, Entry entry, OwnersHere owners, boolean read)
      throws IOException {
    if (entry.kind() == Stat.Kind.FILE && entry.traits().attributes().isEmpty() && !read) {
      return true;
    }
    return TreeWriter.sameAttributes(owners.attributes(entry.traits()), disk.attributes(at));
  }

  private Optional<String> compare(BytePath at, Entry entry, Stat stat, boolean owned)
      throws IOException {
    if (stat.kind() != entry.kind()) {
      return Optional.of("is a " + stat.kind() + " and should be a " + entry.kind());
    }
    if (stat.modified() != entry.modified() || stat.era() != entry.traits().era()) {
      return Optional.of("has another time of modification");
    }
    if (entry.kind() == Stat.Kind.SYMBOLIC_LINK) {
      return Arrays.equals(disk.readLink(at), entry.target())
          ? Optional.empty()
          : Optional.of("points elsewhere");
    }
    if (stat.mode() != TreeWriter.modeOf(entry, owned)) {
      return Optional.of("has mode " + Integer.toOctalString(stat.mode()) + " and should have "
          + Integer.toOctalString(entry.mode()));
    }
    if (entry.kind() == Stat.Kind.FILE && stat.size() != entry.size()) {
      return Optional.of("has " + stat.size() + " bytes and should have " + entry.size());
    }
    return Optional.empty();
  }

  /** Each file has its own inode, with exactly the names that the manifest gives it. */
  private static Optional<String> linked(Entry entry, Stat stat, Groups groups) {
    if (stat.isDirectory()) {
      return Optional.empty();
    }
    int group = entry.hardLink();
    if (group == 0) {
      return stat.links() == 1 ? Optional.empty() : Optional.of("is linked with another name");
    }
    Long inode = groups.inodes.putIfAbsent(group, stat.inode());
    boolean right = (inode == null || inode == stat.inode())
        && stat.links() == groups.names.getOrDefault(group, 0);
    return right ? Optional.empty() : Optional.of("is not linked as it should be");
  }

  /** What the manifest has as a hole must read as zeros; where it is one, nothing is read. */
  private Optional<String> hollow(Disk.ReadableFile file, Entry entry) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (Traits.Hole hole : entry.traits().holes()) {
      long at = file.nextContent(hole.start());
      while (at >= 0 && at < hole.end()) {
        watcher.mayGoOn();
        int got = file.read(at, piece, 0, (int) Math.min(piece.length, hole.end() - at));
        for (int i = 0; i < got; i++) {
          if (piece[i] != 0) {
            return Optional.of("has content at byte " + (at + i) + ", where a hole should be");
          }
        }
        at = got > 0 ? file.nextContent(at + got) : -1;
      }
    }
    return Optional.empty();
  }

  /** What is wrong with the content of a file. */
  Optional<String> content(BytePath at, Entry entry) throws IOException {
    try (Disk.ReadableFile file = disk.open(at)) {
      file.forget();
      long[] places = entry.places();
      for (int i = 0; i < entry.sizes().length; i++) {
        watcher.mayGoOn();
        long position = places[i];
        byte[] piece = new byte[entry.sizes()[i]];
        int got = 0;
        while (got < piece.length) {
          int n = file.read(position + got, piece, got, piece.length - got);
          if (n <= 0) {
            return Optional.of("ends too early");
          }
          got += n;
        }
        if (!ContentId.of(piece).equals(entry.chunks().get(i))) {
          return Optional.of("has another content at byte " + position);
        }
        watcher.done(piece.length);
      }
      return hollow(file, entry);
    } catch (Watcher.GivenUpException e) {
      throw e;
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }
}
