package dev.bcs.staging;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import dev.bcs.store.GenerationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The slots as the ledger knows them; each change is one durable step. */
final class SlotBook {
  static final String UNCLEAN =
      "the slot has not been checked since this machine stopped uncleanly";

  private final Ledger ledger;

  SlotBook(Ledger ledger) {
    this.ledger = ledger;
  }

  /** A generation that stands still for a promotion, also across restarts. */
  record Hold(GenerationId generation, String letter, long epoch) {}

  List<Slot> slots() {
    return ledger.read(tx -> {
      Map<String, Map<String, Held.Size>> sizes = new HashMap<>();
      tx.all("SELECT letter, dataset, files, bytes FROM staging_size", row -> {
        sizes
            .computeIfAbsent(row.getString(1), letter -> new HashMap<>())
            .put(row.getString(2), new Held.Size(row.getLong(3), row.getLong(4)));
        return true;
      });
      return tx.all(
          "SELECT letter, state, generation, verified_at, doubt, owners_not_set"
              + " FROM staging_slot ORDER BY letter",
          row -> slot(row, sizes.getOrDefault(row.getString(1), Map.of())));
    });
  }

  private static Slot slot(ResultSet row, Map<String, Held.Size> sizes) throws SQLException {
    String verified = row.getString(4);
    return new Slot(
        row.getString(1),
        Slot.State.ofCode(row.getInt(2)),
        row.getLong(3),
        verified.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(verified)),
        row.getString(5),
        row.getLong(6),
        sizes);
  }

  Optional<Slot> ready() {
    return slots().stream().filter(slot -> slot.state() == Slot.State.READY).findFirst();
  }

  Optional<Hold> hold() {
    return ledger.read(SlotBook::hold);
  }

  private static Optional<Hold> hold(Transaction tx) throws SQLException {
    return tx.first(
        "SELECT generation, letter, epoch FROM staging_hold",
        row -> new Hold(new GenerationId(row.getLong(1)), row.getString(2), row.getLong(3)));
  }

  /** Holds, unless a build began in that slot meanwhile. */
  boolean hold(Hold hold) {
    return ledger.transact(tx -> tx.exec(
            "INSERT INTO staging_hold(one, generation, letter, epoch) SELECT 1, ?, ?, ?"
                + " FROM staging_slot WHERE letter = ? AND generation = ? AND state IN (?, ?)",
            hold.generation().number(),
            hold.letter(),
            hold.epoch(),
            hold.letter(),
            hold.generation().number(),
            Slot.State.SETTLED.code(),
            Slot.State.READY.code()))
        == 1;
  }

  void release() {
    ledger.enter(tx -> tx.exec("DELETE FROM staging_hold"));
  }

  /** The slot of the held generation is empty, and nothing is held any more. */
  void consumed(Hold hold) {
    ledger.enter(tx -> {
      put(tx, hold.letter(), Slot.State.EMPTY);
      tx.exec("DELETE FROM staging_hold");
    });
  }

  /**
   * What lies in the slot is no longer a generation, before anything in it is touched.
   *
   * @return false, with nothing done, if a generation is held
   */
  boolean dirty(String letter) {
    return ledger.transact(tx -> {
      boolean free = hold(tx).isEmpty();
      if (free) {
        put(tx, letter, Slot.State.DIRTY);
      }
      return free;
    });
  }

  boolean isDirty(String letter) {
    return slots().stream()
        .anyMatch(slot -> slot.letter().equals(letter) && slot.state() == Slot.State.DIRTY);
  }

  void empty(String letter) {
    ledger.enter(tx -> put(tx, letter, Slot.State.EMPTY));
  }

  private static void put(Transaction tx, String letter, Slot.State state) throws SQLException {
    tx.exec(
        "UPDATE staging_slot SET state = ?, generation = 0, verified_at = '', doubt = '',"
            + " owners_not_set = 0 WHERE letter = ?",
        state.code(),
        letter);
    tx.exec("DELETE FROM staging_size WHERE letter = ?", letter);
  }

  /**
   * This slot is the ready one; what was ready before settles, unless it was doubted. To be called
   * in the transaction that acknowledges the generation.
   *
   * @return false, with nothing done, if a generation is held
   */
  boolean ready(Transaction tx, Slot now) throws SQLException {
    if (hold(tx).isPresent()) {
      return false;
    }
    tx.exec(
        "UPDATE staging_slot SET state = CASE doubt WHEN '' THEN ? ELSE ? END WHERE state = ?",
        Slot.State.SETTLED.code(),
        Slot.State.DIRTY.code(),
        Slot.State.READY.code());
    put(tx, now.letter(), Slot.State.READY);
    tx.exec(
        "UPDATE staging_slot SET generation = ?, verified_at = ?, owners_not_set = ?"
            + " WHERE letter = ?",
        now.generation(),
        now.verifiedAt().map(Instant::toString).orElse(""),
        now.ownersNotSet(),
        now.letter());
    for (Map.Entry<String, Held.Size> size : now.sizes().entrySet()) {
      tx.exec(
          "INSERT INTO staging_size(letter, dataset, files, bytes) VALUES(?, ?, ?, ?)",
          now.letter(),
          size.getKey(),
          size.getValue().files(),
          size.getValue().bytes());
    }
    return true;
  }

  void doubt(String letter, String why) {
    ledger.enter(tx -> tx.exec("UPDATE staging_slot SET doubt = ? WHERE letter = ?", why, letter));
  }

  /**
   * Marks a start. After an unclean stop of the machine, as opposed to one of this program, what
   * was written may be lost whatever was synced: slots are doubted until they were read again.
   */
  void started(String bootId) {
    ledger.enter(tx -> {
      boolean unclean = tx.first(
              "SELECT boot_id, closed FROM staging_mark",
              row -> row.getInt(2) == 0 && !row.getString(1).equals(bootId))
          .orElse(false);
      if (unclean) {
        tx.exec(
            "UPDATE staging_slot SET doubt = ? WHERE state IN (?, ?) AND doubt = ''",
            UNCLEAN,
            Slot.State.SETTLED.code(),
            Slot.State.READY.code());
      }
      tx.exec("INSERT OR REPLACE INTO staging_mark(one, boot_id, closed) VALUES(1, ?, 0)", bootId);
    });
  }

  void closed() {
    ledger.enter(tx -> tx.exec("UPDATE staging_mark SET closed = 1"));
  }
}
