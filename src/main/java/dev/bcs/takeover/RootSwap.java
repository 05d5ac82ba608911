package dev.bcs.takeover;

import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a staged tree into a mount root, which no system renames: name by name at its top.
 *
 * <p>Slot and aside lie in the mount, below {@code .bcs}. The time grows with the names at the top,
 * not with what is below them. The order, with a sync of the directories after each line, and what
 * the next start sees if we die there:
 *
 * <ol>
 *   <li>the note beside the slot: no note, nothing was begun;
 *   <li>all names of the live tree move into {@code aside-N.part}: the slot has its name, so what
 *       is live is still of the old tree, as far as it is there;
 *   <li>the part becomes aside, and the slot becomes its {@code .landing};
 *   <li>all names of the landing move into the mount: what is live is of the new tree;
 *   <li>the mount root gets the mode, owner and attributes of the new tree, and the empty landing
 *       is removed: neither part nor landing are there: done;
 *   <li>local paths and seal as {@link Swap} has them.
 * </ol>
 *
 * <p>Between the second line and the fifth the live place is incomplete; services are down then,
 * and either way out of it can be taken: run goes on, undo goes back. What stands where a name is
 * to go is never replaced. {@code lost+found} belongs to the file system and stays. The time of
 * modification of the mount root itself is not kept.
 */
final class RootSwap {
  /** What stays in the mount, whatever is live. */
  private static final Set<BytePath> STAY = Set.of(BytePath.of(".bcs"), BytePath.of("lost+found"));

  private final Disk disk;
  private final LocalPaths locals;

  RootSwap(Disk disk, LocalPaths locals) {
    this.disk = disk;
    this.locals = locals;
  }

  private static BytePath landing(SwapPair pair) {
    return SwapNote.beside(pair, "landing");
  }

  private static BytePath part(BytePath aside) {
    return aside.parent().child(BytePath.of(aside.name()) + ".part");
  }

  void run(SwapPair pair) throws IOException {
    Optional<SwapNote> found = current(pair);
    if (found.isEmpty() && isDone(pair)) {
      return;
    }
    SwapNote note = found.isPresent() ? found.get() : begin(pair);
    if (disk.exists(pair.slot())) {
      setAside(pair);
      rename(pair.slot(), landing(pair));
    }
    if (disk.exists(landing(pair))) {
      moveAll(landing(pair), pair.live());
    }
    locals.carry(pair, note);
  }

  private void setAside(SwapPair pair) throws IOException {
    BytePath part = part(pair.aside());
    if (disk.exists(pair.aside())) {
      return;
    }
    if (!disk.exists(part)) {
      makeLike(pair, part, pair.live());
    }
    move(pair.live(), part);
    rename(part, pair.aside());
  }

  private SwapNote begin(SwapPair pair) throws IOException {
    for (BytePath tree : new BytePath[] {pair.live(), pair.slot()}) {
      if (!disk.exists(tree) || !disk.stat(tree).isDirectory()) {
        throw new IOException(tree + " is not a directory");
      }
    }
    for (BytePath taken : new BytePath[] {pair.aside(), part(pair.aside()), landing(pair)}) {
      if (disk.exists(taken)) {
        throw new IOException("nothing may be at " + taken);
      }
    }
    locals.sweep(pair);
    SwapNote note =
        new SwapNote(inode(pair.live()), inode(pair.slot()), pair.aside(), locals.plan(pair));
    note.write(disk, pair);
    return note;
  }

  /** The note of this takeover; one that an earlier, settled takeover left does not count. */
  private Optional<SwapNote> current(SwapPair pair) throws IOException {
    Optional<SwapNote> note = SwapNote.read(disk, pair);
    if (note.isPresent() && !note.get().aside().equals(pair.aside())) {
      if (disk.exists(landing(pair)) || disk.exists(part(note.get().aside()))) {
        throw new IOException("an earlier swap stopped half-way; see " + SwapNote.placeFor(pair));
      }
      return Optional.empty();
    }
    return note;
  }

  private boolean isDone(SwapPair pair) throws IOException {
    return disk.exists(pair.aside())
        && !disk.exists(pair.slot())
        && !disk.exists(landing(pair))
        && !disk.exists(part(pair.aside()));
  }

  void undo(SwapPair pair) throws IOException {
    Optional<SwapNote> found = current(pair);
    if (found.isEmpty()) {
      if (disk.exists(pair.aside())) {
        throw new IOException("services may have run on the new tree; it cannot be taken back");
      }
      locals.sweep(pair);
      return;
    }
    if (!disk.exists(pair.slot())) {
      if (!disk.exists(landing(pair))) {
        // Local paths were carried only once the landing was gone.
        locals.undo(pair, found.get());
        makeLike(pair, landing(pair), pair.live());
      }
      move(pair.live(), landing(pair));
      rename(landing(pair), pair.slot());
    }
    if (disk.exists(pair.aside())) {
      rename(pair.aside(), part(pair.aside()));
    }
    if (disk.exists(part(pair.aside()))) {
      moveAll(part(pair.aside()), pair.live());
    }
    locals.sweep(pair);
    removeNote(pair);
  }

  void seal(SwapPair pair) throws IOException {
    if (!isDone(pair)) {
      throw new IOException("the swap is not complete, so it cannot be sealed");
    }
    removeNote(pair);
    locals.sweep(pair);
  }

  private void removeNote(SwapPair pair) throws IOException {
    if (disk.exists(SwapNote.placeFor(pair))) {
      disk.remove(SwapNote.placeFor(pair));
    }
    disk.syncDirectory(pair.slot().parent());
  }

  /** All names go over, then what the directory itself has; the empty one is removed. */
  private void moveAll(BytePath from, BytePath to) throws IOException {
    move(from, to);
    dress(to, from);
    disk.removeDirectory(from);
    disk.syncDirectory(from.parent());
  }

  private void move(BytePath from, BytePath to) throws IOException {
    for (byte[] name : disk.list(from)) {
      if (STAY.contains(BytePath.of(name))) {
        continue;
      }
      if (disk.exists(to.child(name))) {
        throw new IOException(to.child(name) + " is in the way of " + from.child(name)
            + "\nhint: somebody made it meanwhile; move it away and resume");
      }
      disk.rename(from.child(name), to.child(name));
    }
    disk.syncDirectory(from);
    disk.syncDirectory(to);
  }

  private void rename(BytePath from, BytePath to) throws IOException {
    disk.rename(from, to);
    disk.syncDirectory(to.parent());
  }

  /** Whoever finds it finds it whole; one that is half made is swept. */
  private void makeLike(SwapPair pair, BytePath made, BytePath like) throws IOException {
    BytePath making = SwapNote.beside(pair, "local-root");
    if (disk.exists(making)) {
      disk.removeDirectory(making);
    }
    disk.makeDirectory(making, 0700);
    dress(making, like);
    rename(making, made);
  }

  private void dress(BytePath path, BytePath like) throws IOException {
    Stat stat = disk.stat(like);
    Stat is = disk.stat(path);
    if (is.user() != stat.user() || is.group() != stat.group()) {
      disk.setOwner(path, stat.user(), stat.group());
    }
    List<Attribute> wanted = disk.attributes(like);
    for (Attribute old : disk.attributes(path)) {
      boolean ofTheSystem = old.name().toString().startsWith("security.");
      if (!ofTheSystem && wanted.stream().noneMatch(w -> w.name().equals(old.name()))) {
        disk.removeAttribute(path, old.name());
      }
    }
    for (Attribute each : wanted) {
      disk.setAttribute(path, each);
    }
    disk.setMode(path, stat.mode());
    disk.syncDirectory(path);
  }

  private long inode(BytePath path) throws IOException {
    return disk.exists(path) ? disk.stat(path).inode() : 0;
  }
}
