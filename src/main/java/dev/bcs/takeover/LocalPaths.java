package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Carries the paths that belong to the unit from the tree that was live into the one that is.
 *
 * <p>They are copied, so that the tree set aside stays whole. Each is built beside the slot,
 * durable, and then renamed into place; what the staged tree had there is kept beside the slot
 * until the swap is sealed. Whether a name is done is told by its inode: it is neither absent nor
 * the one that the note recorded.
 */
final class LocalPaths {
  private final Disk disk;
  private final Trees trees;

  LocalPaths(Disk disk) {
    this.disk = disk;
    this.trees = new Trees(disk);
  }

  /** What will be carried, looked up before the swap while both trees are untouched. */
  List<SwapNote.Carried> plan(SwapPair pair) throws IOException {
    Map<BytePath, SwapNote.Carried> plan = new TreeMap<>();
    for (String text : pair.local()) {
      BytePath local = BytePath.of(text);
      if (!reachable(pair.live(), local)) {
        continue;
      }
      BytePath target = firstMissing(pair.slot(), local);
      BytePath at = pair.slot().child(target);
      boolean there = disk.exists(at);
      plan.putIfAbsent(
          target,
          new SwapNote.Carried(
              target, there ? disk.stat(at).inode() : 0, disk.stat(at.parent()).modified()));
    }
    // A local path inside another one goes with it.
    List<SwapNote.Carried> outer = new ArrayList<>();
    for (SwapNote.Carried c : plan.values()) {
      if (outer.stream().noneMatch(o -> c.target().startsWith(o.target()))) {
        outer.add(c);
      }
    }
    return outer;
  }

  /** A symbolic link on the way is not followed, so nothing outside the tree is ever touched. */
  private boolean reachable(BytePath top, BytePath local) throws IOException {
    BytePath parent = local.parent();
    boolean direct = parent.length() == 0
        || (reachable(top, parent) && disk.stat(top.child(parent)).isDirectory());
    return direct && disk.exists(top.child(local));
  }

  /** The local path itself, or the topmost directory on the way to it that the tree lacks. */
  private BytePath firstMissing(BytePath tree, BytePath local) throws IOException {
    BytePath parent = local.parent();
    if (parent.length() == 0) {
      return local;
    }
    BytePath above = firstMissing(tree, parent);
    BytePath at = tree.child(above);
    return !above.equals(parent) || !disk.exists(at) || !disk.stat(at).isDirectory()
        ? above
        : local;
  }

  void carry(SwapPair pair, SwapNote note) throws IOException {
    for (int i = 0; i < note.carried().size(); i++) {
      SwapNote.Carried c = note.carried().get(i);
      BytePath target = pair.live().child(c.target());
      if (inode(target) != 0 && inode(target) != c.inode()) {
        // It may have been renamed by a run that died before the names were durable.
        disk.syncDirectory(target.parent());
        continue;
      }
      BytePath making = SwapNote.beside(pair, "local-" + i);
      trees.remove(making);
      build(pair, note.aside().child(c.target()), making, c.target());
      disk.syncDirectory(making.parent());
      if (inode(target) != 0) {
        disk.rename(target, SwapNote.beside(pair, "was-" + i));
        disk.syncDirectory(making.parent());
        disk.syncDirectory(target.parent());
      }
      disk.rename(making, target);
      disk.syncDirectory(target.parent());
      disk.syncDirectory(making.parent());
    }
  }

  /** A local path as a whole; of the directories that lead to one only what leads there. */
  private void build(SwapPair pair, BytePath from, BytePath to, BytePath relative)
      throws IOException {
    if (pair.local().stream().anyMatch(l -> relative.equals(BytePath.of(l)))) {
      trees.copy(from, to);
      return;
    }
    Stat like = disk.stat(from);
    disk.makeDirectory(to, 0700);
    for (String text : pair.local()) {
      BytePath local = BytePath.of(text);
      if (local.startsWith(relative) && reachable(from, below(local, relative))) {
        BytePath next = BytePath.of(firstName(below(local, relative)));
        if (!disk.exists(to.child(next))) {
          build(pair, from.child(next), to.child(next), relative.child(next));
        }
      }
    }
    disk.setOwner(to, like.user(), like.group());
    disk.setMode(to, like.mode());
    disk.syncDirectory(to);
  }

  private static BytePath below(BytePath path, BytePath ancestor) {
    byte[] all = path.bytes();
    return BytePath.of(Arrays.copyOfRange(all, ancestor.length() + 1, all.length));
  }

  private static byte[] firstName(BytePath path) {
    BytePath first = path;
    while (first.parent().length() > 0) {
      first = first.parent();
    }
    return first.bytes();
  }

  /** Takes out what was carried and puts back what was there; the tree is as it was staged. */
  void undo(SwapPair pair, SwapNote note) throws IOException {
    for (int i = note.carried().size() - 1; i >= 0; i--) {
      SwapNote.Carried c = note.carried().get(i);
      BytePath target = pair.live().child(c.target());
      BytePath was = SwapNote.beside(pair, "was-" + i);
      if (inode(target) != 0 && inode(target) != c.inode()) {
        // Taken out in one step: a half-removed copy would look like a finished one to run.
        BytePath out = SwapNote.beside(pair, "local-" + i);
        trees.remove(out);
        disk.rename(target, out);
        disk.syncDirectory(target.parent());
        disk.syncDirectory(out.parent());
      }
      if (inode(target) == 0 && c.inode() != 0) {
        disk.rename(was, target);
        disk.syncDirectory(target.parent());
        disk.syncDirectory(was.parent());
      }
      disk.setModified(target.parent(), c.modified());
      disk.syncDirectory(target.parent());
    }
  }

  private long inode(BytePath path) throws IOException {
    return disk.exists(path) ? disk.stat(path).inode() : 0;
  }

  /** Removes copies that were not finished and what the staged tree had; after the seal only. */
  void sweep(SwapPair pair) throws IOException {
    BytePath folder = pair.slot().parent();
    if (!disk.exists(folder)) {
      return;
    }
    BytePath slot = BytePath.of(pair.slot().name());
    for (byte[] name : disk.list(folder)) {
      String text = BytePath.of(name).toString();
      if (text.startsWith(slot + ".local-")
          || text.startsWith(slot + ".was-")
          || text.equals(slot + ".swap-new")) {
        trees.remove(folder.child(name));
      }
    }
    disk.syncDirectory(folder);
  }
}
