package dev.bcs.status;

import dev.bcs.ledger.Migration;
import java.util.List;

/** The tables of this room, and every step that led to them. */
public final class StatusTables {
  /** For {@link dev.bcs.ledger.Ledger#open}; a released step never changes. */
  public static final List<Migration> MIGRATIONS =
      List.of(Migration.of("status", 1, """
      CREATE TABLE status_log(
        one INTEGER PRIMARY KEY CHECK(one = 1),
        log_id BLOB NOT NULL,
        last_seq INTEGER NOT NULL,
        dropped INTEGER NOT NULL,
        suppressed INTEGER NOT NULL)""", """
      CREATE TABLE status_event(
        seq INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        notification INTEGER NOT NULL,
        event_key TEXT NOT NULL,
        severity INTEGER NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        actor TEXT NOT NULL,
        details TEXT NOT NULL,
        held INTEGER NOT NULL)""", """
      CREATE TABLE status_channel(
        name TEXT PRIMARY KEY,
        delivered INTEGER NOT NULL)""", """
      CREATE TABLE status_alarm(
        code INTEGER PRIMARY KEY,
        severity INTEGER NOT NULL,
        told INTEGER NOT NULL,
        since_ms INTEGER NOT NULL,
        raised INTEGER NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        acknowledged_by TEXT NOT NULL,
        seq INTEGER NOT NULL)""", """
      CREATE TABLE status_maintenance(
        one INTEGER PRIMARY KEY CHECK(one = 1),
        until_ms INTEGER NOT NULL,
        reason TEXT NOT NULL,
        actor TEXT NOT NULL)"""));

  private StatusTables() {}
}
