package dev.bcs.dumps;

import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import java.util.Map;

/** The types of dataset that this version knows. */
public final class Dumps {
  private final Map<String, Dumper> dumpers;

  private Dumps(Map<String, Dumper> dumpers) {
    this.dumpers = Map.copyOf(dumpers);
  }

  /** Those of this machine. */
  public static Dumps system(Disk disk) {
    return new Dumps(Map.of(Dataset.SQLITE, new SqliteDumper(disk)));
  }

  /** What dumps a dataset that is no tree of files. */
  public Dumper dumper(Dataset dataset) {
    Dumper found = dumpers.get(dataset.type());
    if (found == null) {
      throw new IllegalArgumentException("nothing dumps datasets of type " + dataset.type());
    }
    return found;
  }
}
