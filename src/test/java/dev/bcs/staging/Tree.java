package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.ContentId;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import dev.bcs.store.Ticket;
import dev.bcs.store.Traits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tree for tests, as the primary would capture it, in chunks of a few bytes. */
final class Tree {
  static final int CHUNK = 8;

  private final int user;
  private final int group;
  private final Map<BytePath, Entry> entries = new TreeMap<>();
  final Map<ContentId, byte[]> chunks = new HashMap<>();

  Tree() {
    this(0, 0);
  }

  Tree(int user, int group) {
    this.user = user;
    this.group = group;
    directory("");
  }

  Tree directory(String path) {
    return put(entry(path, Stat.Kind.DIRECTORY, 0750, 0, new byte[0], new byte[0]));
  }

  Tree file(String path, String content) {
    return put(entry(path, Stat.Kind.FILE, 0640, 0, new byte[0], bytes(content)));
  }

  Tree twins(int hardLink, String content, String... paths) {
    for (String path : paths) {
      put(entry(path, Stat.Kind.FILE, 0600, hardLink, new byte[0], bytes(content)));
    }
    return this;
  }

  Tree link(String path, String target) {
    return put(entry(path, Stat.Kind.SYMBOLIC_LINK, 0777, 0, bytes(target), new byte[0]));
  }

  Tree fifo(String path) {
    return put(entry(path, Stat.Kind.FIFO, 0600, 0, new byte[0], new byte[0]));
  }

  Tree without(String path) {
    entries.keySet().removeIf(each -> each.startsWith(BytePath.of(path)));
    return this;
  }

  private Tree put(Entry entry) {
    entries.put(entry.path(), entry);
    return this;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Entry entry(
      String path, Stat.Kind kind, int mode, int hardLink, byte[] target, byte[] content) {
    List<ContentId> ids = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int at = 0; at < content.length; at += CHUNK) {
      byte[] piece = Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK));
      chunks.put(ContentId.of(piece), piece);
      ids.add(ContentId.of(piece));
      sizes.add(piece.length);
    }
    long modified = 1_700_000_000_000_000_000L
        + 1_000_000_000L * Arrays.hashCode(content)
        + (hardLink == 0 ? path.hashCode() : hardLink);
    return new Entry(
        BytePath.of(path),
        kind,
        mode,
        user,
        group,
        modified,
        content.length,
        hardLink,
        target,
        ids,
        sizes.stream().mapToInt(Integer::intValue).toArray(),
        Traits.NONE);
  }

  Manifest.Tree named(String dataset) {
    return new Manifest.Tree(dataset, "voicemail", List.copyOf(entries.values()));
  }

  static Manifest manifest(Ticket ticket, Outcome outcome, Manifest.Tree... trees) {
    return new Manifest(ticket, outcome, List.of(trees), List.of());
  }

  /** What differs between a tree on a disk and this one, looked at without the product's eyes. */
  List<String> differences(Disk disk, BytePath top) throws IOException {
    List<String> wrong = new ArrayList<>();
    Map<Integer, Long> inodes = new HashMap<>();
    for (Entry entry : entries.values()) {
      BytePath at = entry.path().length() == 0 ? top : top.child(entry.path());
      if (!disk.exists(at)) {
        wrong.add(at + " lacks");
        continue;
      }
      Stat stat = disk.stat(at);
      String is = stat.kind() + " " + (entry.kind() == Stat.Kind.SYMBOLIC_LINK ? 0 : stat.mode())
          + " " + stat.modified();
      String want = entry.kind() + " "
          + (entry.kind() == Stat.Kind.SYMBOLIC_LINK ? 0 : entry.mode()) + " " + entry.modified();
      if (!is.equals(want)) {
        wrong.add(at + " is " + is + " not " + want);
      }
      if (entry.kind() == Stat.Kind.FILE && !Arrays.equals(read(disk, at), content(entry))) {
        wrong.add(at + " has other content");
      }
      if (entry.hardLink() > 0
          && stat.inode() != inodes.computeIfAbsent(entry.hardLink(), g -> stat.inode())) {
        wrong.add(at + " is not linked");
      }
      if (stat.isDirectory()) {
        for (byte[] name : disk.list(at)) {
          if (!entries.containsKey(entry.path().child(name))) {
            wrong.add(at.child(name) + " is too much");
          }
        }
      }
    }
    return wrong;
  }

  private byte[] content(Entry entry) {
    byte[] all = new byte[(int) entry.size()];
    int at = 0;
    for (ContentId id : entry.chunks()) {
      byte[] piece = chunks.getOrDefault(id, new byte[0]);
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }

  static byte[] read(Disk disk, BytePath path) throws IOException {
    try (Disk.ReadableFile file = disk.open(path)) {
      byte[] all = new byte[(int) file.stat().size()];
      int got = 0;
      while (got < all.length) {
        int n = file.read(got, all, got, all.length - got);
        if (n <= 0) {
          break;
        }
        got += n;
      }
      return all;
    }
  }
}
