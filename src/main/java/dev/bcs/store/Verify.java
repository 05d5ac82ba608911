package dev.bcs.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rereads every chunk of generations and names the files that are damaged.
 *
 * <p>One of it reads each chunk once, however many files and generations hold it: make a new one to
 * read all anew. Not for several threads.
 */
public final class Verify {
  private static final int MOST_NAMED = 1000;

  private final ChunkSource chunks;
  private final Set<ContentId> good = new HashSet<>();
  private final Set<ContentId> bad = new HashSet<>();

  /** Checks against these chunks. */
  public Verify(ChunkSource chunks) {
    this.chunks = chunks;
  }

  /**
   * What was found.
   *
   * @param damaged {@code application/dataset/path: why}, at most a thousand
   * @param damagedFiles how many in all
   * @param bad chunks that are lacking or not what their address says
   */
  public record Result(
      long files, long bytes, long damagedFiles, List<String> damaged, Set<ContentId> bad) {
    public Result {
      damaged = List.copyOf(damaged);
      bad = Set.copyOf(bad);
    }

    public boolean isComplete() {
      return damagedFiles == 0;
    }
  }

  /** Told while it goes on. */
  @FunctionalInterface
  public interface Progress {
    void at(long files, long filesTotal, long bytes, long bytesTotal);
  }

  /** Reads all that was not read before. */
  public Result run(Manifest manifest, Progress progress) throws IOException {
    long filesTotal =
        manifest.trees().stream().mapToLong(t -> t.entries().size()).sum();
    long bytesTotal = manifest.trees().stream().mapToLong(Manifest.Tree::bytes).sum();
    Set<ContentId> found = new HashSet<>();
    List<String> damaged = new ArrayList<>();
    long damagedFiles = 0;
    long files = 0;
    long bytes = 0;
    for (Manifest.Tree tree : manifest.trees()) {
      Set<Integer> groups = new HashSet<>();
      for (Entry entry : tree.entries()) {
        List<ContentId> wrong = check(entry);
        if (!wrong.isEmpty()) {
          found.addAll(wrong);
          damagedFiles++;
          if (damaged.size() < MOST_NAMED) {
            damaged.add(tree.dataset() + "/" + entry.path() + ": chunk " + wrong.get(0)
                + " is lacking or damaged");
          }
        }
        boolean counts = entry.hardLink() == 0 || groups.add(entry.hardLink());
        bytes += counts ? entry.content() : 0;
        files++;
        progress.at(files, filesTotal, bytes, bytesTotal);
      }
    }
    return new Result(files, bytes, damagedFiles, damaged, found);
  }

  private List<ContentId> check(Entry entry) throws IOException {
    List<ContentId> wrong = new ArrayList<>();
    for (int i = 0; i < entry.sizes().length; i++) {
      ContentId id = entry.chunks().get(i);
      if (!good.contains(id) && !bad.contains(id)) {
        try {
          boolean fits = chunks.get(id).length == entry.sizes()[i];
          (fits ? good : bad).add(id);
        } catch (DamagedException e) {
          bad.add(id);
        }
      }
      if (bad.contains(id)) {
        wrong.add(id);
      }
    }
    return wrong;
  }
}
