package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.Dataset;
import dev.bcs.store.TreeRules;
import java.io.IOException;
import java.util.List;

/**
 * Where slots lie: in {@code .bcs} beside the live place, so that a swap is a rename; where the
 * live place is a mount root, within it.
 *
 * <p>The folder around a live place may belong to the appliance, which could plant a link there:
 * each folder of ours must be a real one, of the user that owns the store, and closed to others.
 */
final class Layout {
  private static final int WRITABLE_BY_OTHERS = 022;
  private static final int PASSABLE = 0711;

  private final Disk disk;
  private final BytePath store;

  Layout(Disk disk, BytePath store) {
    this.disk = disk;
    this.store = store;
  }

  private BytePath folder(Dataset dataset) throws IOException {
    if (!TreeRules.isDatasetId(dataset.id())) {
      throw new IllegalArgumentException("no dataset can be called \"" + dataset.id() + "\"");
    }
    return holder(dataset).child(".bcs").child(dataset.id());
  }

  /** The directory in which {@code .bcs} lies. */
  private BytePath holder(Dataset dataset) throws IOException {
    BytePath live = live(dataset);
    return disk.exists(mark(dataset)) ? live : live.parent();
  }

  /** Says that the live place is a mount root, also while nothing is mounted there. */
  private BytePath mark(Dataset dataset) {
    return store.parent().child("staging/mounts").child(dataset.id().replace('/', '-'));
  }

  static BytePath live(Dataset dataset) {
    return BytePath.of(dataset.path());
  }

  BytePath slot(Dataset dataset, String letter) throws IOException {
    return folder(dataset).child("slot-" + letter);
  }

  /** Another name of ours beside a dataset's slots. */
  BytePath beside(Dataset dataset, String name) throws IOException {
    return folder(dataset).child(name);
  }

  /** Lets other users through to the slots of this dataset, which have modes of their own. */
  void letThrough(Dataset dataset) throws IOException {
    BytePath folder = folder(dataset);
    for (BytePath each : List.of(folder.parent().parent(), folder.parent(), folder)) {
      disk.setMode(each, PASSABLE);
    }
  }

  BytePath aside(Dataset dataset, long epoch) throws IOException {
    return folder(dataset).child("aside-" + epoch);
  }

  BytePath found(Dataset dataset, long millis) throws IOException {
    return folder(dataset).child("found-" + millis);
  }

  /**
   * Makes the folder of a dataset's slots, and an empty directory, or file, at a live place that is
   * not there, so that there is something to exchange the slot with.
   *
   * @throws IOException if it would not lie in the file system of the live place, or not be ours
   */
  void prepare(Dataset dataset, boolean isFile) throws IOException {
    BytePath live = live(dataset);
    BytePath parent = live.parent();
    if (!disk.exists(parent) || !disk.stat(parent).isDirectory()) {
      throw new IOException("the folder " + parent + " for " + dataset.id()
          + " is not there\nhint: is its file system mounted?");
    }
    boolean there = disk.exists(live);
    if (there && disk.stat(live).mountRoot()) {
      markAsMount(dataset);
    } else if (disk.exists(mark(dataset))) {
      throw new IOException(live + " was a mount point, and nothing is mounted there now"
          + "\nhint: mount it; if it is to be a plain folder from now on, remove " + mark(dataset));
    } else if (there && disk.stat(live).device() != disk.stat(parent).device()) {
      throw new IOException(live + " is a mount point, so a slot beside it cannot be swapped in"
          + "\nhint: make a folder in it the dataset's path");
    }
    makeOurs(holder(dataset).child(".bcs"));
    makeOurs(folder(dataset).parent());
    makeOurs(folder(dataset));
    if (!disk.exists(live)) {
      if (isFile) {
        // To SQLite, an empty file is an empty database.
        disk.create(live, 0600).close();
      } else {
        disk.makeDirectory(live, 0700);
      }
      disk.syncDirectory(parent);
    }
  }

  private void markAsMount(Dataset dataset) throws IOException {
    BytePath mark = mark(dataset);
    if (!disk.exists(mark)) {
      disk.makeDirectories(mark.parent(), 0700);
      disk.create(mark, 0600).close();
      disk.syncDirectory(mark.parent());
    }
  }

  private void makeOurs(BytePath folder) throws IOException {
    if (!disk.exists(folder)) {
      disk.makeDirectory(folder, 0700);
    }
    Stat stat = disk.stat(folder);
    if (!stat.isDirectory() || stat.user() != disk.stat(store).user()) {
      throw new IOException(folder + " is not a directory of this user"
          + "\nhint: find out who made it, and move it away; slots are built in it");
    }
    if ((stat.mode() & WRITABLE_BY_OTHERS) != 0) {
      throw new IOException(folder + " can be written by others" + "\nhint: chmod 0700 " + folder
          + ", after a look at what lies in it");
    }
  }
}
