package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.continuity.Situation.GapLevel;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Ticket;
import dev.bcs.time.ManualClocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The gap against the truth, while clocks jump, sleep and boot. */
class GapRulesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A way to count the gap; production's, or a mutant. */
  @FunctionalInterface
  private interface Gap {
    Duration of(Ticket ticket, GapRules.Moment now, Optional<GapRules.Sample> last);
  }

  @Test
  void theGapIsNeverSmallerThanTheTruthAndNeverShrinks() {
    assertThat(firstLie(GapRules::gap)).isEmpty();
  }

  @Test
  void aTicketThatAGenerationGotAnewIsNotHeldToSamplesOfTheOlderOne() {
    Instant noon = Instant.parse("2026-11-22T12:00:00Z");
    GapRules.Sample sample = new GapRules.Sample(
        7, Duration.ofHours(3), new GapRules.Moment(noon, Duration.ofHours(9), "boot"));
    GapRules.Moment now = new GapRules.Moment(
        noon.plus(Duration.ofMinutes(2)), Duration.ofHours(9).plusMinutes(2), "boot");
    Ticket anew = new Ticket(
        new GenerationId(7), noon.plus(MINUTE), Duration.ofHours(9).plusMinutes(1), "boot");
    assertThat(GapRules.gap(anew, now, Optional.of(sample))).isEqualTo(MINUTE);
    Ticket old = new Ticket(new GenerationId(7), noon, Duration.ofHours(9), "boot");
    assertThat(GapRules.gap(old, now, Optional.of(sample)))
        .isEqualTo(Duration.ofHours(3).plusMinutes(2));
  }

  @Test
  void aGapByTheWallClockAloneLies() {
    assertThat(firstLie((t, now, last) -> Duration.between(t.wall(), now.wall())))
        .isPresent();
  }

  @Test
  void aGapThatForgetsItsLastSampleLies() {
    assertThat(firstLie((t, now, last) -> GapRules.gap(t, now, Optional.empty())))
        .isPresent();
  }

  @Test
  void aGapThatBelievesTheBootClockOfAnotherBootLies() {
    assertThat(firstLie((t, now, last) -> {
          GapRules.Moment sameBoot = new GapRules.Moment(now.wall(), now.sinceBoot(), t.bootId());
          return GapRules.gap(t, sameBoot, Optional.empty());
        }))
        .isPresent();
  }

  /** Hours of a machine whose wall clock is set back and forth; the seed of the first lie. */
  private static Optional<Integer> firstLie(Gap rule) {
    for (int seed = 0; seed < 200; seed++) {
      if (lies(rule, new Random(seed))) {
        return Optional.of(seed);
      }
    }
    return Optional.empty();
  }

  private static boolean lies(Gap rule, Random random) {
    ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T08:00:00Z"));
    Ticket ticket =
        new Ticket(new GenerationId(7), clocks.now(), clocks.sinceBoot(), clocks.bootId());
    Duration truth = Duration.ZERO;
    Duration told = Duration.ZERO;
    Optional<GapRules.Sample> last = Optional.empty();
    boolean booted = false;
    for (int i = 0; i < 60; i++) {
      Duration length = MINUTE.multipliedBy(1 + random.nextInt(10));
      Consumer<Duration> passes = random.nextInt(8) == 0 ? clocks::suspend : clocks::advance;
      passes.accept(length);
      truth = truth.plus(length);
      if (random.nextInt(6) == 0) {
        // While the machine was off only the wall clock ran: set back before it was ever read
        // again,
        // it has told nobody, and no rule could know.
        int least = booted ? 0 : -15;
        clocks.jumpWall(MINUTE.multipliedBy(least + random.nextInt(16 - least)));
      }
      GapRules.Moment now = moment(clocks);
      Duration gap = rule.of(ticket, now, last);
      if (gap.compareTo(truth) < 0 || gap.compareTo(told) < 0) {
        return true;
      }
      told = gap;
      last = Optional.of(new GapRules.Sample(7, gap, now));
      booted = random.nextInt(15) == 0;
      if (booted) {
        // The sample was written just before; the wall clock runs on while the machine is off.
        clocks.reboot(MINUTE);
        truth = truth.plus(MINUTE);
      }
    }
    return false;
  }

  private static GapRules.Moment moment(ManualClocks clocks) {
    return new GapRules.Moment(clocks.now(), clocks.sinceBoot(), clocks.bootId());
  }

  @Test
  void levelsStandAtOnceTwiceAndFourTimesTheLimit() {
    assertThat(level(1800)).isEqualTo(GapLevel.OK);
    assertThat(level(1801)).isEqualTo(GapLevel.EXCEEDED);
    assertThat(level(3600)).isEqualTo(GapLevel.EXCEEDED);
    assertThat(level(3601)).isEqualTo(GapLevel.SEVERE);
    assertThat(level(7200)).isEqualTo(GapLevel.SEVERE);
    assertThat(level(7201)).isEqualTo(GapLevel.CRITICAL);
    assertThat(GapRules.level(OptionalLong.empty(), MINUTE, true)).isEqualTo(GapLevel.NEVER);
    assertThat(GapRules.level(OptionalLong.of(1), MINUTE, false)).isEqualTo(GapLevel.UNPROTECTED);
  }

  private static GapLevel level(long seconds) {
    return GapRules.level(OptionalLong.of(seconds), Duration.ofMinutes(30), true);
  }

  @Test
  void whatIsMissingIsTheGapLessTheSilence() {
    assertThat(GapRules.atFailure(MINUTE.multipliedBy(9), MINUTE))
        .isEqualTo(MINUTE.multipliedBy(8));
    assertThat(GapRules.atFailure(MINUTE, MINUTE.multipliedBy(9))).isZero();
  }
}
