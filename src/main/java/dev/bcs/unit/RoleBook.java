package dev.bcs.unit;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.ledger.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The unit's role and epoch in the ledger; an epoch written here never goes back.
 *
 * <p>Safe for any thread. When {@link #write} returns, the change survives a power cut; inside a
 * caller's {@code transact} it is durable exactly if that is.
 */
public final class RoleBook {
  public static final List<Migration> MIGRATIONS = List.of(Migration.of(
      "unit_role",
      1,
      "CREATE TABLE unit_role(id INTEGER PRIMARY KEY CHECK(id = 1), role INTEGER NOT NULL,"
          + " epoch INTEGER NOT NULL, highest INTEGER NOT NULL, reserved INTEGER NOT NULL,"
          + " makes_odd INTEGER NOT NULL, boot_id TEXT NOT NULL, changed_ms INTEGER NOT NULL,"
          + " promised INTEGER NOT NULL, token INTEGER NOT NULL)"));

  private final Ledger ledger;

  public RoleBook(Ledger ledger) {
    this.ledger = ledger;
  }

  /** As it is durable now, or, inside a transaction, as it will be. */
  public Standing standing() {
    return ledger.read(RoleBook::read);
  }

  /**
   * Changes the standing; answers what is written.
   *
   * @throws IllegalStateException if an epoch would go back; nothing is written then
   */
  public Standing write(UnaryOperator<Standing> change) {
    return ledger.transact(tx -> {
      Standing old = read(tx);
      Standing next = change.apply(old);
      if (old.epoch().isAbove(next.epoch()) || old.highest().isAbove(next.highest())) {
        throw new IllegalStateException("an epoch would go back from " + old + " to " + next);
      }
      if (!next.equals(old)) {
        save(next, tx);
      }
      return next;
    });
  }

  private static Standing read(Transaction tx) throws SQLException {
    return tx.first(
            "SELECT role, epoch, highest, reserved, makes_odd, boot_id, changed_ms, promised, token"
                + " FROM unit_role WHERE id = 1",
            RoleBook::row)
        .orElseGet(Standing::unpaired);
  }

  private static Standing row(ResultSet row) throws SQLException {
    return new Standing(
        Role.ofCode(row.getInt(1)),
        new Epoch(row.getLong(2)),
        new Epoch(row.getLong(3)),
        new Epoch(row.getLong(4)),
        row.getInt(5) != 0,
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)),
        row.getLong(8),
        new Epoch(row.getLong(9)));
  }

  private static void save(Standing next, Transaction tx) throws SQLException {
    tx.exec(
        "INSERT OR REPLACE INTO unit_role(id, role, epoch, highest, reserved, makes_odd, boot_id,"
            + " changed_ms, promised, token) VALUES(1, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        next.role().code(),
        next.epoch().value(),
        next.highest().value(),
        next.reserved().value(),
        next.makesOdd() ? 1 : 0,
        next.bootId(),
        next.changed().toEpochMilli(),
        next.promised(),
        next.token().value());
  }
}
