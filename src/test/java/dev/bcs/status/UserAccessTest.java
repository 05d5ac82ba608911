package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Identity;
import dev.bcs.unit.UnitTables;
import dev.bcs.unit.Users;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users are made and removed with one audit line each, and failures are remembered. */
class UserAccessTest {
  private static final Actor ROOT = new Actor("root", Actor.Door.CLI, "pts/0");
  private final ManualClocks clocks = new ManualClocks(SituationSketch.NOW);

  @TempDir
  Path home;

  @Test
  void aUserSignsInUntilHeIsRemovedAndEachChangeIsWrittenDown() throws Refused {
    List<Migration> tables = new ArrayList<>(UnitTables.MIGRATIONS);
    tables.addAll(StatusTables.MIGRATIONS);
    try (Ledger ledger = Ledger.open(home.resolve("bcs.sqlite"), tables)) {
      Identity identity = Identity.start(ledger, "wave-b");
      EventLog log = new EventLog(ledger, clocks, "hq-pbx");
      UserAccess access =
          new UserAccess(new Users(ledger, identity, clocks), identity, log, clocks);
      access.add("olga", true, "let-olga-in-2026".toCharArray(), ROOT);
      assertThatThrownBy(() -> access.add("olga", true, "another-one".toCharArray(), ROOT))
          .isInstanceOf(Refused.class)
          .hasMessageContaining("there is a user olga already");
      assertThat(access.signIn("olga", "let-olga-in-2026".toCharArray(), "10.0.0.9"))
          .contains(new Access.Grant("olga", true));
      assertThat(access.list()).containsExactly(new Access.Member("olga", true, true));
      assertThat(access.snmpUsers()).hasSize(1);
      assertThat(access.engine().boots()).isEqualTo(1);
      for (int i = 0; i < 3; i++) {
        assertThat(access.signIn("olga", "wrong-wrong".toCharArray(), "10.0.0.66"))
            .isEmpty();
      }
      assertThat(access.attempts()).containsExactly(new Facts.Attempts("10.0.0.66", 3));
      clocks.advance(Duration.ofMinutes(11));
      assertThat(access.attempts()).isEmpty();
      access.remove("olga", ROOT);
      assertThat(access.signIn("olga", "let-olga-in-2026".toCharArray(), "10.0.0.9"))
          .isEmpty();
      assertThat(log.after(0, 10))
          .extracting(e -> e.kind() + " " + e.details())
          .containsExactly(
              "order-accepted [verb=user-add, user=olga, right=operator]",
              "order-refused [verb=user-add, user=olga, right=operator, refused=user]",
              "order-accepted [verb=user-remove, user=olga]");
    }
  }
}
