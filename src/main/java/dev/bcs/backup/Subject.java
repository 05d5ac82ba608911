package dev.bcs.backup;

import dev.bcs.store.Dataset;
import java.util.List;

/**
 * What is backed up.
 *
 * @param hooks those of the applications that are held still while they are captured
 */
public record Subject(List<Dataset> datasets, List<Hooks> hooks) {
  public Subject {
    datasets = List.copyOf(datasets);
    hooks = List.copyOf(hooks);
  }
}
