package dev.bcs.continuity;

import dev.bcs.ledger.Migration;
import java.util.List;

/** The tables of this room. */
public final class ContinuityTables {
  public static final List<Migration> MIGRATIONS = List.of(Migration.of(
      "continuity",
      1,
      "CREATE TABLE continuity_operation(number INTEGER PRIMARY KEY, verb TEXT NOT NULL,"
          + " result INTEGER NOT NULL, token INTEGER NOT NULL, actor TEXT NOT NULL,"
          + " door TEXT NOT NULL, reason TEXT NOT NULL, fence INTEGER NOT NULL,"
          + " generation INTEGER NOT NULL, overrides TEXT NOT NULL, epoch INTEGER NOT NULL,"
          + " started_ms INTEGER NOT NULL, ended_ms INTEGER, detail TEXT NOT NULL,"
          + " gap_ms INTEGER)",
      "CREATE TABLE continuity_token(token INTEGER PRIMARY KEY, verb TEXT NOT NULL,"
          + " actor TEXT NOT NULL, operation INTEGER NOT NULL)",
      "CREATE TABLE continuity_step(operation INTEGER NOT NULL REFERENCES continuity_operation,"
          + " number INTEGER NOT NULL, deed TEXT NOT NULL, subject TEXT NOT NULL,"
          + " state INTEGER NOT NULL, limit_ms INTEGER NOT NULL, began_ms INTEGER,"
          + " took_ms INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(operation, number))",
      "CREATE TABLE continuity_placement(operation INTEGER NOT NULL REFERENCES"
          + " continuity_operation, dataset TEXT NOT NULL, live BLOB NOT NULL, slot BLOB NOT NULL,"
          + " aside BLOB NOT NULL, local TEXT NOT NULL, PRIMARY KEY(operation, dataset))",
      "CREATE TABLE continuity_gap(id INTEGER PRIMARY KEY CHECK(id = 1),"
          + " generation INTEGER NOT NULL, gap_ms INTEGER NOT NULL, wall_ms INTEGER NOT NULL,"
          + " boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL)",
      "CREATE TABLE continuity_failure(id INTEGER PRIMARY KEY CHECK(id = 1),"
          + " generation INTEGER NOT NULL, seconds INTEGER NOT NULL)",
      "CREATE TABLE continuity_told(id INTEGER PRIMARY KEY CHECK(id = 1),"
          + " wall_ms INTEGER NOT NULL, payload BLOB NOT NULL)"));

  private ContinuityTables() {}
}
