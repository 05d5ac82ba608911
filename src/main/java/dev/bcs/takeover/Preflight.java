package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks, without changing anything, whether a swap would work.
 *
 * <p>{@link #obstacles} takes some dozen calls to the system and may be asked every second;
 * {@link #holders} looks through all processes, some 10 ms, and should be asked less often.
 */
public final class Preflight {
  private final Disk disk;
  private final Mounts mounts;
  private final Holders holders;

  Preflight(Disk disk, Mounts mounts, Holders holders) {
    this.disk = disk;
    this.mounts = mounts;
    this.holders = holders;
  }

  /** For this machine. */
  public static Preflight system(Disk disk) {
    return new Preflight(disk, Mounts::ofThisMachine, tree -> Holders.ofThisMachine(disk, tree));
  }

  /** Everything that stands against the swap, but for open files. */
  public List<Obstacle> obstacles(List<SwapPair> pairs) {
    List<Obstacle> found = new ArrayList<>();
    for (SwapPair pair : pairs) {
      try {
        for (String why : reasons(pair)) {
          found.add(new Obstacle(Obstacle.SLOT_IN_DOUBT, "dataset " + pair.dataset() + ": " + why));
        }
      } catch (IOException unreadable) {
        found.add(new Obstacle(
            Obstacle.SLOT_IN_DOUBT, "dataset " + pair.dataset() + ": " + unreadable.getMessage()));
      }
    }
    return found;
  }

  private List<String> reasons(SwapPair pair) throws IOException {
    List<String> why = new ArrayList<>();
    if (!disk.exists(pair.live())) {
      return List.of("nothing is at " + pair.live() + "; make an empty directory there");
    }
    Stat.Kind kind = disk.stat(pair.live()).kind();
    boolean file = kind == Stat.Kind.FILE
        && disk.exists(pair.slot())
        && disk.stat(pair.slot()).isFile();
    if (kind != Stat.Kind.DIRECTORY && !file) {
      return List.of(
          pair.live() + " is a " + kind.toString().toLowerCase(Locale.ROOT).replace('_', ' ')
              + ", not a directory; name the directory itself as the path");
    }
    if (!file && (!disk.exists(pair.slot()) || !disk.stat(pair.slot()).isDirectory())) {
      return List.of("no staged tree is at " + pair.slot());
    }
    if (disk.exists(pair.aside())) {
      why.add(pair.aside() + " is taken, so the live tree cannot be kept there");
    }
    BytePath live = real(pair.live());
    BytePath slot = real(pair.slot());
    List<BytePath> points = mounts.points();
    if (pair.isInside() && !points.contains(live)) {
      why.add("nothing is mounted at " + pair.live() + " now; mount its disk");
    }
    for (BytePath point : points) {
      boolean between = slot.startsWith(point) && point.startsWith(live.parent());
      if (between && !point.equals(live.parent()) && !point.equals(live)) {
        why.add("a file system is mounted at " + point + ", between the slot and the live place");
      }
      if (point.startsWith(live) && !(pair.isInside() && point.equals(live))) {
        why.add("a file system is mounted at " + point
            + ", which cannot be moved with the tree; make what lies there a dataset of its own,"
            + " or mount it elsewhere");
      }
    }
    BytePath holder = pair.isInside() ? pair.live() : pair.liveParent();
    if (disk.stat(pair.slot()).device() != disk.stat(holder).device()) {
      why.add(pair.slot() + " and " + pair.live() + " lie in different file systems");
    }
    if (!disk.writable(holder)) {
      why.add("names in " + (pair.isInside() ? pair.live() : pair.live().parent())
          + " cannot be changed by this user");
    }
    if (!disk.writable(pair.slot().parent())) {
      why.add("names in " + pair.slot().parent() + " cannot be changed by this user");
    }
    return why;
  }

  /** Processes that use a live tree now, as obstacles with the code files-open. */
  public List<Obstacle> holders(List<SwapPair> pairs) {
    List<Obstacle> found = new ArrayList<>();
    for (SwapPair pair : pairs) {
      try {
        for (String holder : holders.in(real(pair.live()))) {
          found.add(new Obstacle(Obstacle.FILES_OPEN, "dataset " + pair.dataset() + ": " + holder));
        }
      } catch (IOException unreadable) {
        found.add(new Obstacle(
            Obstacle.FILES_OPEN,
            "dataset " + pair.dataset() + ": it cannot be told which files are open: "
                + unreadable.getMessage()));
      }
    }
    return found;
  }

  /** As the kernel names it: symbolic links on the way resolved. */
  private static BytePath real(BytePath path) {
    try {
      return BytePath.of(Path.of(path.toString()).toRealPath());
    } catch (IOException | InvalidPathException notThere) {
      return path;
    }
  }
}
