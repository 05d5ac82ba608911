package dev.bcs.store;

import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Stat;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a manifest must fulfil before anything is built from it.
 *
 * <p>Paths are relative, strictly ascending byte by byte, without empty, "." or ".." names, and
 * each lies in a directory of the same tree: so nothing built from a tree can leave its top.
 */
public final class TreeRules {
  /** Largest plain chunk. */
  public static final int LARGEST_CHUNK = 4 << 20;

  static final int LONGEST_PATH = 65_535;

  private TreeRules() {}

  /** The first rule that the manifest breaks, as a sentence. */
  public static Optional<String> broken(Manifest manifest) {
    if (manifest.outcome() == Outcome.FAILED) {
      return Optional.of("a failed capture has no manifest");
    }
    Set<String> seen = new HashSet<>();
    for (Manifest.Tree tree : manifest.trees()) {
      if (!isDatasetId(tree.dataset())) {
        return Optional.of("no dataset can be called \"" + tree.dataset() + "\"");
      }
      if (!seen.add(tree.dataset())) {
        return Optional.of("the dataset " + tree.dataset() + " is there twice");
      }
      Optional<String> wrong = brokenTree(tree);
      if (wrong.isPresent()) {
        return wrong.map(text -> tree.dataset() + ": " + text);
      }
    }
    return Optional.empty();
  }

  /** Whether the text is {@code application/dataset}, each a name that is safe as a folder. */
  public static boolean isDatasetId(String id) {
    String[] parts = id.split("/", -1);
    return parts.length == 2 && isName(parts[0]) && isName(parts[1]);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c < ' ' || c == 0x7f);
  }

  private static Optional<String> brokenTree(Manifest.Tree tree) {
    Set<BytePath> directories = new HashSet<>();
    Map<Integer, Entry> groups = new HashMap<>();
    BytePath before = null;
    for (Entry entry : tree.entries()) {
      BytePath path = entry.path();
      if (before != null && before.compareTo(path) >= 0) {
        return Optional.of("\"" + path + "\" is not after \"" + before + "\"");
      }
      boolean top = path.length() == 0;
      if (!top && (!isRelative(path) || !directories.contains(path.parent()))) {
        return Optional.of("\"" + path + "\" does not lie in a directory of the tree");
      }
      Optional<String> wrong = brokenEntry(entry, groups);
      if (wrong.isPresent()) {
        return wrong.map(text -> "\"" + path + "\" " + text);
      }
      if (entry.kind() == Stat.Kind.DIRECTORY) {
        directories.add(path);
      }
      before = path;
    }
    return Optional.empty();
  }

  private static boolean isRelative(BytePath path) {
    byte[] bytes = path.bytes();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '/') {
        int length = i - start;
        boolean dots = length <= 2
            && bytes[start < bytes.length ? start : 0] == '.'
            && (length == 1 || (length == 2 && bytes[start + 1] == '.'));
        if (length == 0 || length > 255 || dots) {
          return false;
        }
        start = i + 1;
      }
    }
    return true;
  }

  private static Optional<String> brokenEntry(Entry entry, Map<Integer, Entry> groups) {
    boolean file = entry.kind() == Stat.Kind.FILE;
    boolean link = entry.kind() == Stat.Kind.SYMBOLIC_LINK;
    if (!file && !link && entry.kind() != Stat.Kind.DIRECTORY && entry.kind() != Stat.Kind.FIFO) {
      return Optional.of("is a " + entry.kind() + ", which is not captured");
    }
    if (entry.path().length() > LONGEST_PATH || entry.target().length > LONGEST_PATH) {
      return Optional.of("is too long");
    }
    if ((entry.mode() & ~07777) != 0) {
      return Optional.of("has a mode that no file has");
    }
    if (link != (entry.target().length > 0) || holdsZero(entry.target())) {
      return Optional.of("has no proper link target");
    }
    if (entry.hardLink() < 0 || (entry.hardLink() > 0 && !file)) {
      return Optional.of("cannot be a hard link");
    }
    boolean empty =
        entry.size() == 0 && entry.chunks().isEmpty() && entry.traits().holes().isEmpty();
    if (!file && !empty) {
      return Optional.of("has content, and is no file");
    }
    return brokenAttributes(entry).or(() -> brokenContent(entry, groups));
  }

  private static Optional<String> brokenContent(Entry entry, Map<Integer, Entry> groups) {
    if (entry.sizes().length != entry.chunks().size()) {
      return Optional.of("has not as many sizes as chunks");
    }
    Optional<String> wrong = brokenLengths(entry);
    if (wrong.isPresent()) {
      return wrong;
    }
    if (entry.hardLink() > 0) {
      Entry first = groups.putIfAbsent(entry.hardLink(), entry);
      if (first != null && !sameFile(first, entry)) {
        return Optional.of("differs from \"" + first.path() + "\", with which it is one file");
      }
    }
    return Optional.empty();
  }

  /** Chunks and holes must fill the file in turn, without a gap or an overlap. */
  private static Optional<String> brokenLengths(Entry entry) {
    long at = 0;
    int hole = 0;
    List<Traits.Hole> holes = entry.traits().holes();
    for (int i = 0; i <= entry.sizes().length; i++) {
      if (hole < holes.size() && holes.get(hole).start() == at) {
        long length = holes.get(hole++).length();
        if (length < 1 || length > entry.size() - at) {
          return Optional.of("has a hole of " + length + " bytes");
        }
        at += length;
      }
      if (i < entry.sizes().length) {
        int size = entry.sizes()[i];
        if (size < 1 || size > LARGEST_CHUNK) {
          return Optional.of("has a chunk of " + size + " bytes");
        }
        at += size;
      }
    }
    if (hole < holes.size()) {
      return Optional.of("has a hole that does not lie between its chunks");
    }
    return at == entry.size()
        ? Optional.empty()
        : Optional.of("has chunks and holes of " + at + " bytes and a size of " + entry.size());
  }

  /** Attributes that a restore would set blindly are only those that a capture looks for. */
  private static Optional<String> brokenAttributes(Entry entry) {
    BytePath before = null;
    for (Attribute attribute : entry.traits().attributes()) {
      BytePath name = attribute.name();
      if (!isAttribute(name) || attribute.value().length > Traits.LARGEST_VALUE) {
        return Optional.of("has an attribute \"" + name + "\", which is not captured");
      }
      if (before != null && before.compareTo(name) >= 0) {
        return Optional.of("has its attributes in no order");
      }
      before = name;
    }
    return Optional.empty();
  }

  private static boolean isAttribute(BytePath name) {
    return name.length() <= Traits.LONGEST_NAME && Attribute.isKept(name);
  }

  /** Whether two names of one file say the same of it. */
  private static boolean sameFile(Entry one, Entry other) {
    List<ContentId> chunks = one.chunks();
    return chunks.equals(other.chunks())
        && one.mode() == other.mode()
        && one.user() == other.user()
        && one.group() == other.group()
        && one.modified() == other.modified()
        && one.traits().same(other.traits());
  }

  private static boolean holdsZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
