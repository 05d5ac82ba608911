package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The law of roles as a table. */
class TransitionTest {
  private static final String MARK = "<!-- roles -->";

  @Test
  void noRoleAndHappeningHasTwoRows() {
    Set<String> seen = new HashSet<>();
    assertThat(Transition.TABLE).allMatch(t -> seen.add(t.from() + " " + t.on()));
  }

  @Test
  void everyRoleIsReachedFromUnpaired() {
    Set<Role> reached = EnumSet.of(Role.UNPAIRED);
    for (int i = 0; i < Role.values().length; i++) {
      Transition.TABLE.stream()
          .filter(t -> reached.contains(t.from()))
          .forEach(t -> reached.add(t.to()));
    }
    assertThat(reached).containsExactlyInAnyOrder(Role.values());
  }

  @Test
  void whoeverWouldServeStopsAtAHigherEpoch() {
    for (Role role : EnumSet.of(Role.PRIMARY, Role.CLOSED, Role.PROMOTING, Role.HALTED)) {
      assertThat(Transition.next(role, Happening.HEARD_HIGHER_EPOCH))
          .hasValueSatisfying(t -> assertThat(t.to()).isEqualTo(Role.DEMOTING));
    }
  }

  @Test
  void outOfQuarantineLeadsOnlyAnOrder() {
    assertThat(Transition.TABLE)
        .filteredOn(t -> t.from() == Role.QUARANTINED)
        .extracting(Transition::on)
        .containsExactly(Happening.OPENED);
  }

  @Test
  void theDiagramInArchitectureIsTheTable() throws IOException {
    Path document = Path.of("ARCHITECTURE.md");
    if (!Files.exists(document) || !Files.readString(document).contains(MARK)) {
      return;
    }
    String text = Files.readString(document);
    int begin = text.indexOf(MARK) + MARK.length();
    int end = text.indexOf(MARK, begin);
    assertThat(text.substring(begin, end).strip())
        .isEqualTo(Transition.diagram().strip());
  }
}
