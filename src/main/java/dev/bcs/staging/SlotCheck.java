package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.ContentId;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.OwnersHere;
import dev.bcs.store.Traits;
import dev.bcs.store.TreeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Compares one dataset's tree in a slot with a manifest: every name, and content where asked. */
final class SlotCheck {
  private static final int MOST_NAMED = 100;

  private final Disk disk;
  private final Watcher watcher;

  SlotCheck(Disk disk, Watcher watcher) {
    this.disk = disk;
    this.watcher = watcher;
  }

  /**
   * What was found.
   *
   * @param wrong what differs, each named, at most a hundred; empty if the tree is the manifest's
   * @param stamps of all files, as they were when they were found right
   */
  record Result(List<String> wrong, Map<BytePath, Stamp> stamps, long ownersNotSet) {}

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
   * @param read which files are read and compared by the hashes of their chunks
   */
  Result run(BytePath top, Manifest.Tree tree, Predicate<Entry> read, Allowance allowance)
      throws IOException {
    Groups groups = new Groups();
    Map<BytePath, Integer> children = new HashMap<>();
    for (Entry entry : tree.entries()) {
      if (entry.path().length() > 0) {
        children.merge(entry.path().parent(), 1, Integer::sum);
      }
      groups.names.merge(entry.hardLink(), 1, Integer::sum);
    }
    OwnersHere owners = new OwnersHere(tree.owners(), disk.accounts());
    Iterator<Entry> contents = tree.entries().stream()
        .filter(entry -> entry.kind() == Stat.Kind.FILE && read.test(entry))
        .iterator();
    try (ReadAhead ahead = new ReadAhead(disk, top, contents)) {
      Round round = new Round(top, owners, read, allowance, groups, children, ahead);
      for (Entry entry : tree.entries()) {
        watcher.mayGoOn();
        if (round.wrong.size() < MOST_NAMED) {
          round.check(entry);
        }
      }
      return new Result(round.wrong, round.stamps, round.notOwned);
    }
  }

  /** One check under way. */
  private final class Round {
    private final BytePath top;
    private final OwnersHere owners;
    private final Predicate<Entry> read;
    private final Allowance allowance;
    private final Groups groups;
    private final Map<BytePath, Integer> children;
    private final ReadAhead ahead;
    private final List<String> wrong = new ArrayList<>();
    private final Map<BytePath, Stamp> stamps = new HashMap<>();
    private long notOwned;

    Round(
        BytePath top,
        OwnersHere owners,
        Predicate<Entry> read,
        Allowance allowance,
        Groups groups,
        Map<BytePath, Integer> children,
        ReadAhead ahead) {
      this.top = top;
      this.owners = owners;
      this.read = read;
      this.allowance = allowance;
      this.groups = groups;
      this.children = children;
      this.ahead = ahead;
    }

    void check(Entry entry) throws IOException {
      BytePath at = SlotTree.at(top, entry.path());
      if (!disk.exists(at)) {
        wrong.add(at + " is not there");
        return;
      }
      Stat stat = disk.stat(at);
      boolean owned =
          stat.user() == owners.user(entry.user()) && stat.group() == owners.group(entry.group());
      boolean attributed = isAttributed(at, entry, owners, read);
      notOwned += owned && attributed ? 0 : 1;
      Optional<String> bad = owned || allowance.owners
          ? compare(at, entry, stat, owned)
          : Optional.of("has another owner");
      if (!attributed && !allowance.attributes) {
        bad = Optional.of("has other attributes");
      }
      bad = bad.or(() -> linked(entry, stat, groups));
      if (bad.isEmpty() && stat.isDirectory()) {
        bad = counted(at, children.getOrDefault(entry.path(), 0));
      }
      if (bad.isEmpty() && stat.isFile() && read.test(entry)) {
        bad = content(ahead, entry);
      }
      if (stat.isFile()) {
        stamps.put(entry.path(), Stamp.of(stat));
      }
      bad.ifPresent(text -> wrong.add(at + " " + text));
    }
  }

  /** A file that stayed and needs no attributes has none: any change would show in its stamp. */
  private boolean isAttributed(BytePath at, Entry entry, OwnersHere owners, Predicate<Entry> read)
      throws IOException {
    if (entry.kind() == Stat.Kind.FILE
        && entry.traits().attributes().isEmpty()
        && !read.test(entry)) {
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

  private Optional<String> counted(BytePath at, int names) throws IOException {
    int found = disk.list(at).size();
    return found == names
        ? Optional.empty()
        : Optional.of("holds " + found + " names and should hold " + names);
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

  private Optional<String> content(ReadAhead ahead, Entry entry) throws IOException {
    try (Disk.ReadableFile file = ahead.take(entry)) {
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
