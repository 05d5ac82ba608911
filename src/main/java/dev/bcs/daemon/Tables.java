package dev.bcs.daemon;

import dev.bcs.backup.BackupTables;
import dev.bcs.continuity.ContinuityTables;
import dev.bcs.ledger.Migration;
import dev.bcs.staging.StagingTables;
import dev.bcs.status.StatusTables;
import dev.bcs.store.StoreTables;
import dev.bcs.unit.RoleBook;
import dev.bcs.unit.UnitTables;
import java.util.List;
import java.util.stream.Stream;

/** The tables of every room, in one ledger; whoever opens it to write names them all. */
public final class Tables {
  public static final List<Migration> ALL = Stream.of(
          UnitTables.MIGRATIONS,
          RoleBook.MIGRATIONS,
          StoreTables.MIGRATIONS,
          BackupTables.MIGRATIONS,
          StagingTables.MIGRATIONS,
          ContinuityTables.MIGRATIONS,
          StatusTables.MIGRATIONS)
      .flatMap(List::stream)
      .toList();

  private Tables() {}
}
