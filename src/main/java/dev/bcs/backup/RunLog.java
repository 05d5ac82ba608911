package dev.bcs.backup;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import dev.bcs.store.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The runs of this unit in the ledger, the newest {@value #KEPT} of them.
 *
 * <p>Crash order: a run is entered when it begins, without an end. One that has no end when the
 * daemon starts was cut off by a crash, and is ended then as failed.
 */
final class RunLog {
  private static final int KEPT = 1000;
  private static final String CUT_OFF = "bcs stopped during this run";
  private static final String DUE_FROM = "due-from";
  private static final String COMPLETE =
      "coalesce((SELECT max(id) FROM backup_run WHERE outcome=?), 0)";
  private static final String HIGHEST = "highest-generation";

  private final Ledger ledger;

  RunLog(Ledger ledger) {
    this.ledger = ledger;
  }

  /** A run that has ended. */
  record Run(
      Instant started,
      Instant ended,
      Outcome outcome,
      String detail,
      long generation,
      long bytesSent,
      Duration took) {
    /** Until when it surely was under way: of one that was cut off, nobody knows more. */
    Instant lastSeen() {
      return detail.equals(CUT_OFF) ? started : ended;
    }
  }

  /** Runs that were missed since the last complete one, and when the first was due. */
  record Missed(int count, Optional<Instant> since) {}

  /** How a run ended. */
  record End(
      Outcome outcome,
      String detail,
      long generation,
      long files,
      long bytes,
      long bytesSent,
      boolean unchanged) {
    /** The same, having caught up so many missed runs. */
    End caughtUp(int missed) {
      if (missed == 0) {
        return this;
      }
      String told = "caught up " + missed + (missed == 1 ? " missed run" : " missed runs");
      return new End(
          outcome,
          outcome == Outcome.COMPLETE ? told + (detail.isEmpty() ? "" : "; " + detail) : detail,
          generation,
          files,
          bytes,
          bytesSent,
          unchanged);
    }
  }

  /** What the daemon that was here before left without an end. */
  int endCutOff(Instant now) {
    return ledger.transact(tx -> tx.exec(
        "UPDATE backup_run SET ended=?, outcome=?, detail=? WHERE ended IS NULL",
        now.toEpochMilli(),
        Outcome.FAILED.code(),
        CUT_OFF));
  }

  /** Enters a run; in the same stroke, what was due until then is dealt with. */
  long begin(Turn turn, Instant now) {
    return ledger.transact(tx -> {
      tx.exec(
          "INSERT INTO backup_run(reason, started, missed, missed_since, overran)"
              + " VALUES(?, ?, ?, ?, ?)",
          turn.run().orElse(""),
          now.toEpochMilli(),
          turn.missed(),
          turn.missedSince().map(Instant::toEpochMilli).orElse(0L),
          turn.overran());
      long id = tx.first("SELECT last_insert_rowid()", row -> row.getLong(1)).orElseThrow();
      tx.exec("DELETE FROM backup_run WHERE id <= ?", id - KEPT);
      fact(tx, DUE_FROM, turn.dueFrom().toEpochMilli());
      return id;
    });
  }

  /** Ends a run; of several in a row in which nothing had changed, only the newest stays. */
  void end(long run, End end, Instant now, Duration took) {
    ledger.enter(tx -> {
      tx.exec(
          "UPDATE backup_run SET ended=?, outcome=?, detail=?, generation=?, files=?, bytes=?, "
              + "sent=?, took_millis=?, unchanged=? WHERE id=?",
          now.toEpochMilli(),
          end.outcome.code(),
          end.detail,
          end.generation,
          end.files,
          end.bytes,
          end.bytesSent,
          took.toMillis(),
          end.unchanged ? 1 : 0,
          run);
      if (end.unchanged) {
        tx.exec(
            "DELETE FROM backup_run WHERE unchanged = 1 AND id < ?1 AND id > coalesce("
                + "(SELECT max(id) FROM backup_run WHERE unchanged = 0 AND id < ?1), 0)",
            run);
      }
    });
  }

  /** The newest run that has ended. */
  Optional<Run> last() {
    return ledger.read(tx -> tx.first(
        "SELECT * FROM backup_run WHERE ended IS NOT NULL ORDER BY id DESC LIMIT 1", RunLog::run));
  }

  /** Ended runs, newest first. */
  List<Run> newest(int count) {
    return ledger.read(tx -> tx.all(
        "SELECT * FROM backup_run WHERE ended IS NOT NULL ORDER BY id DESC LIMIT ?",
        RunLog::run,
        count));
  }

  /** How long the newest complete runs took, newest first; before those that changed nothing. */
  List<Duration> newestComplete(int count) {
    return ledger.read(tx -> tx.all(
        "SELECT took_millis FROM backup_run WHERE outcome = ? ORDER BY unchanged, id DESC LIMIT ?",
        row -> Duration.ofMillis(row.getLong(1)),
        Outcome.COMPLETE.code(),
        count));
  }

  private static Run run(ResultSet row) throws SQLException {
    int code = row.getInt("outcome");
    Outcome outcome = Outcome.FAILED;
    for (Outcome each : Outcome.values()) {
      outcome = each.code() == code ? each : outcome;
    }
    return new Run(
        Instant.ofEpochMilli(row.getLong("started")),
        Instant.ofEpochMilli(row.getLong("ended")),
        outcome,
        row.getString("detail"),
        row.getLong("generation"),
        row.getLong("sent"),
        Duration.ofMillis(row.getLong("took_millis")));
  }

  /** Runs that ended since the last complete one. */
  int failuresInARow() {
    return sinceComplete("count(*)", "ended IS NOT NULL AND ");
  }

  Missed missed() {
    int count = sinceComplete("coalesce(sum(missed), 0)", "");
    long since = count == 0
        ? 0
        : ledger
            .read(tx -> tx.first(
                "SELECT min(missed_since) FROM backup_run WHERE missed > 0 AND id > " + COMPLETE,
                row -> row.getLong(1),
                Outcome.COMPLETE.code()))
            .orElse(0L);
    return new Missed(
        count, since == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since)));
  }

  private int sinceComplete(String what, String which) {
    return ledger.read(tx -> tx.first(
            "SELECT " + what + " FROM backup_run WHERE " + which + "id > " + COMPLETE,
            row -> row.getInt(1),
            Outcome.COMPLETE.code())
        .orElse(0));
  }

  /** From when on due runs were not looked at yet; empty if this unit did not serve. */
  Optional<Instant> dueFrom() {
    return fact(DUE_FROM).map(Instant::ofEpochMilli);
  }

  void dueFrom(Optional<Instant> from) {
    if (from.isPresent()) {
      fact(DUE_FROM, from.get().toEpochMilli());
    } else {
      ledger.enter(tx -> {
        tx.exec("DELETE FROM backup_fact WHERE name=?", DUE_FROM);
      });
    }
  }

  /** The highest generation that this unit has heard of. */
  long highest() {
    return fact(HIGHEST).orElse(0L);
  }

  void highest(long generation) {
    fact(HIGHEST, Math.max(generation, highest()));
  }

  private Optional<Long> fact(String name) {
    return ledger.read(
        tx -> tx.first("SELECT value FROM backup_fact WHERE name=?", row -> row.getLong(1), name));
  }

  private void fact(String name, long value) {
    ledger.enter(tx -> fact(tx, name, value));
  }

  private static void fact(Transaction tx, String name, long value) throws SQLException {
    tx.exec("INSERT OR REPLACE INTO backup_fact(name, value) VALUES(?, ?)", name, value);
  }
}
