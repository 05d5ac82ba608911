package dev.bcs.backup;

import dev.bcs.files.Stat;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The manifest that the peer last acknowledged as verified, and what the files looked like then.
 *
 * @param looks parallel to the entries of each tree
 */
record Baseline(Manifest manifest, List<List<Look>> looks) {
  Baseline {
    looks = List.copyOf(looks);
    if (looks.size() != manifest.trees().size()) {
      throw new IllegalArgumentException("looks for each tree, no more");
    }
    for (int i = 0; i < looks.size(); i++) {
      if (looks.get(i).size() != manifest.trees().get(i).entries().size()) {
        throw new IllegalArgumentException("a look for each entry, no more");
      }
    }
  }

  /** How much of each dataset it holds. */
  Map<String, BackupView.Size> sizes() {
    Map<String, BackupView.Size> sizes = new HashMap<>();
    for (Manifest.Tree tree : manifest.trees()) {
      sizes.put(tree.dataset(), new BackupView.Size(tree.files(), tree.bytes()));
    }
    return sizes;
  }

  /**
   * What a name looked like when it was captured, beyond what its entry says.
   *
   * @param sure any later change must show; false if it was written so shortly before it was read
   *     that a change could leave the same times
   */
  record Look(long device, long inode, long changed, boolean sure) {
    static Look of(Stat stat, boolean sure) {
      return new Look(stat.device(), stat.inode(), stat.changed(), sure);
    }
  }

  /** One captured name with its look. */
  record Known(Entry entry, Look look) {
    /** Whether what is there now is surely what was captured. */
    boolean surelyStill(Stat now) {
      return look.sure
          && now.kind() == entry.kind()
          && now.device() == look.device
          && now.inode() == look.inode
          && now.changed() == look.changed
          && now.modified() == entry.modified()
          && now.size() == sizeOf(entry, now);
    }

    /** The size of a link or a pipe says nothing that its times do not say. */
    private static long sizeOf(Entry entry, Stat now) {
      return entry.kind() == Stat.Kind.FILE ? entry.size() : now.size();
    }
  }

  /** How much of a dataset it has, and on which file system its top was. */
  record Extent(long files, long device) {}

  /** What it has of a dataset; null if it was not captured. */
  @Nullable
  Extent extent(String dataset) {
    for (int i = 0; i < looks.size(); i++) {
      Manifest.Tree tree = manifest.trees().get(i);
      if (tree.dataset().equals(dataset) && !looks.get(i).isEmpty()) {
        return new Extent(tree.files(), looks.get(i).get(0).device());
      }
    }
    return null;
  }

  static @Nullable Extent extentOf(@Nullable Baseline baseline, String dataset) {
    return baseline == null ? null : baseline.extent(dataset);
  }

  long generation() {
    return manifest.ticket().generation().number();
  }

  /** All but directories of one dataset in order; none for a dataset that was not captured. */
  Remembered names(String dataset) {
    for (int i = 0; i < looks.size(); i++) {
      if (manifest.trees().get(i).dataset().equals(dataset)) {
        return new Remembered(manifest.trees().get(i).entries(), looks.get(i));
      }
    }
    return Remembered.nothing();
  }

  static Remembered namesOf(@Nullable Baseline baseline, String dataset) {
    return baseline == null ? Remembered.nothing() : baseline.names(dataset);
  }
}
