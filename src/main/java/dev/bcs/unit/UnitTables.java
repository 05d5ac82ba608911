package dev.bcs.unit;

import dev.bcs.ledger.Migration;
import java.util.List;

/** The tables of this room, and every step that led to them. */
public final class UnitTables {
  /** For {@link dev.bcs.ledger.Ledger#open}; a released step never changes. */
  public static final List<Migration> MIGRATIONS = List.of(Migration.of("unit", 1, """
      CREATE TABLE unit_identity(
        one INTEGER PRIMARY KEY CHECK(one = 1),
        unit_id TEXT NOT NULL,
        engine_id BLOB NOT NULL,
        engine_boots INTEGER NOT NULL)""", """
      CREATE TABLE unit_pairing(
        one INTEGER PRIMARY KEY CHECK(one = 1),
        pair TEXT NOT NULL,
        peer_id TEXT NOT NULL,
        peer_name TEXT NOT NULL,
        peer_certificate BLOB NOT NULL,
        beat_key BLOB NOT NULL,
        odd INTEGER NOT NULL,
        made_at TEXT NOT NULL)""", """
      CREATE TABLE unit_user(
        name TEXT PRIMARY KEY,
        operator INTEGER NOT NULL,
        bcrypt TEXT NOT NULL,
        snmp_auth BLOB NOT NULL,
        snmp_priv BLOB NOT NULL,
        snmp_anywhere BLOB)"""));

  private UnitTables() {}
}
