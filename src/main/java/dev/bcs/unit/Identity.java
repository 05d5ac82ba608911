package dev.bcs.unit;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Who a unit is: what was made once, and how often its daemon started.
 *
 * <p>Unit id and SNMP engine id belong to the unit and are never in a dataset: a promoted spare
 * keeps its own.
 *
 * @param engineId of RFC 3411: enterprise 8072, format 5, twelve random octets
 * @param engineBoots of RFC 3414 §2.2.2, already counted for this start
 */
public record Identity(UUID unitId, String name, byte[] engineId, int engineBoots) {
  /** Names of units and pairs: what fits a prompt, a trap and a file name alike. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

  private static final int ENTERPRISE = 0x80000000 | 8072;
  private static final byte OCTETS = 5;

  public Identity {
    checkName("unit name", name);
    engineId = engineId.clone();
  }

  @Override
  public byte[] engineId() {
    return engineId.clone();
  }

  /** As the daemon begins: makes the identity if there is none, and counts this start durably. */
  public static Identity start(Ledger ledger, String name) {
    return ledger.transact(tx -> {
      makeOnce(tx);
      // At its latch of 2^31-1 the number stays: RFC 3414 then wants new keys, not a new count.
      tx.exec("UPDATE unit_identity SET engine_boots = min(engine_boots + 1, 2147483647)");
      return read(tx, name).orElseThrow();
    });
  }

  /** For commands that run without the daemon: the same identity, no start is counted. */
  public static Identity of(Ledger ledger, String name) {
    return ledger.transact(tx -> {
      makeOnce(tx);
      return read(tx, name).orElseThrow();
    });
  }

  /** Beside a daemon, from a ledger that is open for reading only; empty if none was made yet. */
  public static Optional<Identity> reading(Ledger ledger, String name) {
    return ledger.read(tx -> read(tx, name));
  }

  /** Refuses a name that could not be shown everywhere. */
  public static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UnitException(
          "the " + what + " \"" + name + "\" cannot be used",
          "1 to 32 letters, digits, dots, dashes and underscores, the first a letter or digit");
    }
  }

  private static void makeOnce(Transaction tx) throws SQLException {
    tx.exec(
        "INSERT OR IGNORE INTO unit_identity(one, unit_id, engine_id, engine_boots)"
            + " VALUES(1, ?, ?, 0)",
        UUID.randomUUID().toString(),
        newEngineId());
  }

  private static Optional<Identity> read(Transaction tx, String name) throws SQLException {
    return tx.first(
        "SELECT unit_id, engine_id, engine_boots FROM unit_identity",
        row ->
            new Identity(UUID.fromString(row.getString(1)), name, row.getBytes(2), row.getInt(3)));
  }

  private static byte[] newEngineId() {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    return ByteBuffer.allocate(17).putInt(ENTERPRISE).put(OCTETS).put(random).array();
  }

  /** Alike if it is the same unit in the same start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Identity that
        && unitId.equals(that.unitId)
        && engineBoots == that.engineBoots;
  }

  @Override
  public int hashCode() {
    return unitId.hashCode();
  }
}
