package dev.bcs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file, one writer, all or nothing. */
class LedgerTest {
  @TempDir
  Path folder;

  @Test
  void goesOnAfterSqliteTookATransactionBackByItself() {
    Migration notes = new Migration("test", 1, List.of("CREATE TABLE note(text TEXT)"));
    try (Ledger ledger = Ledger.open(folder.resolve("bcs.sqlite"), List.of(notes))) {
      assertThatThrownBy(() -> ledger.enter(tx -> {
            tx.exec("INSERT INTO note VALUES('lost')");
            // As SQLite does when the disk is full.
            tx.exec("ROLLBACK");
            throw new SQLException("database or disk is full");
          }))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("was not written: database or disk is full");
      ledger.enter(tx -> tx.exec("INSERT INTO note VALUES('kept')"));
      List<String> kept =
          ledger.read(tx -> tx.all("SELECT text FROM note", row -> row.getString(1)));
      assertThat(kept).containsExactly("kept");
    }
  }
}
