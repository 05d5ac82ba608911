package dev.bcs.staging;

import dev.bcs.dumps.Bounds;
import dev.bcs.dumps.Dumps;
import dev.bcs.dumps.Loader;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Trees;
import dev.bcs.store.Dataset;
import dev.bcs.store.Manifest;
import dev.bcs.store.TreeWriter;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes of a dump, in a slot, the directory that an engine will run on.
 *
 * <p>The dump is built beside the slot and checked as any tree is; then its loader works; then the
 * file system is synced, all of the directory is read, and a {@link Seal} says what it was. What is
 * sealed for the same dump, and untouched since, is left as it is. Crash order: without a seal that
 * fits, whatever lies there is made anew.
 */
final class Loads {
  private static final int LONGEST_WORK = 88;
  private static final int ALL = 0700;

  private final Disk disk;
  private final Dumps dumps;
  private final Layout layout;
  private final TreeWriter writer;
  private final Clocks clocks;
  private final long reserve;

  Loads(Disk disk, Layout layout, TreeWriter writer, Clocks clocks, long reserve) {
    this.disk = disk;
    this.dumps = Dumps.system(disk, clocks);
    this.layout = layout;
    this.writer = writer;
    this.clocks = clocks;
    this.reserve = reserve;
  }

  /** Begins a phase of a build. */
  interface Phases {
    Watcher begin(String name, long total);
  }

  /** Loads, unless the slot holds just this already. */
  void build(Dataset dataset, Manifest.Tree tree, String letter, Phases phases) throws IOException {
    BytePath slot = layout.slot(dataset, letter);
    BytePath note = layout.beside(dataset, "loaded-" + letter);
    String dump = Seal.ofDump(tree);
    Watcher watcher = phases.begin("stage", tree.bytes());
    Optional<Seal> before = Seal.read(disk, note);
    if (before.filter(seal -> seal.dump().equals(dump)).isPresent()
        && disk.exists(slot)
        && before.get().stamps().equals(Seal.stampsOf(disk, slot))) {
      return;
    }
    Trees trees = new Trees(disk);
    trees.remove(note);
    discard(dataset, letter);
    layout.letThrough(dataset);
    BytePath folder = layout.beside(dataset, "dump-" + letter);
    place(tree, folder, watcher, phases);
    load(dataset, folder, letter, phases.begin("load", dataset.means().limit().toSeconds()));
    trees.remove(folder);
    phases.begin("sync", 0).mayGoOn();
    disk.syncFileSystem(slot.parent());
    Seal.of(disk, slot, dump, phases.begin("verify", 0)).write(disk, note);
  }

  private void place(Manifest.Tree tree, BytePath folder, Watcher watcher, Phases phases)
      throws IOException {
    List<String> wrong;
    try (Crew crew = new Crew()) {
      SlotTree.Made made =
          new SlotTree(disk, writer, watcher, crew, folder, tree).build(Base.nothing(), reserve);
      wrong = new SlotCheck(disk, phases.begin("verify", tree.bytes()), crew)
          .run(
              folder,
              tree,
              place -> true,
              new SlotCheck.Allowance(made.ownersNotSet() > 0, made.attributesNotSet() > 0),
              new ArrayList<>())
          .wrong();
    }
    if (!wrong.isEmpty()) {
      throw new IOException("the dump of " + tree.dataset() + " is not right: " + wrong.get(0));
    }
  }

  private void load(Dataset dataset, BytePath dump, String letter, Watcher watcher)
      throws IOException {
    BytePath slot = layout.slot(dataset, letter);
    disk.makeDirectory(slot, ALL);
    Path work = work(dataset, letter);
    long began = clocks.ticks();
    long[] told = new long[1];
    Bounds bounds = new Bounds(dataset.means().limit(), () -> {
      // Asked all the while, so this is also where time is seen to pass.
      long seconds = clocks.since(began).toSeconds();
      watcher.done(seconds - told[0]);
      told[0] = seconds;
      try {
        watcher.mayGoOn();
        return false;
      } catch (Watcher.GivenUpException over) {
        return true;
      }
    });
    try {
      dumps.loader(dataset).load(dataset, new Loader.Place(path(dump), path(slot), work), bounds);
    } catch (IOException | RuntimeException e) {
      watcher.mayGoOn();
      throw new IOException(dataset.id() + " was not loaded: " + e.getMessage(), e);
    } finally {
      new Trees(disk).remove(BytePath.of(work));
    }
  }

  /** Beside the slot, or where a socket's path is short enough. */
  private Path work(Dataset dataset, String letter) throws IOException {
    BytePath beside = layout.beside(dataset, "work-" + letter);
    if (beside.length() > LONGEST_WORK) {
      return Files.createTempDirectory(Path.of("/tmp"), "bcs-");
    }
    disk.makeDirectory(beside, ALL);
    return path(beside);
  }

  private static Path path(BytePath path) {
    return Path.of(path.toString());
  }

  /** What differs from what was sealed, after all of it was read; empty if nothing does. */
  List<String> check(Dataset dataset, Manifest.Tree tree, String letter, Phases phases)
      throws IOException {
    BytePath slot = layout.slot(dataset, letter);
    List<String> wrong = new ArrayList<>();
    Optional<Seal> seal = Seal.read(disk, layout.beside(dataset, "loaded-" + letter));
    String dump = Seal.ofDump(tree);
    if (seal.filter(s -> s.dump().equals(dump)).isEmpty() || !disk.exists(slot)) {
      wrong.add(slot + " was not loaded from this generation");
    } else if (!Seal.of(disk, slot, dump, phases.begin("check", 0))
        .content()
        .equals(seal.get().content())) {
      wrong.add(slot + " is not what was loaded there");
    }
    return wrong;
  }

  /** Removes all that belongs to one slot but its seal, which fits nothing any more. */
  void discard(Dataset dataset, String letter) throws IOException {
    Trees trees = new Trees(disk);
    for (String name : List.of("slot-", "dump-", "work-")) {
      trees.remove(layout.beside(dataset, name + letter));
    }
  }
}
