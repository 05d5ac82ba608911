package dev.bcs.backup;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.Carving;
import dev.bcs.store.Dataset;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * What the live place of a dumped dataset looks like: whether anything was written there since.
 *
 * <p>An engine writes what it has promised to keep into its files before it says so. If none of
 * them has changed, nothing was lost that the engine itself would bring back after a crash.
 *
 * @param newest the latest change of any name there, in nanoseconds since 1970
 */
record Footprint(long newest, long files, long bytes) {
  /** Of the live place as it is now; fails if it is not there, or cannot be looked at. */
  static Footprint of(Disk disk, Dataset dataset) throws IOException {
    Sum sum = new Sum();
    new Trees(disk).walk(BytePath.of(dataset.path()), sum);
    if (dataset.type().equals(Dataset.SQLITE)) {
      // The index of the log holds nothing of its own, and readers write to it. The others may get
      // their owner anew from each reader, so of their times only that of the content tells.
      for (String ending : List.of(Carving.COMPANIONS.get(0), Carving.COMPANIONS.get(2))) {
        BytePath beside = BytePath.of(dataset.path() + ending);
        if (disk.exists(beside)) {
          sum.add(disk.stat(beside).modified(), disk.stat(beside));
        }
      }
    }
    return new Footprint(sum.newest, sum.files, sum.bytes);
  }

  /** Adds up names; what vanishes meanwhile shows in the time of its directory. */
  private static final class Sum implements Trees.Visitor {
    private long newest;
    private long files;
    private long bytes;

    @Override
    public void visit(BytePath path, Stat stat) {
      add(Math.max(stat.changed(), stat.modified()), stat);
    }

    void add(long time, Stat stat) {
      newest = Math.max(newest, time);
      if (stat.isFile()) {
        files++;
        bytes += stat.size();
      }
    }

    @Override
    public void failed(BytePath path, IOException why) throws IOException {
      if (path.length() == 0 || !(why instanceof NoSuchFileException)) {
        throw why;
      }
    }
  }

  /** How a dump's entries carry it: numbers of files and bytes in place of device and inode. */
  Look look(boolean sure) {
    return new Look(files, bytes, newest, sure);
  }

  /** Whether nothing was written since this look was taken. */
  boolean isStill(Look look) {
    return look.sure() && look.equals(look(true));
  }
}
