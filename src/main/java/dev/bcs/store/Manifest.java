package dev.bcs.store;

import dev.bcs.files.Stat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a generation holds: every dataset with every name in it.
 *
 * @param outcome complete or incomplete
 * @param notes what could not be read truly, each named; empty when complete
 */
public record Manifest(Ticket ticket, Outcome outcome, List<Tree> trees, List<String> notes) {
  public Manifest {
    trees = List.copyOf(trees);
    notes = List.copyOf(notes);
  }

  /**
   * One dataset: its id and its entries, sorted by path, parents before children.
   *
   * @param owners who the numbers in its entries are
   */
  public record Tree(String dataset, String kind, List<Entry> entries, Owners owners) {
    public Tree {
      entries = entries instanceof EntryList ? entries : List.copyOf(entries);
    }

    /** A tree whose owners are numbers only. */
    public Tree(String dataset, String kind, List<Entry> entries) {
      this(dataset, kind, entries, Owners.NONE);
    }

    /** Names that are files. */
    public long files() {
      return entries instanceof EntryList counted ? counted.files() : filesOf(entries);
    }

    private static long filesOf(List<Entry> entries) {
      return entries.stream().filter(entry -> entry.kind() == Stat.Kind.FILE).count();
    }

    /** Plain bytes of all files, holes left out and a hard-linked one counted once. */
    public long bytes() {
      return entries instanceof EntryList counted ? counted.bytes() : bytesOf(entries);
    }

    private static long bytesOf(List<Entry> entries) {
      Set<Integer> groups = new HashSet<>();
      long sum = 0;
      for (Entry entry : entries) {
        if (entry.hardLink() == 0 || groups.add(entry.hardLink())) {
          sum += entry.content();
        }
      }
      return sum;
    }
  }
}
