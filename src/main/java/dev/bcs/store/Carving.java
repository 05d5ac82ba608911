package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SQLite files that lie within the tree of another dataset: captured apart, put back in one piece.
 *
 * <p>The tree leaves them out when it is captured, with all that SQLite keeps beside them. In a
 * slot they lie where they lay, so both datasets go live in one exchange of names.
 */
public final class Carving {
  /** What SQLite keeps beside a database: its log, the log's index, and its journal. */
  public static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

  private Carving() {}

  /** The tree of files in which the live place of this dataset lies. */
  public static Optional<Dataset> around(Dataset carved, List<Dataset> all) {
    return all.stream()
        .filter(each -> carved.type().equals(Dataset.SQLITE) && each.isFiles())
        .filter(each -> path(carved).startsWith(path(each)))
        .findFirst();
  }

  /** The same datasets, where each tree leaves out what is carved out of it. */
  public static List<Dataset> apart(List<Dataset> all) {
    List<Dataset> apart = new ArrayList<>();
    for (Dataset each : all) {
      List<String> exclude = new ArrayList<>(each.exclude());
      for (Dataset other : all) {
        if (around(other, all).filter(each::equals).isPresent()) {
          String inside = inside(other, each);
          exclude.add(inside);
          COMPANIONS.forEach(ending -> exclude.add(inside + ending));
        }
      }
      apart.add(each.excluding(exclude));
    }
    return apart;
  }

  private static BytePath path(Dataset dataset) {
    return BytePath.of(dataset.path());
  }

  /** Where in that tree it lies. */
  public static String inside(Dataset carved, Dataset tree) {
    int from = tree.path().endsWith("/") ? tree.path().length() : tree.path().length() + 1;
    return carved.path().substring(from);
  }

  /** Trees as they lie in a slot: what was carved out is in its tree again. */
  public static Map<Dataset, Manifest.Tree> graft(Map<Dataset, Manifest.Tree> trees)
      throws IOException {
    List<Dataset> all = List.copyOf(trees.keySet());
    Map<Dataset, Manifest.Tree> whole = new LinkedHashMap<>(trees);
    for (Dataset carved : all) {
      Optional<Dataset> around = around(carved, all);
      Manifest.Tree file = whole.get(carved);
      if (around.isPresent() && file != null) {
        whole.remove(carved);
        BytePath at = BytePath.of(inside(carved, around.get()));
        Manifest.Tree tree = whole.get(around.get());
        if (tree != null) {
          whole.put(around.get(), grafted(tree, file, at));
        }
      }
    }
    return whole;
  }

  private static Manifest.Tree grafted(Manifest.Tree tree, Manifest.Tree file, BytePath at)
      throws IOException {
    boolean held = tree.entries().stream()
        .anyMatch(each -> each.kind() == Stat.Kind.DIRECTORY && each.path().equals(at.parent()));
    if (!held) {
      throw new IOException(tree.dataset() + " does not hold the directory " + at.parent()
          + ", in which " + file.dataset() + " lies"
          + "\nhint: is it excluded, or local, in the primary's bcs.toml?");
    }
    List<Entry> entries = new ArrayList<>(tree.entries());
    file.entries().forEach(each -> entries.add(moved(each, at)));
    entries.sort(Comparator.comparing(Entry::path));
    return new Manifest.Tree(
        tree.dataset(), tree.kind(), entries, tree.owners().with(file.owners()));
  }

  private static Entry moved(Entry top, BytePath at) {
    return new Entry(
        at,
        top.kind(),
        top.mode(),
        top.user(),
        top.group(),
        top.modified(),
        top.size(),
        top.hardLink(),
        top.target(),
        top.chunks(),
        top.sizes(),
        top.traits());
  }
}
