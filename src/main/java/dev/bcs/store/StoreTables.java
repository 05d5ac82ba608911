package dev.bcs.store;

import dev.bcs.ledger.Migration;
import java.util.List;

/** The store's tables in the ledger. */
public final class StoreTables {
  /**
   * A pack counts up to {@code bytes}; what lies behind is the tail of a run that died. A pin says
   * that a generation needs a pack. {@code bad} marks a chunk that was read back damaged, so that
   * the next backup sends it anew.
   */
  public static final List<Migration> MIGRATIONS = List.of(
      Migration.of(
          "store",
          1,
          "CREATE TABLE store_pack(pack INTEGER PRIMARY KEY, bytes INTEGER NOT NULL)",
          "CREATE TABLE store_chunk(id BLOB PRIMARY KEY,"
              + " pack INTEGER NOT NULL REFERENCES store_pack(pack), place INTEGER NOT NULL,"
              + " packed INTEGER NOT NULL, plain INTEGER NOT NULL, bad INTEGER NOT NULL DEFAULT 0)"
              + " WITHOUT ROWID",
          "CREATE INDEX store_chunk_pack ON store_chunk(pack)",
          "CREATE TABLE store_generation(number INTEGER PRIMARY KEY, state INTEGER NOT NULL,"
              + " outcome INTEGER NOT NULL DEFAULT 0, wall TEXT NOT NULL,"
              + " since_boot INTEGER NOT NULL,"
              + " boot_id TEXT NOT NULL, verified_at TEXT, files INTEGER NOT NULL DEFAULT 0,"
              + " bytes INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL DEFAULT '')",
          "CREATE TABLE store_pin(generation INTEGER NOT NULL REFERENCES store_generation(number),"
              + " pack INTEGER NOT NULL REFERENCES store_pack(pack), PRIMARY KEY(generation, pack))"
              + " WITHOUT ROWID",
          "CREATE INDEX store_pin_pack ON store_pin(pack)",
          "CREATE TABLE store_highest(one INTEGER PRIMARY KEY CHECK(one = 1),"
              + " generation INTEGER NOT NULL)"),
      Migration.of(
          "store",
          2,
          "CREATE TABLE store_confirmed(generation INTEGER PRIMARY KEY,"
              + " first_wall TEXT NOT NULL, times INTEGER NOT NULL)"));

  private StoreTables() {}
}
