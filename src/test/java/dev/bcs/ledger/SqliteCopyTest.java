package dev.bcs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database is copied while others have it open, and what is none is told. */
class SqliteCopyTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private static void say(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long sum(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) * 1000 + sum(v) FROM t")) {
      return row.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAL", "DELETE"})
  void theCopyHoldsWhatIsCommittedAndNothingElse(String mode) throws Exception {
    Path live = folder.resolve("live.db");
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + live)) {
      say(writer, "PRAGMA journal_mode=" + mode);
      say(writer, "CREATE TABLE t(v)");
      say(writer, "INSERT INTO t VALUES(1), (2), (3)");
      say(writer, "BEGIN");
      say(writer, "INSERT INTO t VALUES(400)");
      SqliteCopy.make(live, folder.resolve("copy"));
      say(writer, "COMMIT");
    }
    assertThat(sum(folder.resolve("copy"))).isEqualTo(3006);
    assertThat(sum(live)).isEqualTo(4406);
  }

  @Test
  void whatIsDamagedOrNoDatabaseOrNotThereIsTold() throws Exception {
    Path live = folder.resolve("live.db");
    assertThatThrownBy(() -> SqliteCopy.make(live, folder.resolve("a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("hint:");
    Files.writeString(
        live, "this is a text, and a long one, that is no database at all".repeat(99));
    assertThatThrownBy(() -> SqliteCopy.make(live, folder.resolve("b")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no database");
    Files.delete(live);
    try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + live)) {
      say(writer, "CREATE TABLE t(v)");
      say(writer, "CREATE INDEX i ON t(v)");
      say(
          writer,
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)"
              + " INSERT INTO t SELECT i FROM n");
    }
    byte[] bytes = Files.readAllBytes(live);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 8192; i++) {
      bytes[i] = 7;
    }
    Files.write(live, bytes);
    assertThatThrownBy(() -> SqliteCopy.make(live, folder.resolve("c")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }
}
