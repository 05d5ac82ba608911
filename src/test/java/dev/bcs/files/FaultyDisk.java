package dev.bcs.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that loses, at a crash, any seeded subset of what was not synced.
 *
 * <p>The rules: content and attributes of a file are safe after its sync; a name (made, removed,
 * renamed, exchanged) only after a sync of its directory, in the order in which that directory was
 * changed; a rename is whole or not at all, as journaling file systems have it; syncing a file says
 * nothing of its name, and syncing a directory nothing of the directory's own name.
 * {@link #syncFileSystem} makes all safe. Operations that change or sync are counted; at the one
 * chosen by {@link #crashAt} the machine dies: that and every later call throws {@link Crash} until
 * {@link #crash}. Links in the middle of a path are not followed.
 */
public final class FaultyDisk implements Disk {
  private final FaultyNode root = new FaultyNode(Stat.Kind.DIRECTORY, 1, 1, 0755, new byte[0]);
  private final List<List<Edit>> pending = new ArrayList<>();
  private final Set<BytePath> broken = new HashSet<>();
  private final Set<FaultyNode> readOnly = new HashSet<>();
  private long nextInode = 2;
  private long operations;
  private long crashAt = Long.MAX_VALUE;
  private boolean dead;
  private int boots;
  private boolean exchanges = true;
  private long capacity = 1L << 40;
  private long written;

  /** A name in a directory gets a new node, or none. */
  private record Edit(
      FaultyNode directory, BytePath name, @Nullable FaultyNode node) {}

  // ---- what tests ask of it

  /** How many operations that change or sync were carried out. */
  public synchronized long operations() {
    return operations;
  }

  /** Dies in place of the n-th operation counted from now; 1 is the next one. */
  public synchronized void crashAt(long n) {
    crashAt = operations + n;
  }

  /** The machine loses power now and boots again: any subset of what was not synced is gone. */
  public synchronized void crash(long seed) {
    Random luck = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    Set<FaultyNode> stopped = new HashSet<>();
    for (List<Edit> operation : pending) {
      boolean reached =
          luck.nextBoolean() && operation.stream().noneMatch(e -> stopped.contains(e.directory));
      for (Edit edit : operation) {
        if (reached) {
          keep(edit);
        } else {
          stopped.add(edit.directory);
        }
      }
    }
    pending.clear();
    reboot(root, luck, new HashSet<>());
    boots++;
    dead = false;
    crashAt = Long.MAX_VALUE;
  }

  /** As on a file system that cannot exchange two names. */
  public synchronized void refuseExchange() {
    exchanges = false;
  }

  /** From now on only so many bytes can be written. */
  public synchronized void fillAfter(long bytes) {
    capacity = written + bytes;
  }

  /** Reading this file fails with an input/output error. */
  public synchronized void breakReading(BytePath file) {
    broken.add(file);
  }

  /** Says that names in this directory cannot be changed. */
  public synchronized void makeReadOnly(BytePath directory) throws IOException {
    readOnly.add(node(directory));
  }

  /** Makes this empty directory, and what will be in it, another file system. */
  public synchronized void mount(BytePath directory) throws IOException {
    node(directory).device = nextInode++;
    node(directory).mountRoot = true;
  }

  private static void keep(Edit edit) {
    if (edit.node == null) {
      edit.directory.durableNames.remove(edit.name);
    } else {
      edit.directory.durableNames.put(edit.name, edit.node);
    }
  }

  private static void reboot(FaultyNode node, Random luck, Set<FaultyNode> seen) {
    if (seen.add(node)) {
      node.reboot(luck);
      node.names.values().forEach(child -> reboot(child, luck, seen));
    }
  }

  // ---- inside

  private void operation(String what) {
    alive();
    if (operations + 1 >= crashAt) {
      dead = true;
      throw new Crash(what + " (operation " + crashAt + ")");
    }
    operations++;
  }

  private void alive() {
    if (dead) {
      throw new Crash("the machine is dead");
    }
  }

  private FaultyNode node(BytePath path) throws IOException {
    alive();
    String text = new String(path.bytes(), StandardCharsets.ISO_8859_1);
    if (!text.startsWith("/")) {
      throw new FileSystemException(path.toString(), null, "not an absolute path");
    }
    FaultyNode at = root;
    for (String name : text.split("/", -1)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (at.kind != Stat.Kind.DIRECTORY) {
        throw new FileSystemException(path.toString(), null, "Not a directory");
      }
      FaultyNode next = at.names.get(BytePath.of(name.getBytes(StandardCharsets.ISO_8859_1)));
      if (next == null) {
        throw new NoSuchFileException(path.toString(), null, "No such file or directory");
      }
      at = next;
    }
    return at;
  }

  private FaultyNode directory(BytePath path) throws IOException {
    FaultyNode node = node(path);
    if (node.kind != Stat.Kind.DIRECTORY) {
      throw new NotDirectoryException(path.toString());
    }
    return node;
  }

  private FaultyNode parentOf(BytePath path) throws IOException {
    return directory(path.parent());
  }

  private static BytePath nameOf(BytePath path) {
    return BytePath.of(path.name());
  }

  private FaultyNode make(BytePath path, Stat.Kind kind, int mode, byte[] target)
      throws IOException {
    FaultyNode parent = parentOf(path);
    if (parent.names.containsKey(nameOf(path))) {
      throw new FileAlreadyExistsException(path.toString(), null, "File exists");
    }
    operation("make " + path);
    FaultyNode made = new FaultyNode(kind, nextInode++, parent.device, mode, target);
    apply(List.of(new Edit(parent, nameOf(path), made)));
    return made;
  }

  private void apply(List<Edit> edits) {
    for (Edit edit : edits) {
      if (edit.node == null) {
        edit.directory.names.remove(edit.name);
      } else {
        edit.directory.names.put(edit.name, edit.node);
      }
    }
    pending.add(edits);
  }

  private Stat statOf(FaultyNode node) {
    return node.stat(node.kind == Stat.Kind.DIRECTORY ? 2 : root.namesOf(node));
  }

  // ---- the disk

  @Override
  public synchronized Stat stat(BytePath path) throws IOException {
    return statOf(node(path));
  }

  @Override
  public synchronized boolean exists(BytePath path) throws IOException {
    try {
      node(path);
      return true;
    } catch (FileSystemException absent) {
      return false;
    }
  }

  @Override
  public synchronized List<byte[]> list(BytePath path) throws IOException {
    return directory(path).names.keySet().stream().map(BytePath::bytes).toList();
  }

  @Override
  public synchronized ReadableFile open(BytePath file) throws IOException {
    FaultyNode node = node(file);
    if (node.kind != Stat.Kind.FILE) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return new Reader(node, file);
  }

  @Override
  public synchronized WritableFile create(BytePath file, int mode) throws IOException {
    return new Writer(make(file, Stat.Kind.FILE, mode, new byte[0]), file);
  }

  @Override
  public synchronized byte[] readLink(BytePath link) throws IOException {
    FaultyNode node = node(link);
    if (node.kind != Stat.Kind.SYMBOLIC_LINK) {
      throw new FileSystemException(link.toString(), null, "Invalid argument");
    }
    return node.target.clone();
  }

  @Override
  public synchronized void makeDirectory(BytePath directory, int mode) throws IOException {
    make(directory, Stat.Kind.DIRECTORY, mode, new byte[0]);
  }

  @Override
  public synchronized void makeDirectories(BytePath path, int mode) throws IOException {
    if (exists(path)) {
      directory(path);
      return;
    }
    makeDirectories(path.parent(), mode);
    makeDirectory(path, mode);
  }

  @Override
  public synchronized void makeSymbolicLink(byte[] target, BytePath link) throws IOException {
    make(link, Stat.Kind.SYMBOLIC_LINK, 0777, target);
  }

  @Override
  public synchronized void makeHardLink(BytePath existing, BytePath link) throws IOException {
    FaultyNode node = node(existing);
    FaultyNode parent = parentOf(link);
    if (parent.names.containsKey(nameOf(link))) {
      throw new FileAlreadyExistsException(link.toString(), null, "File exists");
    }
    operation("link " + link);
    apply(List.of(new Edit(parent, nameOf(link), node)));
  }

  @Override
  public synchronized void makeFifo(BytePath path, int mode) throws IOException {
    make(path, Stat.Kind.FIFO, mode, new byte[0]);
  }

  @Override
  public synchronized void remove(BytePath path) throws IOException {
    if (node(path).kind == Stat.Kind.DIRECTORY) {
      throw new FileSystemException(path.toString(), null, "Is a directory");
    }
    operation("remove " + path);
    apply(List.of(new Edit(parentOf(path), nameOf(path), null)));
  }

  @Override
  public synchronized void removeDirectory(BytePath path) throws IOException {
    if (!directory(path).names.isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    operation("remove directory " + path);
    apply(List.of(new Edit(parentOf(path), nameOf(path), null)));
  }

  @Override
  public synchronized void rename(BytePath from, BytePath to) throws IOException {
    FaultyNode node = node(from);
    FaultyNode source = parentOf(from);
    FaultyNode target = parentOf(to);
    movable(from, node, source, target);
    FaultyNode there = target.names.get(nameOf(to));
    if (there != null && there.kind == Stat.Kind.DIRECTORY && !there.names.isEmpty()) {
      throw new DirectoryNotEmptyException(to.toString());
    }
    if (there != null
        && (there.kind == Stat.Kind.DIRECTORY) != node.kind.equals(Stat.Kind.DIRECTORY)) {
      throw new FileSystemException(to.toString(), null, "Is a directory, or is not");
    }
    operation("rename " + from + " to " + to);
    apply(List.of(new Edit(source, nameOf(from), null), new Edit(target, nameOf(to), node)));
  }

  private static void movable(BytePath path, FaultyNode node, FaultyNode from, FaultyNode to)
      throws IOException {
    if (node.device != from.device) {
      throw new FileSystemException(path.toString(), null, "Device or resource busy");
    }
    if (node.device != to.device) {
      throw new FileSystemException(path.toString(), null, "Invalid cross-device link");
    }
  }

  @Override
  public synchronized boolean exchange(BytePath one, BytePath other) throws IOException {
    if (!exchanges) {
      return false;
    }
    FaultyNode a = node(one);
    FaultyNode b = node(other);
    movable(one, a, parentOf(one), parentOf(other));
    movable(other, b, parentOf(other), parentOf(one));
    operation("exchange " + one + " and " + other);
    apply(List.of(
        new Edit(parentOf(one), nameOf(one), b), new Edit(parentOf(other), nameOf(other), a)));
    return true;
  }

  @Override
  public synchronized void setMode(BytePath path, int mode) throws IOException {
    FaultyNode node = node(path);
    operation("set mode " + path);
    node.now =
        new FaultyNode.Attributes(mode, node.now.user(), node.now.group(), node.now.modified());
  }

  @Override
  public synchronized void setOwner(BytePath path, int user, int group) throws IOException {
    FaultyNode node = node(path);
    operation("set owner " + path);
    node.now = new FaultyNode.Attributes(node.now.mode(), user, group, node.now.modified());
  }

  @Override
  public synchronized void setModified(BytePath path, long nanos) throws IOException {
    FaultyNode node = node(path);
    operation("set modified " + path);
    node.now = new FaultyNode.Attributes(node.now.mode(), node.now.user(), node.now.group(), nanos);
  }

  @Override
  public synchronized void syncDirectory(BytePath path) throws IOException {
    FaultyNode node = directory(path);
    operation("sync directory " + path);
    // Backwards: an operation must go with all that came before it in the directories it touched.
    Set<FaultyNode> touched = new LinkedHashSet<>(Set.of(node));
    List<List<Edit>> chosen = new ArrayList<>();
    for (int i = pending.size() - 1; i >= 0; i--) {
      List<Edit> operation = pending.get(i);
      if (operation.stream().anyMatch(e -> touched.contains(e.directory))) {
        operation.forEach(e -> touched.add(e.directory));
        chosen.add(0, operation);
      }
    }
    chosen.forEach(operation -> operation.forEach(FaultyDisk::keep));
    pending.removeIf(chosen::contains);
    node.durable = node.now;
  }

  @Override
  public synchronized void syncFileSystem(BytePath path) throws IOException {
    node(path);
    operation("sync file system");
    pending.forEach(operation -> operation.forEach(FaultyDisk::keep));
    pending.clear();
    syncAll(root);
  }

  private static void syncAll(FaultyNode node) {
    node.sync();
    node.names.values().forEach(FaultyDisk::syncAll);
  }

  @Override
  public synchronized Space space(BytePath path) throws IOException {
    node(path);
    return new Space(capacity, Math.max(0, capacity - written));
  }

  @Override
  public synchronized boolean writable(BytePath path) throws IOException {
    return !readOnly.contains(directory(path));
  }

  /** Reads one node; still valid after its name is gone, not after a boot. */
  private final class Reader implements ReadableFile {
    private final FaultyNode node;
    private final BytePath path;
    private final int boot = boots;

    Reader(FaultyNode node, BytePath path) {
      this.node = node;
      this.path = path;
    }

    @Override
    public Stat stat() {
      synchronized (FaultyDisk.this) {
        sameBoot(boot);
        return statOf(node);
      }
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      synchronized (FaultyDisk.this) {
        sameBoot(boot);
        if (broken.contains(path)) {
          throw new FileSystemException(path.toString(), null, "Input/output error");
        }
        if (position >= node.size) {
          return length == 0 ? 0 : -1;
        }
        int got = (int) Math.min(length, node.size - position);
        System.arraycopy(node.data, (int) position, into, offset, got);
        return got;
      }
    }

    @Override
    public void close() {}
  }

  /** Writes one node at its end. */
  private final class Writer implements WritableFile {
    private final FaultyNode node;
    private final BytePath path;
    private final int boot = boots;

    Writer(FaultyNode node, BytePath path) {
      this.node = node;
      this.path = path;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      synchronized (FaultyDisk.this) {
        sameBoot(boot);
        operation("write " + path);
        int fits = (int) Math.min(length, capacity - written);
        node.append(from, offset, fits);
        written += fits;
        if (fits < length) {
          throw new FileSystemException(path.toString(), null, "No space left on device");
        }
      }
    }

    @Override
    public void sync() {
      synchronized (FaultyDisk.this) {
        sameBoot(boot);
        operation("sync " + path);
        node.sync();
      }
    }

    @Override
    public void close() {}
  }

  private void sameBoot(int boot) {
    alive();
    if (boot != boots) {
      throw new Crash("a file opened before the crash");
    }
  }
}
