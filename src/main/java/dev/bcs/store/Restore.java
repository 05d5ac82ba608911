package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings a generation, or part of it, back into a directory.
 *
 * <p>Writes below the target only: a manifest's paths cannot climb, and every parent is looked at
 * before something is made in it, so that no link there leads out. Each chunk's hash is checked. A
 * file that cannot be restored truly is left away and named; the others are restored.
 */
public final class Restore {
  private static final int MOST_PROBLEMS = 1000;

  private final Disk disk;
  private final ChunkSource chunks;
  private final TreeWriter writer;

  /** Restores to this disk from these chunks; works beside or without a running daemon. */
  public Restore(Disk disk, ChunkSource chunks) {
    this.disk = disk;
    this.chunks = chunks;
    this.writer = new TreeWriter(disk, this.chunks);
  }

  /**
   * What to restore and where.
   *
   * @param target an absolute path; made if it is not there
   * @param paths {@code application/dataset} or {@code application/dataset/path}: these, and all
   *     below them; everything if empty
   * @param intoFull whether the target may hold something; what is in the way is replaced
   */
  public record Order(BytePath target, List<BytePath> paths, boolean intoFull) {
    public Order {
      paths = List.copyOf(paths);
      if (target.length() == 0 || target.bytes()[0] != '/') {
        throw new IllegalArgumentException("the target must be an absolute path");
      }
    }
  }

  /** Told while it goes on. */
  @FunctionalInterface
  public interface Progress {
    void at(long files, long filesTotal, long bytes, long bytesTotal);
  }

  /**
   * What came of it.
   *
   * @param ownersNotSet names whose owner this user may not set
   * @param attributesNotSet names that lack an attribute or an access control list which they had
   * @param problems what was not restored and why, at most a thousand; empty if all is well
   */
  public record Report(
      long files,
      long bytes,
      long ownersNotSet,
      long attributesNotSet,
      long failed,
      List<String> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /** One run of it. */
  private static final class Run {
    final List<String> problems = new ArrayList<>();
    long failed;
    long files;
    long bytes;
    long ownersNotSet;
    long attributesNotSet;
    long filesTotal;
    long bytesTotal;

    void problem(BytePath path, IOException why) {
      failed++;
      if (problems.size() < MOST_PROBLEMS) {
        problems.add(path + ": " + why.getMessage());
      }
    }
  }

  /**
   * Restores.
   *
   * @throws IOException if nothing can be restored: no such path in the generation, a target that
   *     is no empty directory
   */
  public Report run(Manifest manifest, Order order, Progress progress) throws IOException {
    TreeRules.broken(manifest).ifPresent(text -> {
      throw new IllegalArgumentException("not a manifest: " + text);
    });
    List<Manifest.Tree> trees = chosen(manifest, order.paths());
    prepare(order);
    Run run = new Run();
    for (Manifest.Tree tree : trees) {
      run.filesTotal += tree.entries().size();
      run.bytesTotal += tree.bytes();
    }
    for (Manifest.Tree tree : trees) {
      restoreTree(tree, order, run, progress);
    }
    disk.syncFileSystem(order.target());
    return new Report(
        run.files, run.bytes, run.ownersNotSet, run.attributesNotSet, run.failed, run.problems);
  }

  private void prepare(Order order) throws IOException {
    BytePath target = order.target();
    if (!disk.exists(target)) {
      disk.makeDirectories(target, 0700);
    } else if (!disk.stat(target).isDirectory()) {
      throw new IOException(target + " is not a directory\nhint: give a new or empty directory");
    } else if (!order.intoFull() && !disk.list(target).isEmpty()) {
      throw new IOException(target + " is not empty\nhint: give a new or empty directory");
    }
  }

  /** The trees with what was asked for, and the directories that lead there. */
  private static List<Manifest.Tree> chosen(Manifest manifest, List<BytePath> paths)
      throws IOException {
    if (paths.isEmpty()) {
      return manifest.trees();
    }
    Set<BytePath> found = new HashSet<>();
    List<Manifest.Tree> trees = new ArrayList<>();
    for (Manifest.Tree tree : manifest.trees()) {
      List<Entry> entries = new ArrayList<>();
      for (Entry entry : tree.entries()) {
        if (wanted(in(tree, entry), entry, paths, found)) {
          entries.add(entry);
        }
      }
      if (!entries.isEmpty()) {
        trees.add(new Manifest.Tree(tree.dataset(), tree.kind(), entries, tree.owners()));
      }
    }
    for (BytePath path : paths) {
      if (!found.contains(path)) {
        throw new IOException("generation " + manifest.ticket().generation() + " holds no " + path
            + "\nhint: paths begin with application/dataset, such as "
            + manifest.trees().stream().map(Manifest.Tree::dataset).findFirst().orElse("pbx/mail"));
      }
    }
    return trees;
  }

  private static boolean wanted(
      BytePath path, Entry entry, List<BytePath> paths, Set<BytePath> found) {
    boolean wanted = false;
    for (BytePath asked : paths) {
      boolean below = path.startsWith(asked);
      if (below) {
        found.add(asked);
      }
      wanted |= below || (entry.kind() == Stat.Kind.DIRECTORY && asked.startsWith(path));
    }
    return wanted;
  }

  private static BytePath in(Manifest.Tree tree, Entry entry) {
    BytePath top = BytePath.of(tree.dataset());
    return entry.path().length() == 0 ? top : top.child(entry.path());
  }

  private void restoreTree(Manifest.Tree tree, Order order, Run run, Progress progress)
      throws IOException {
    realDirectory(order.target(), BytePath.of(tree.dataset()).parent());
    Map<Integer, BytePath> linked = new HashMap<>();
    List<Entry> made = new ArrayList<>();
    Set<BytePath> lost = new HashSet<>();
    int expected = 0;
    for (int i = 0; i < tree.entries().size(); i++) {
      Entry entry = tree.entries().get(i);
      if (i == expected) {
        expected = TreeWriter.block(tree.entries(), i);
        writer.expect(tree.entries().subList(i, expected));
      }
      BytePath path = in(tree, entry);
      try {
        if (lost.contains(path.parent())) {
          throw new IOException("its directory was not restored");
        }
        if (!disk.stat(order.target().child(path.parent())).isDirectory()) {
          throw new IOException("its parent is not a directory");
        }
        place(order.target().child(path), entry, linked, run);
        made.add(entry);
      } catch (IOException e) {
        lost.add(path);
        run.problem(path, e);
      }
      run.files++;
      progress.at(run.files, run.filesTotal, run.bytes, run.bytesTotal);
    }
    OwnersHere owners = new OwnersHere(tree.owners(), disk.accounts());
    for (int i = made.size() - 1; i >= 0; i--) {
      BytePath path = in(tree, made.get(i));
      try {
        TreeWriter.Dressed dressed =
            writer.dress(order.target().child(path), made.get(i), owners, false);
        run.ownersNotSet += dressed.owned() ? 0 : 1;
        run.attributesNotSet += dressed.attributed() ? 0 : 1;
      } catch (IOException e) {
        run.problem(path, e);
      }
    }
  }

  /** Makes the application's directory in the target, unless it is there and real. */
  private void realDirectory(BytePath target, BytePath name) throws IOException {
    BytePath path = target.child(name);
    if (!disk.exists(path)) {
      disk.makeDirectory(path, 0755);
    } else if (!disk.stat(path).isDirectory()) {
      throw new IOException(path + " is in the way: it is not a directory");
    }
  }

  private void place(BytePath at, Entry entry, Map<Integer, BytePath> linked, Run run)
      throws IOException {
    boolean there = disk.exists(at);
    if (there && disk.stat(at).isDirectory()) {
      if (entry.kind() != Stat.Kind.DIRECTORY) {
        throw new IOException("a directory is in the way");
      }
      return;
    }
    // What is in the way is replaced only once its replacement is whole.
    BytePath first = there ? at.parent().child(".bcs-restoring") : at;
    BytePath twin = entry.hardLink() == 0 ? null : linked.get(entry.hardLink());
    try {
      if (twin != null) {
        disk.makeHardLink(twin, first);
      } else {
        writer.make(first, entry, n -> run.bytes += n);
      }
      if (there && entry.kind() == Stat.Kind.DIRECTORY) {
        disk.remove(at);
      }
      if (there) {
        disk.rename(first, at);
      }
    } catch (IOException e) {
      removeRest(first);
      throw e;
    }
    if (entry.hardLink() != 0) {
      linked.putIfAbsent(entry.hardLink(), at);
    }
  }

  /** A half-written file is worse than none. */
  private void removeRest(BytePath at) throws IOException {
    if (disk.exists(at) && !disk.stat(at).isDirectory()) {
      disk.remove(at);
    }
  }
}
