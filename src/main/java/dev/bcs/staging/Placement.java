package dev.bcs.staging;

import dev.bcs.files.BytePath;
import java.util.List;

/**
 * Where one dataset of a staged generation lies and where it is to go.
 *
 * @param slot the staged tree, in the file system of {@code live}
 * @param aside where the tree that was live is kept, never deleted before its replacement is
 *     verified
 * @param local relative paths that belong to the unit and are carried across
 * @param companions endings of files beside {@code live} that go aside with it
 */
public record Placement(
    String dataset,
    BytePath live,
    BytePath slot,
    BytePath aside,
    List<String> local,
    List<String> companions) {
  public Placement {
    local = List.copyOf(local);
    companions = List.copyOf(companions);
  }

  public Placement(
      String dataset, BytePath live, BytePath slot, BytePath aside, List<String> local) {
    this(dataset, live, slot, aside, local, List.of());
  }
}
