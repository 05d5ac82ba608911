package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Puts staged trees into the live places and keeps what was live aside.
 *
 * <p>{@link #run}, {@link #undo} and {@link #seal} may each be called again after any crash, in any
 * number, and go on from what they find. The order for each dataset, with a sync of the directories
 * after each line, and what the next start sees if we die there:
 *
 * <ol>
 *   <li>the note beside the slot, with the inodes of both trees: no note, nothing was begun;
 *   <li>what only belongs to the file that was live, such as the log of a database, goes aside: it
 *       is there or not, and undo puts it back;
 *   <li>live and slot are exchanged, in one step: the inode at the live path tells on which side of
 *       it we are, and the live path is never absent;
 *   <li>the slot's name, now the tree that was live, becomes aside: the slot's name is gone;
 *   <li>local paths are copied from aside into live, see {@link LocalPaths};
 *   <li>at the seal, which makes undo impossible, the note is removed: aside exists, slot and note
 *       do not: sealed.
 * </ol>
 *
 * <p>Where names cannot be exchanged, 2 and 3 are: live becomes aside, then slot becomes live.
 * Between the two the live path is absent, and the rule for that moment is: a note, no live, the
 * old tree aside and the new one in the slot mean that the second rename is still to be made (by
 * run) or the first to be taken back (by undo). Nothing is ever deleted but copies of ours. A mount
 * root, which cannot be renamed, has its own way: {@link RootSwap}.
 */
public final class Swap {
  private final Disk disk;
  private final LocalPaths locals;
  private final RootSwap roots;

  public Swap(Disk disk) {
    this.disk = disk;
    this.locals = new LocalPaths(disk);
    this.roots = new RootSwap(disk, locals);
  }

  /** Brings every pair to the end of step 4; the first failure stops it, with the dataset named. */
  public void run(List<SwapPair> pairs) throws IOException {
    for (SwapPair pair : pairs) {
      named(pair, pair.isInside() ? () -> roots.run(pair) : () -> run(pair));
    }
  }

  /** Brings every pair back, last one first; refuses one that is sealed. */
  public void undo(List<SwapPair> pairs) throws IOException {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      SwapPair pair = pairs.get(i);
      named(pair, pair.isInside() ? () -> roots.undo(pair) : () -> undo(pair));
    }
  }

  /** After this there is no way back; to be called before anything is started on the new trees. */
  public void seal(List<SwapPair> pairs) throws IOException {
    for (SwapPair pair : pairs) {
      named(pair, pair.isInside() ? () -> roots.seal(pair) : () -> seal(pair));
    }
  }

  /** Something to do on the disk. */
  private interface Work {
    void run() throws IOException;
  }

  private static void named(SwapPair pair, Work work) throws IOException {
    try {
      work.run();
    } catch (IOException why) {
      throw new IOException("dataset " + pair.dataset() + ": " + why.getMessage(), why);
    }
  }

  private void run(SwapPair pair) throws IOException {
    Optional<SwapNote> found = current(pair);
    if (found.isEmpty() && isSealed(pair)) {
      return;
    }
    SwapNote note = found.isPresent() ? found.get() : begin(pair);
    if (inode(pair.live()) != note.slot()) {
      move(pair, pair.live(), pair.aside());
      exchange(pair, note);
    }
    syncNames(pair);
    if (inode(pair.slot()) == note.live()) {
      disk.rename(pair.slot(), pair.aside());
    }
    syncNames(pair);
    if (inode(pair.aside()) != note.live()) {
      throw new IOException("the tree that was live is not at " + pair.aside());
    }
    locals.carry(pair, note);
  }

  private boolean isSealed(SwapPair pair) throws IOException {
    return disk.exists(pair.live()) && disk.exists(pair.aside()) && !disk.exists(pair.slot());
  }

  /** The note of this takeover; one that an earlier, settled takeover left does not count. */
  private Optional<SwapNote> current(SwapPair pair) throws IOException {
    Optional<SwapNote> note = SwapNote.read(disk, pair);
    if (note.isEmpty() || note.get().aside().equals(pair.aside())) {
      return note;
    }
    SwapNote old = note.get();
    boolean settled = inode(old.aside()) == old.live()
        ? disk.exists(pair.live())
        : inode(pair.live()) == old.live();
    if (!settled) {
      throw new IOException("an earlier swap stopped half-way; see " + SwapNote.placeFor(pair));
    }
    return Optional.empty();
  }

  private SwapNote begin(SwapPair pair) throws IOException {
    if (!isAlike(pair.live(), pair.slot()) || disk.exists(pair.aside())) {
      throw new IOException("live " + pair.live() + " and slot " + pair.slot()
          + " must both be directories, or files, and nothing may be at " + pair.aside());
    }
    locals.sweep(pair);
    disk.makeDirectories(pair.aside().parent(), 0700);
    disk.syncDirectory(pair.aside().parent());
    SwapNote note =
        new SwapNote(inode(pair.live()), inode(pair.slot()), pair.aside(), locals.plan(pair));
    note.write(disk, pair);
    return note;
  }

  private void exchange(SwapPair pair, SwapNote note) throws IOException {
    boolean untouched = inode(pair.live()) == note.live() && inode(pair.slot()) == note.slot();
    if (untouched && disk.exchange(pair.live(), pair.slot())) {
      return;
    }
    if (untouched) {
      disk.rename(pair.live(), pair.aside());
      syncNames(pair);
    }
    // From here on only the second rename of the two is missing.
    if (disk.exists(pair.live())
        || inode(pair.aside()) != note.live()
        || inode(pair.slot()) != note.slot()) {
      throw new IOException(
          "the trees are not those that the swap began with; see " + SwapNote.placeFor(pair));
    }
    disk.rename(pair.slot(), pair.live());
  }

  private void undo(SwapPair pair) throws IOException {
    Optional<SwapNote> found = current(pair);
    if (found.isEmpty()) {
      if (disk.exists(pair.aside())) {
        throw new IOException("services may have run on the new tree; it cannot be taken back");
      }
      locals.sweep(pair);
      return;
    }
    SwapNote note = found.get();
    if (inode(pair.live()) == note.slot()) {
      locals.undo(pair, note);
      giveBack(pair, note);
    }
    if (!disk.exists(pair.live()) && inode(pair.aside()) == note.live()) {
      disk.rename(pair.aside(), pair.live());
    }
    syncNames(pair);
    if (inode(pair.live()) != note.live() || inode(pair.slot()) != note.slot()) {
      throw new IOException(
          "the trees are not those that the swap began with; see " + SwapNote.placeFor(pair));
    }
    move(pair, pair.aside(), pair.live());
    locals.sweep(pair);
    removeNote(pair);
  }

  /** The new tree lies live, the old one in the slot or aside. */
  private void giveBack(SwapPair pair, SwapNote note) throws IOException {
    if (inode(pair.slot()) != note.live()) {
      disk.rename(pair.aside(), pair.slot());
      syncNames(pair);
    }
    if (disk.exchange(pair.live(), pair.slot())) {
      return;
    }
    disk.rename(pair.slot(), pair.aside());
    syncNames(pair);
    disk.rename(pair.live(), pair.slot());
    syncNames(pair);
  }

  private void seal(SwapPair pair) throws IOException {
    Optional<SwapNote> note = current(pair);
    boolean done = note.isPresent()
        ? inode(pair.live()) == note.get().slot()
            && inode(pair.aside()) == note.get().live()
        : isSealed(pair);
    if (!done) {
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

  private void syncNames(SwapPair pair) throws IOException {
    disk.syncDirectory(pair.slot().parent());
    if (!pair.live().parent().equals(pair.slot().parent())) {
      disk.syncDirectory(pair.liveParent());
    }
    if (!pair.aside().parent().equals(pair.slot().parent())) {
      disk.syncDirectory(pair.aside().parent());
    }
  }

  private boolean isAlike(BytePath one, BytePath other) throws IOException {
    if (!disk.exists(one) || !disk.exists(other)) {
      return false;
    }
    Stat stat = disk.stat(one);
    return stat.kind() == disk.stat(other).kind() && (stat.isDirectory() || stat.isFile());
  }

  /** Moves the companions that are at the one place to the other. */
  private void move(SwapPair pair, BytePath from, BytePath to) throws IOException {
    boolean moved = false;
    for (String ending : pair.companions()) {
      BytePath companion = SwapPair.companion(from, ending);
      if (disk.exists(companion)) {
        disk.rename(companion, SwapPair.companion(to, ending));
        moved = true;
      }
    }
    if (moved) {
      syncNames(pair);
    }
  }

  private long inode(BytePath path) throws IOException {
    return disk.exists(path) ? disk.stat(path).inode() : 0;
  }
}
