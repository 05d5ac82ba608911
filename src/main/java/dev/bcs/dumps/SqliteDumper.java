package dev.bcs.dumps;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.SqliteCopy;
import dev.bcs.store.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Dumps a SQLite file as a copy by its online backup, with the attributes of the live file. */
final class SqliteDumper implements Dumper {
  private final Disk disk;

  SqliteDumper(Disk disk) {
    this.disk = disk;
  }

  @Override
  public void dump(Dataset dataset, Dump into, Bounds bounds) throws IOException {
    Path copy = into.scratch().resolve("copy");
    SqliteCopy.make(Path.of(dataset.path()), copy);
    try (InputStream content = Files.newInputStream(copy)) {
      into.only(disk.stat(BytePath.of(dataset.path())), content);
    }
  }
}
