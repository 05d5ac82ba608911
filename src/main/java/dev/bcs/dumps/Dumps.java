package dev.bcs.dumps;

import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of dataset that this version knows, beside trees of files. */
public final class Dumps {
  private final Map<String, Dumper> dumpers;
  private final Map<String, Loader> loaders;

  private Dumps(Map<String, Dumper> dumpers, Map<String, Loader> loaders) {
    this.dumpers = Map.copyOf(dumpers);
    this.loaders = Map.copyOf(loaders);
  }

  /** Those of this machine. */
  public static Dumps system(Disk disk, Clocks clocks) {
    return new Dumps(
        Map.of(
            Dataset.SQLITE,
            new SqliteDumper(disk),
            Dataset.POSTGRESQL,
            new Postgres(disk, clocks),
            Dataset.MYSQL,
            new Mariadb(disk, clocks),
            Dataset.APPLIANCE,
            new ApplianceDumper(clocks)),
        Map.of(
            Dataset.POSTGRESQL,
            new PostgresLoader(disk, clocks),
            Dataset.MYSQL,
            new MariadbLoader(disk, clocks),
            Dataset.APPLIANCE,
            new ApplianceLoader(disk, clocks)));
  }

  /** What dumps a dataset that is no tree of files. */
  public Dumper dumper(Dataset dataset) {
    return known(dumpers.get(dataset.type()), dataset);
  }

  /** What loads a dataset of which something is loaded. */
  public Loader loader(Dataset dataset) {
    return known(loaders.get(dataset.type()), dataset);
  }

  private static <T> T known(@Nullable T found, Dataset dataset) {
    if (found == null) {
      throw new IllegalArgumentException("nothing dumps or loads the type " + dataset.type());
    }
    return found;
  }
}
