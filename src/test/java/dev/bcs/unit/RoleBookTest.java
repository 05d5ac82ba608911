package dev.bcs.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.ledger.Ledger;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Role and epoch on disk. */
class RoleBookTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  @TempDir
  Path folder;

  @Test
  void whatWasWrittenSurvivesARestart() {
    Standing written;
    try (Ledger ledger = open()) {
      RoleBook book = new RoleBook(ledger);
      assertThat(book.standing()).isEqualTo(Standing.unpaired());
      written = book.write(s -> Standing.paired(false, "boot-1", NOW)
          .reserve()
          .promise(-7)
          .hold(new Epoch(1))
          .become(Role.PROMOTING, "boot-2", NOW));
    }
    try (Ledger ledger = open()) {
      assertThat(new RoleBook(ledger).standing()).isEqualTo(written);
      assertThat(written.reserved()).isEqualTo(new Epoch(2));
    }
  }

  @Test
  void anEpochNeverGoesBack() {
    try (Ledger ledger = open()) {
      RoleBook book = new RoleBook(ledger);
      book.write(s -> Standing.paired(false, "boot-1", NOW).reserve().enter());
      assertThatThrownBy(() -> book.write(s -> Standing.paired(false, "boot-1", NOW)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(book.standing().epoch()).isEqualTo(new Epoch(2));
    }
  }

  @Test
  void twoUnitsNeverMakeTheSameEpochAndABurntNumberIsNotMadeAgain() {
    Standing odd = Standing.paired(true, "", NOW);
    Standing even = Standing.paired(false, "", NOW);
    assertThat(odd.reserve().reserved()).isEqualTo(new Epoch(3));
    assertThat(even.reserve().reserved()).isEqualTo(new Epoch(2));
    Standing burnt = even.reserve().giveUpReserved();
    assertThat(burnt.epoch()).isEqualTo(new Epoch(1));
    assertThat(burnt.reserve().reserved()).isEqualTo(new Epoch(4));
  }

  private Ledger open() {
    return Ledger.open(folder.resolve("bcs.sqlite"), RoleBook.MIGRATIONS);
  }
}
