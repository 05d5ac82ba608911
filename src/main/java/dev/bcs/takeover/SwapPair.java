package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import java.util.List;

/**
 * One dataset whose staged tree takes the place of the live one.
 *
 * @param live the live place, from this unit's own configuration
 * @param slot the staged tree, in the same file system
 * @param aside where the tree that was live is kept; a name of this takeover alone
 * @param local paths relative to {@code live} that belong to the unit and are carried across
 * @param companions endings of files beside {@code live} that are of no use without it, as SQLite's
 *     {@code -wal}: they go aside with it
 */
public record SwapPair(
    String dataset,
    BytePath live,
    BytePath slot,
    BytePath aside,
    List<String> local,
    List<String> companions) {
  public SwapPair {
    companions = List.copyOf(companions);
    local = local.stream().map(SwapPair::plain).distinct().sorted().toList();
  }

  public SwapPair(
      String dataset, BytePath live, BytePath slot, BytePath aside, List<String> local) {
    this(dataset, live, slot, aside, local, List.of());
  }

  /** "run/" is "run"; what leads out of the tree is no local path. */
  private static String plain(String path) {
    String bare = path.replaceAll("/+", "/").replaceAll("^(\\./)+|/$", "");
    List<String> names = List.of(bare.split("/", -1));
    if (bare.isEmpty() || names.contains("") || names.contains("..") || names.contains(".")) {
      throw new IllegalArgumentException(
          "the local path \"" + path + "\" does not lie inside its dataset");
    }
    return bare;
  }

  /** Whether the live place is a mount root, which keeps its slots within. */
  boolean isInside() {
    return !slot.equals(live) && slot.startsWith(live);
  }

  /** A companion of one of the three. */
  static BytePath companion(BytePath of, String ending) {
    return of.parent().child(BytePath.of(of.name()) + ending);
  }

  /** The directory that holds the live name; the dot leads through it if it is itself a link. */
  BytePath liveParent() {
    return live.parent().child(".");
  }
}
