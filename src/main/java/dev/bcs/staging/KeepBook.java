package dev.bcs.staging;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Sketch;
import dev.bcs.store.Upheaval;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How datasets were, generation by generation, and whose pruning waits for a person. */
final class KeepBook {
  /** Moments that are remembered of each dataset. */
  private static final int REMEMBERED = 60;

  private final Ledger ledger;

  KeepBook(Ledger ledger) {
    this.ledger = ledger;
  }

  /** Newest first. */
  List<Upheaval.Moment> moments(String dataset) {
    return ledger.read(tx -> tx.all(
        "SELECT generation, files, bytes, gone_permille, sketch FROM staging_moment"
            + " WHERE dataset = ? ORDER BY generation DESC",
        KeepBook::moment,
        dataset));
  }

  private static Upheaval.Moment moment(ResultSet row) throws SQLException {
    return new Upheaval.Moment(
        new GenerationId(row.getLong(1)),
        row.getLong(2),
        row.getLong(3),
        Sketch.of(row.getBytes(5)),
        row.getInt(4) / 1000.0);
  }

  /**
   * Remembers a moment, and that pruning waits from it on, in one transaction.
   *
   * @param why what is strange about it; empty if nothing is
   */
  void remember(String dataset, Upheaval.Moment moment, Optional<String> why, Instant now) {
    ledger.enter(tx -> {
      tx.exec(
          "INSERT OR REPLACE INTO staging_moment(dataset, generation, files, bytes, gone_permille,"
              + " sketch) VALUES(?, ?, ?, ?, ?, ?)",
          dataset,
          moment.generation().number(),
          moment.files(),
          moment.bytes(),
          (int) Math.round(moment.goneBefore() * 1000),
          moment.content().bytes());
      tx.exec(
          "DELETE FROM staging_moment WHERE dataset = ? AND generation NOT IN (SELECT generation"
              + " FROM staging_moment WHERE dataset = ? ORDER BY generation DESC LIMIT ?)",
          dataset,
          dataset,
          REMEMBERED);
      if (why.isPresent()) {
        suspend(tx, dataset, moment.generation(), why.get(), now);
      }
    });
  }

  /** The first upheaval that nobody agreed to is the one that is told. */
  private static void suspend(
      Transaction tx, String dataset, GenerationId generation, String why, Instant now)
      throws SQLException {
    tx.exec(
        "INSERT OR IGNORE INTO staging_suspension(dataset, generation, since, why)"
            + " VALUES(?, ?, ?, ?)",
        dataset,
        generation.number(),
        now.toString(),
        why);
  }

  List<Suspension> suspensions() {
    return ledger.read(tx -> tx.all(
        "SELECT dataset, generation, since, why FROM staging_suspension ORDER BY dataset",
        row -> new Suspension(
            row.getString(1),
            new GenerationId(row.getLong(2)),
            Instant.parse(row.getString(3)),
            row.getString(4))));
  }

  /** A person has looked; false if nothing waited for that. */
  boolean agree(String dataset) {
    return ledger.transact(
            tx -> tx.exec("DELETE FROM staging_suspension WHERE dataset = ?", dataset))
        > 0;
  }
}
