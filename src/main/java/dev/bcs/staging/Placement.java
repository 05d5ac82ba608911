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
 */
public record Placement(
    String dataset, BytePath live, BytePath slot, BytePath aside, List<String> local) {
  public Placement {
    local = List.copyOf(local);
  }
}
