package dev.bcs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transaction leaves behind, also when the disk is full in the middle of it. */
class LedgerTest {
  @TempDir
  Path folder;

  private Ledger ledger;

  @BeforeEach
  void open() {
    ledger = Ledger.open(
        folder.resolve("ledger"),
        List.of(Migration.of("test", 1, "CREATE TABLE note(id INTEGER PRIMARY KEY, text BLOB)")));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private int notes() {
    return ledger
        .read(tx -> tx.first("SELECT count(*) FROM note", row -> row.getInt(1)))
        .orElseThrow();
  }

  private int pages(int most) {
    return ledger
        .read(tx -> tx.first("PRAGMA max_page_count = " + most, row -> row.getInt(1)))
        .orElseThrow();
  }

  @Test
  void afterAFullDiskTheNextTransactionIsWholeAgain() {
    int now = pages(1);
    for (int round = 0; round < 3; round++) {
      assertThatThrownBy(() -> ledger.enter(tx -> {
            tx.exec("INSERT INTO note(text) VALUES('first half')");
            tx.exec("INSERT INTO note(text) VALUES(zeroblob(4000000))");
          }))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("full");
      assertThat(notes()).isZero();
    }
    pages(now + 10_000);
    assertThatThrownBy(() -> ledger.enter(tx -> {
          tx.exec("INSERT INTO note(text) VALUES('half of something')");
          throw new IllegalStateException("and then a fault");
        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(notes()).isZero();
    ledger.enter(tx -> tx.exec("INSERT INTO note(text) VALUES('whole')"));
    assertThat(notes()).isEqualTo(1);
  }
}
