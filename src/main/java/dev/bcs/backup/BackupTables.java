package dev.bcs.backup;

import dev.bcs.ledger.Migration;
import java.util.List;

/** The tables of this room. */
public final class BackupTables {
  public static final List<Migration> MIGRATIONS = List.of(
      Migration.of(
          "backup",
          1,
          "CREATE TABLE backup_run("
              + "id INTEGER PRIMARY KEY AUTOINCREMENT, reason TEXT NOT NULL, "
              + "started INTEGER NOT NULL, "
              + "ended INTEGER, outcome INTEGER, detail TEXT NOT NULL DEFAULT '', "
              + "generation INTEGER NOT NULL DEFAULT 0, files INTEGER NOT NULL DEFAULT 0, "
              + "bytes INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, "
              + "took_millis INTEGER NOT NULL DEFAULT 0, missed INTEGER NOT NULL DEFAULT 0)",
          "CREATE TABLE backup_fact(name TEXT PRIMARY KEY, value INTEGER NOT NULL)"),
      Migration.of(
          "backup",
          2,
          "ALTER TABLE backup_run ADD COLUMN missed_since INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE backup_run ADD COLUMN overran INTEGER NOT NULL DEFAULT 0",
          "ALTER TABLE backup_run ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0"),
      Migration.of(
          "backup",
          3,
          "CREATE TABLE backup_day("
              + "day TEXT NOT NULL, dataset TEXT NOT NULL, runs INTEGER NOT NULL, "
              + "longest_millis INTEGER NOT NULL, files INTEGER NOT NULL, bytes INTEGER NOT NULL, "
              + "changed INTEGER NOT NULL, PRIMARY KEY(day, dataset))"),
      Migration.of(
          "backup",
          4,
          "CREATE TABLE backup_moment(application TEXT PRIMARY KEY, began INTEGER NOT NULL, "
              + "ended INTEGER NOT NULL, still INTEGER NOT NULL)"));

  private BackupTables() {}
}
