package dev.bcs.backup;

import dev.bcs.dumps.Dumps;
import dev.bcs.store.Carving;
import dev.bcs.store.Dataset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run captures: the datasets, what dumps them, and what holds them still.
 *
 * @param datasets each tree without what is carved out of it
 * @param scratch a folder of the unit's own for what a dump needs in passing
 */
record Sources(List<Dataset> datasets, Dumps dumps, Holding holding, Path scratch) {
  Sources {
    datasets = Carving.apart(datasets);
  }

  /** The datasets by application, in the order of the configuration. */
  List<List<Dataset>> applications() {
    Map<String, List<Dataset>> by = new LinkedHashMap<>();
    for (Dataset each : datasets) {
      by.computeIfAbsent(each.application(), name -> new ArrayList<>()).add(each);
    }
    return List.copyOf(by.values());
  }

  /** Whether its names are looked up before anything is captured, to know how much there is. */
  boolean isSurveyedFirst(Dataset dataset) {
    return dataset.isFiles() && !holding.holds(dataset.application());
  }
}
