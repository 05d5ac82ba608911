package dev.bcs.staging;

import dev.bcs.ledger.Migration;
import java.util.List;

/** The staging room's tables in the ledger. */
public final class StagingTables {
  public static final List<Migration> MIGRATIONS = List.of(
      Migration.of(
          "staging",
          1,
          "CREATE TABLE staging_slot(letter TEXT PRIMARY KEY, state INTEGER NOT NULL,"
              + " generation INTEGER NOT NULL DEFAULT 0, verified_at TEXT NOT NULL DEFAULT '',"
              + " doubt TEXT NOT NULL DEFAULT '', owners_not_set INTEGER NOT NULL DEFAULT 0)",
          "INSERT INTO staging_slot(letter, state) VALUES('a', 1), ('b', 1)",
          "CREATE TABLE staging_size(letter TEXT NOT NULL, dataset TEXT NOT NULL,"
              + " files INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY(letter, dataset))",
          "CREATE TABLE staging_hold(one INTEGER PRIMARY KEY CHECK(one = 1),"
              + " generation INTEGER NOT NULL, letter TEXT NOT NULL, epoch INTEGER NOT NULL)",
          "CREATE TABLE staging_mark(one INTEGER PRIMARY KEY CHECK(one = 1),"
              + " boot_id TEXT NOT NULL, closed INTEGER NOT NULL)"),
      Migration.of(
          "keeping",
          1,
          "CREATE TABLE staging_moment(dataset TEXT NOT NULL, generation INTEGER NOT NULL,"
              + " files INTEGER NOT NULL, bytes INTEGER NOT NULL,"
              + " gone_permille INTEGER NOT NULL, sketch BLOB NOT NULL,"
              + " PRIMARY KEY(dataset, generation)) WITHOUT ROWID",
          "CREATE TABLE staging_suspension(dataset TEXT PRIMARY KEY,"
              + " generation INTEGER NOT NULL, since TEXT NOT NULL, why TEXT NOT NULL)"),
      Migration.of(
          "keeping",
          2,
          "CREATE TABLE staging_scrub(one INTEGER PRIMARY KEY CHECK(one = 1),"
              + " pack INTEGER NOT NULL, slot TEXT NOT NULL, dataset INTEGER NOT NULL,"
              + " entry INTEGER NOT NULL, fresh TEXT NOT NULL)"));

  private StagingTables() {}
}
