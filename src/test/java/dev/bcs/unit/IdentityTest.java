package dev.bcs.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.ledger.Ledger;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made once stays, and what is counted grows. */
class IdentityTest {
  @TempDir
  Path folder;

  @Test
  void isMadeOnceAndCountsEveryStart() {
    Identity first = start();
    Identity second = start();
    assertThat(second.unitId()).isEqualTo(first.unitId());
    assertThat(second.engineId()).isEqualTo(first.engineId());
    assertThat(first.engineBoots()).isEqualTo(1);
    assertThat(second.engineBoots()).isEqualTo(2);
  }

  @Test
  void aCommandWithoutTheDaemonCountsNoStart() {
    try (Ledger ledger = open()) {
      assertThat(Identity.of(ledger, "wave-a").engineBoots()).isZero();
      assertThat(Identity.start(ledger, "wave-a").engineBoots()).isEqualTo(1);
      assertThat(Identity.of(ledger, "wave-a").engineBoots()).isEqualTo(1);
    }
  }

  @Test
  void theEngineIdFollowsRfc3411WithOctetsOfTheAdministrator() {
    byte[] id = start().engineId();
    assertThat(HexFormat.of().formatHex(id, 0, 5)).isEqualTo("80001f8805");
    assertThat(id).hasSize(17);
  }

  @Test
  void aCrashBeforeTheCommitCountsNothing() {
    Identity before = start();
    try (Ledger ledger = open()) {
      ledger.beforeCommit(() -> {
        throw new IllegalStateException("power cut");
      });
      assertThatThrownBy(() -> Identity.start(ledger, "wave-a")).hasMessage("power cut");
    }
    assertThat(start().engineBoots()).isEqualTo(before.engineBoots() + 1);
  }

  @Test
  void theCountStaysAtItsLatch() {
    try (Ledger ledger = open()) {
      Identity.start(ledger, "wave-a");
      ledger.enter(tx -> tx.exec("UPDATE unit_identity SET engine_boots = 2147483647"));
      assertThat(Identity.start(ledger, "wave-a").engineBoots()).isEqualTo(Integer.MAX_VALUE);
    }
  }

  @Test
  void refusesANameThatCannotBeShownEverywhere() {
    try (Ledger ledger = open()) {
      assertThatThrownBy(() -> Identity.start(ledger, "wave a"))
          .isInstanceOf(UnitException.class)
          .hasMessageStartingWith("the unit name \"wave a\" cannot be used\nhint: ");
    }
  }

  private Identity start() {
    try (Ledger ledger = open()) {
      return Identity.start(ledger, "wave-a");
    }
  }

  private Ledger open() {
    return Ledger.open(folder.resolve("bcs.sqlite"), UnitTables.MIGRATIONS);
  }
}
