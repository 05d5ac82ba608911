package dev.bcs.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * Copies a SQLite database that others have open, by SQLite's own online backup.
 *
 * <p>The copy is the database at one moment, whatever is written meanwhile. With a write-ahead log
 * nobody waits for it; with a rollback journal, writers wait until all pages are copied.
 */
public final class SqliteCopy {
  private static final int ALL_PAGES = -1;
  private static final int WAIT_MILLIS = 100;
  private static final int WAITS = 300;

  private SqliteCopy() {}

  /**
   * Copies, and lets SQLite check the copy.
   *
   * @param to nothing may be there
   * @throws IOException with a sentence if it is no database, is locked, or is damaged
   */
  public static void make(Path from, Path to) throws IOException {
    if (!Files.isRegularFile(from)) {
      throw new IOException("there is no file " + from + "\nhint: is its file system mounted?");
    }
    try (Connection source = open(from)) {
      int code = ((SQLiteConnection) source)
          .getDatabase()
          .backup("main", to.toString(), null, WAIT_MILLIS, WAITS, ALL_PAGES);
      if (code != 0) {
        throw new IOException(from + " could not be copied: " + word(code));
      }
    } catch (SQLException e) {
      throw new IOException(from + " could not be copied: " + e.getMessage(), e);
    }
    check(from, to);
  }

  private static void check(Path from, Path copy) throws IOException {
    try (Connection connection = open(copy);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String told = row.next() ? row.getString(1) : "nothing";
      if (!told.equals("ok")) {
        throw new IOException(from + " is damaged: SQLite's check says " + told
            + "\nhint: repair it with sqlite3 and .recover, or restore an older generation");
      }
    } catch (SQLException e) {
      throw new IOException("the copy of " + from + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(WAIT_MILLIS * WAITS);
    return config.createConnection("jdbc:sqlite:" + file);
  }

  private static String word(int code) {
    return switch (code & 0xff) {
      case 5, 6 -> "it was locked for " + WAIT_MILLIS * WAITS / 1000 + " s\nhint: who holds it?";
      case 10 -> "the disk failed (code " + code + ")";
      case 13 -> "there is no room left for the copy\nhint: free space in the unit's home";
      case 14 -> "it cannot be opened by this user";
      case 11, 26 -> "it is no database, or damaged";
      default -> "SQLite's code is " + code;
    };
  }
}
