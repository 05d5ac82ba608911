package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.continuity.World.Died;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Role;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dies before every commit of the journal and around every deed of a promotion. */
class CrashTest {
  @TempDir
  Path folder;

  @Test
  void aPromotionThatDiedAnywhereIsResumedToItsEnd() throws OrderRefused {
    int points = points(FenceKind.COMMAND);
    int refused = 0;
    int resumed = 0;
    for (int at = 1; at <= points; at++) {
      try (World unit = dyingAt(at, FenceKind.COMMAND)) {
        unit.restart();
        unit.silent();
        Role found = unit.role();
        if (found == Role.SECONDARY) {
          refused++;
          unit.continuity.promote(unit.order("promote", FenceKind.COMMAND));
        } else if (found == Role.HALTED) {
          resumed++;
          assertThat(unit.continuity.situation().operation().orElseThrow().result())
              .isEqualTo(Result.HALTED);
          unit.continuity.resume(unit.order("resume", FenceKind.NOT_ATTESTED));
        } else {
          // It died after its last commit: it serves already.
          assertThat(found).as("point " + at).isEqualTo(Role.PRIMARY);
        }
        assertPromoted(unit, at);
      }
    }
    System.out.println("promotion: " + points + " crash points, of which " + refused
        + " before the order was durable, " + resumed + " resumed");
    assertThat(points).isGreaterThan(40);
    assertThat(resumed).isGreaterThan(20);
  }

  @Test
  void aPromotionThatDiedBeforeItsSwapCanBeRolledBackAndLaterOnesOnlyResumed() throws OrderRefused {
    int points = points(FenceKind.UNPLUGGED);
    int rolledBack = 0;
    for (int at = 1; at <= points; at += 2) {
      try (World unit = dyingAt(at, FenceKind.UNPLUGGED)) {
        unit.restart();
        unit.silent();
        if (unit.role() != Role.HALTED) {
          continue;
        }
        boolean old = unit.appliance.live.equals("old");
        try {
          unit.continuity.rollback(unit.order("rollback", FenceKind.NOT_ATTESTED));
          rolledBack++;
          assertThat(old).as("nothing was swapped at point " + at).isTrue();
          assertThat(unit.role()).isEqualTo(Role.SECONDARY);
          assertThat(unit.appliance.running).isEmpty();
          unit.continuity.promote(unit.order("promote", FenceKind.UNPLUGGED));
        } catch (OrderRefused past) {
          assertThat(past.reasons()).extracting(Reason::code).containsExactly(Codes.PAST_SWAP);
          unit.continuity.resume(unit.order("resume", FenceKind.NOT_ATTESTED));
        }
        assertPromoted(unit, at);
      }
    }
    System.out.println("promotion: rolled back from " + rolledBack + " of " + points + " points");
    assertThat(rolledBack).isGreaterThan(5);
  }

  private static void assertPromoted(World unit, int at) {
    unit.tick.run();
    assertThat(unit.role()).as("point " + at).isEqualTo(Role.PRIMARY);
    assertThat(unit.appliance.live).isEqualTo("generation 7");
    assertThat(unit.appliance.swaps).isEqualTo(1);
    assertThat(unit.appliance.running).containsExactly("pbx/core", "pbx/web");
    assertThat(unit.appliance.deeds)
        .as("each service is started once, on the new data; point " + at)
        .filteredOn(d -> d.startsWith("start"))
        .containsExactly("start pbx/core on generation 7", "start pbx/web on generation 7");
    assertThat(unit.stage.consumed).isTrue();
    assertThat(unit.backups.enabled).isTrue();
    assertThat(unit.continuity.situation().epoch().value()).isEven().isPositive();
    OperationView op = unit.continuity.situation().operation().orElseThrow();
    assertThat(op.result()).isEqualTo(Result.COMPLETE);
    assertThat(op.steps()).allMatch(s -> s.state() == OperationView.StepState.DONE);
  }

  /** How many commits and deeds a promotion has that runs through. */
  private int points(FenceKind fence) throws OrderRefused {
    AtomicInteger seen = new AtomicInteger();
    try (World unit = spare("count-" + fence)) {
      Runnable count = seen::incrementAndGet;
      unit.ledger.beforeCommit(count);
      unit.appliance.before = count;
      unit.continuity.promote(unit.order("promote", fence));
    }
    return seen.get();
  }

  private World dyingAt(int point, FenceKind fence) throws OrderRefused {
    World unit =
        spare(fence + "-" + point + "-" + System.identityHashCode(this) + folder.hashCode());
    AtomicInteger left = new AtomicInteger(point);
    Runnable die = () -> {
      if (left.decrementAndGet() <= 0) {
        throw new Died();
      }
    };
    unit.ledger.beforeCommit(die);
    unit.appliance.before = die;
    try {
      unit.continuity.promote(unit.order("promote", fence));
    } catch (Died here) {
      assertThat(left.get()).isLessThanOrEqualTo(0);
    }
    unit.ledger.beforeCommit(() -> {});
    unit.appliance.before = () -> {};
    return unit;
  }

  private World spare(String file) {
    World unit = new World(folder.resolve(file + ".sqlite"), "wave-b", false);
    unit.continuity.start();
    unit.silent();
    return unit;
  }
}
