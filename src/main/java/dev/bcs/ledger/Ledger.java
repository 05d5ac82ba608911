package dev.bcs.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The unit's durable facts in one SQLite file with one writer.
 *
 * <p>Any thread may call; transactions run one after the other. A {@code transact} inside another
 * on the same thread joins it. When {@code transact} returns, what it wrote survives a power cut
 * (write-ahead log, {@code synchronous=FULL}); when it throws, nothing of it is there.
 */
public final class Ledger implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Path file;
  private final Connection connection;
  private final String begin;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Runnable beforeCommit = () -> {};
  private @Nullable Transaction open;

  private Ledger(Path file, Connection connection, String begin) {
    this.file = file;
    this.connection = connection;
    this.begin = begin;
  }

  /** Work inside one transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Transaction tx) throws SQLException;
  }

  /** Work inside one transaction that answers nothing. */
  @FunctionalInterface
  public interface Deed {
    void run(Transaction tx) throws SQLException;
  }

  /** Opens for writing, makes the file if it is not there, and brings the tables up to date. */
  public static Ledger open(Path file, List<Migration> migrations) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(5000);
    Ledger ledger = connect(file, config, "BEGIN IMMEDIATE");
    try {
      ledger.migrate(migrations);
      return ledger;
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  /** Opens for reading beside the daemon that writes; for commands that must work without it. */
  public static Ledger openReadOnly(Path file) {
    if (!Files.exists(file)) {
      throw new LedgerException("no ledger at " + file + "\nhint: is --home right?");
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(5000);
    return connect(file, config, "BEGIN");
  }

  private static Ledger connect(Path file, SQLiteConfig config, String begin) {
    try {
      return new Ledger(file, config.createConnection("jdbc:sqlite:" + file), begin);
    } catch (SQLException e) {
      throw new LedgerException(
          "cannot open the ledger " + file + ": " + e.getMessage()
              + "\nhint: the folder must exist, belong to this user and have space left",
          e);
    }
  }

  /** Runs the work in one transaction; durable when it returns. */
  public <T> T transact(Work<T> work) {
    lock();
    try {
      Transaction outer = open;
      return outer != null ? work.run(outer) : commit(work);
    } catch (SQLException e) {
      throw new LedgerException("the ledger " + file + " was not written: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }

  /** As {@link #transact(Work)}, without an answer. */
  public void enter(Deed deed) {
    this.<Boolean>transact(tx -> {
      deed.run(tx);
      return Boolean.TRUE;
    });
  }

  /** Reads a consistent state. */
  public <T> T read(Work<T> work) {
    return transact(work);
  }

  /** For crash tests: runs before each commit, and may throw in its place. */
  public void beforeCommit(Runnable hook) {
    beforeCommit = hook;
  }

  /** In SQL, because the driver's own commit begins the next transaction and may fail at that. */
  private <T> T commit(Work<T> work) throws SQLException {
    say(begin);
    Transaction tx = new Transaction(connection);
    open = tx;
    try {
      T answer = work.run(tx);
      beforeCommit.run();
      say("COMMIT");
      return answer;
    } catch (SQLException | RuntimeException | Error e) {
      undo(e);
      throw e;
    } finally {
      open = null;
    }
  }

  /**
   * SQLite has undone all by itself where the disk was full or failed. If a transaction could not
   * be ended, the connection is closed, so that no half of it is committed with the next.
   */
  private void undo(Throwable cause) throws SQLException {
    try {
      say("ROLLBACK");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        cause.addSuppressed(e);
        connection.close();
      }
    }
  }

  private void say(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void migrate(List<Migration> migrations) {
    enter(tx -> tx.exec("CREATE TABLE IF NOT EXISTS ledger_migration("
        + "room TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY(room, version))"));
    // Before anything is changed in what a newer one wrote.
    enter(tx -> refuseTheFuture(migrations, tx));
    for (Migration step : migrations) {
      enter(tx -> apply(step, tx));
    }
  }

  private static void apply(Migration step, Transaction tx) throws SQLException {
    int added = tx.exec(
        "INSERT OR IGNORE INTO ledger_migration(room, version) VALUES(?, ?)",
        step.room(),
        step.version());
    if (added == 0) {
      return;
    }
    for (String statement : step.statements()) {
      tx.exec(statement);
    }
  }

  private void refuseTheFuture(List<Migration> known, Transaction tx) throws SQLException {
    List<String> unknown = tx.all(
        "SELECT room, version FROM ledger_migration",
        row -> row.getString(1) + " " + row.getInt(2));
    unknown.removeIf(
        name -> known.stream().anyMatch(m -> name.equals(m.room() + " " + m.version())));
    if (!unknown.isEmpty()) {
      throw new LedgerException(
          "the ledger " + file + " was written by a newer bcs (" + String.join(", ", unknown)
              + ")\nhint: install that version again; going back loses what it wrote");
    }
  }

  private void lock() {
    try {
      if (!turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new LedgerException(
            "the ledger " + file + " was busy for " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerException("interrupted while waiting for the ledger", e);
    }
  }

  @Override
  public void close() {
    lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new LedgerException("the ledger " + file + " did not close: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }
}
