package dev.bcs.unit;

import dev.bcs.ledger.Ledger;
import dev.bcs.time.Clocks;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of every network door: bcrypt for HTTP and JMX, localized keys for SNMPv3.
 *
 * <p>Safe for any thread. A change is durable when its call returns; listeners run after it on the
 * same thread. Passwords are never kept, and the arrays that carry them stay the caller's.
 */
public final class Users {
  private static final Logger LOG = LoggerFactory.getLogger(Users.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,31}");
  private static final int SHORTEST = 8;
  /** What bcrypt reads; it would silently forget the rest. */
  private static final int LONGEST = 72;

  private static final int COST = 10;

  /**
   * Checked where there is no such user, so that both take as long: of a password that was thrown
   * away. Not made at each start, which would take a tenth of the time that a start has.
   */
  private static final String NOBODY =
      "$2b$10$Rp/N5fhBcPYc1dgA55j5re4xHmW2BTLyK8fwDxuUTonE9H2cRc7Re";

  private static final int AT_ONCE = 2;
  private static final long PATIENCE_SECONDS = 5;

  private final Ledger ledger;
  private final byte[] engineId;
  private final Throttle throttle;
  private final Semaphore checking = new Semaphore(AT_ONCE, true);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  public Users(Ledger ledger, Identity identity, Clocks clocks) {
    this.ledger = ledger;
    this.engineId = identity.engineId();
    this.throttle = new Throttle(clocks);
  }

  /** A user as listed. */
  public record User(String name, Right right) {}

  /**
   * A user's SNMPv3 keys, localized to one engine.
   *
   * @param auth 32 bytes, HMAC-192-SHA-256
   * @param priv 16 bytes, AES-128
   */
  public record SnmpUser(String name, Right right, byte[] auth, byte[] priv) {}

  /** Adds a user; refuses a name that is taken. */
  public void add(String name, Right right, char[] password) {
    checkName(name);
    checkPassword(password);
    Secrets made = secrets(right, password);
    ledger.enter(tx -> {
      int added = tx.exec(
          "INSERT OR IGNORE INTO unit_user(name, operator, bcrypt, snmp_auth, snmp_priv,"
              + " snmp_anywhere) VALUES(?, ?, ?, ?, ?, ?)",
          name,
          right == Right.OPERATOR ? 1 : 0,
          made.bcrypt,
          made.keys.auth(),
          made.keys.priv(),
          made.anywhere);
      if (added == 0) {
        throw new UnitException(
            "there is a user " + name + " already", "change the password with: bcs user passwd");
      }
    });
    changed();
  }

  /** Gives a user another password. */
  public void passwd(String name, char[] password) {
    checkPassword(password);
    Right right = find(name).orElseThrow(() -> unknown(name)).right();
    Secrets made = secrets(right, password);
    ledger.enter(tx -> {
      int set = tx.exec(
          "UPDATE unit_user SET bcrypt = ?, snmp_auth = ?, snmp_priv = ?, snmp_anywhere = ?"
              + " WHERE name = ?",
          made.bcrypt,
          made.keys.auth(),
          made.keys.priv(),
          made.anywhere,
          name);
      if (set == 0) {
        throw unknown(name);
      }
    });
    changed();
  }

  public void remove(String name) {
    ledger.enter(tx -> {
      if (tx.exec("DELETE FROM unit_user WHERE name = ?", name) == 0) {
        throw unknown(name);
      }
    });
    changed();
  }

  /** All users by name. */
  public List<User> list() {
    return ledger.read(tx -> tx.all("SELECT * FROM unit_user ORDER BY name", Users::user));
  }

  public Optional<User> find(String name) {
    return ledger.read(tx -> tx.first("SELECT * FROM unit_user WHERE name = ?", Users::user, name));
  }

  /**
   * Checks a password; a wrong user costs the same time as a wrong password.
   *
   * <p>After five failures in a row of one user from one address, further tries are turned away
   * unchecked for one second, then two, four, up to five minutes.
   *
   * @param from address of the one who asks
   */
  public Optional<User> signIn(String name, char[] password, String from) {
    String key = name + "\n" + from;
    if (!throttle.wait(key).isZero() || !enter()) {
      return Optional.empty();
    }
    Optional<User> proved;
    try {
      proved = check(name, password);
    } finally {
      checking.release();
    }
    if (proved.isPresent()) {
      throttle.succeeded(key);
    } else {
      throttle.failed(key);
    }
    return proved;
  }

  /** All users with their keys at this unit's engine. */
  public List<SnmpUser> snmpUsers() {
    return ledger.read(tx -> tx.all(
        "SELECT * FROM unit_user ORDER BY name",
        row -> new SnmpUser(
            row.getString("name"),
            right(row),
            row.getBytes("snmp_auth"),
            row.getBytes("snmp_priv"))));
  }

  /**
   * A viewer's keys at another engine, for informs, whose receiver is the authority.
   *
   * <p>Empty for operators: from an operator's password nothing is kept that serves elsewhere.
   */
  public Optional<SnmpUser> snmpUserAt(String name, byte[] engine) {
    return ledger
        .read(tx -> tx.first(
            "SELECT snmp_anywhere FROM unit_user WHERE name = ? AND snmp_anywhere IS NOT NULL",
            row -> row.getBytes(1),
            name))
        .map(anywhere -> {
          SnmpKeys keys = SnmpKeys.localized(anywhere, engine);
          return new SnmpUser(name, Right.VIEWER, keys.auth(), keys.priv());
        });
  }

  /** Runs after each change, on the thread that made it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private Optional<User> check(String name, char[] password) {
    Optional<Stored> stored = ledger.read(tx -> tx.first(
        "SELECT * FROM unit_user WHERE name = ?",
        row -> new Stored(user(row), row.getString("bcrypt")),
        name));
    boolean fits = fits(stored.map(Stored::bcrypt).orElse(NOBODY), password);
    return fits ? stored.map(Stored::user) : Optional.empty();
  }

  private boolean enter() {
    try {
      return checking.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void changed() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.warn("a door did not take the change of users", e);
      }
    }
  }

  private Secrets secrets(Right right, char[] password) {
    byte[] anywhere = SnmpKeys.anywhere(password);
    return new Secrets(
        hash(password),
        SnmpKeys.localized(anywhere, engineId),
        right == Right.VIEWER ? anywhere : null);
  }

  private static String hash(char[] password) {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return OpenBSDBCrypt.generate("2b", password, salt, COST);
  }

  /** What could never have been set is checked all the same, so that it costs the same. */
  private static boolean fits(String bcrypt, char[] password) {
    boolean possible = password.length > 0 && octets(password) <= LONGEST;
    return OpenBSDBCrypt.checkPassword(bcrypt, possible ? password : new char[] {'-'}) && possible;
  }

  private static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new UnitException(
          "the user name \"" + name + "\" cannot be used",
          "1 to 32 letters, digits, dots, dashes and underscores, the first a letter");
    }
  }

  private static void checkPassword(char[] password) {
    if (password.length < SHORTEST) {
      throw new UnitException(
          "the password is too short", "at least " + SHORTEST + " characters (SNMPv3 wants them)");
    }
    if (octets(password) > LONGEST) {
      throw new UnitException("the password is too long", "at most " + LONGEST + " bytes of UTF-8");
    }
  }

  private static int octets(char[] password) {
    return new String(password).getBytes(StandardCharsets.UTF_8).length;
  }

  private static UnitException unknown(String name) {
    return new UnitException("there is no user " + name, "see: bcs user list");
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(row.getString("name"), right(row));
  }

  private static Right right(ResultSet row) throws SQLException {
    return row.getBoolean("operator") ? Right.OPERATOR : Right.VIEWER;
  }

  /** A user and what proves his password. */
  private record Stored(User user, String bcrypt) {}

  /** What is kept of a password. */
  private record Secrets(String bcrypt, SnmpKeys keys, byte @Nullable [] anywhere) {}
}
