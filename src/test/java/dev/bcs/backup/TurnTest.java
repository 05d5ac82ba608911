package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.backup.BackupSettings.Keep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a run begins, by table of what is known. */
class TurnTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Schedule QUARTERS = Schedule.of(
      new BackupSettings(
          List.of("*/15 * * * *"),
          Duration.ZERO,
          Duration.ofHours(1),
          new Keep(8, Duration.ofDays(3), 14, 8)),
      ZoneOffset.UTC);

  @Test
  void nothingBeginsBeforeItIsDue() {
    Turn turn = decide(NOON.plusSeconds(10), NOON, Optional.empty(), true, 0);
    assertThat(turn.run()).isEmpty();
    assertThat(turn.wake()).isEqualTo(NOON.plusSeconds(610));
    assertThat(decide(NOON.plusSeconds(800), NOON, Optional.empty(), true, 0).wake())
        .isEqualTo(NOON.plusSeconds(900));
  }

  @Test
  void aRunThatIsDueBeginsOnce() {
    Turn turn = decide(NOON.plusSeconds(900), NOON, Optional.empty(), true, 0);
    assertThat(turn.run()).contains("schedule");
    assertThat(turn.missed()).isZero();
    assertThat(decide(NOON.plusSeconds(901), turn.dueFrom(), Optional.empty(), true, 0)
            .run())
        .isEmpty();
  }

  @Test
  void missedRunsAreOneRunAndCounted() {
    Turn late = decide(NOON.plus(Duration.ofMinutes(64)), NOON, Optional.empty(), true, 0);
    assertThat(late.run()).contains("schedule, catching up 4 missed runs");
    assertThat(late.missed()).isEqualTo(4);
    Turn punctual = decide(NOON.plus(Duration.ofMinutes(30)), NOON, Optional.empty(), true, 0);
    assertThat(punctual.missed()).isEqualTo(1);
    assertThat(decide(NOON.plus(Duration.ofMinutes(65)), late.dueFrom(), Optional.empty(), true, 0)
            .run())
        .isEmpty();
  }

  @Test
  void whatWasDueWhileARunWasOnIsNotMissedButRunsOnce() {
    Instant end = NOON.plus(Duration.ofMinutes(31));
    Turn turn = after(end, end);
    assertThat(turn.run()).contains("schedule, after a run that was under way when it was due");
    assertThat(turn.missed()).isZero();
    assertThat(turn.overran()).isEqualTo(2);
    assertThat(after(NOON.plus(Duration.ofMinutes(45)), end).run()).contains("schedule");
    Turn slept = after(NOON.plus(Duration.ofHours(2)).plusSeconds(70), end);
    assertThat(slept.missed()).isEqualTo(6);
    assertThat(slept.missedSince()).contains(NOON.plus(Duration.ofMinutes(45)));
  }

  @Test
  void aClockSetForwardCostsOneRunAndSettingItBackNone() {
    Turn forward = decide(NOON.plus(Duration.ofHours(5)), NOON, Optional.empty(), true, 0);
    assertThat(forward.missed()).isEqualTo(19);
    Instant back = NOON.plusSeconds(30);
    Turn again = decide(back, forward.dueFrom(), Optional.empty(), true, 0);
    assertThat(again.run()).isEmpty();
    assertThat(again.dueFrom()).isEqualTo(back);
  }

  @Test
  void inABlackoutNothingBeginsByItselfAndWhoeverAsksIsServed() {
    Schedule held = Schedule.of(
        new BackupSettings(
            List.of("*/15 * * * *"),
            Duration.ZERO,
            Duration.ofHours(12),
            new Keep(8, Duration.ofDays(3), 14, 8),
            List.of("11:00-13:00"),
            BackupSettings.HUNG_AFTER),
        ZoneOffset.UTC);
    Turn first = Turn.decide(held, known(NOON, NOON, Optional.empty(), false, 0));
    assertThat(first.run()).isEmpty();
    assertThat(first.wake()).isEqualTo(NOON.plusSeconds(600));
    Turn retry = Turn.decide(held, known(NOON, NOON.minusSeconds(9), Optional.empty(), true, 3));
    assertThat(retry.run()).isEmpty();
    Turn asked = Turn.decide(held, known(NOON, NOON, Optional.of("ann"), true, 0));
    assertThat(asked.run()).contains("ann");
    Turn end = Turn.decide(
        held, known(NOON.plusSeconds(3600), NOON.minusSeconds(7200), Optional.empty(), true, 0));
    assertThat(end.run()).contains("schedule, catching up 3 missed runs");
  }

  @Test
  void aPeerThatIsBackEndsTheWaitAfterAFailure() {
    Instant end = NOON.plusSeconds(5);
    Turn turn = Turn.decide(
        QUARTERS,
        new Turn.Known(
            NOON.plusSeconds(6), Optional.empty(), NOON, true, 6, Optional.of(end), true));
    assertThat(turn.run()).contains("the peer is back after a failure");
  }

  private static Turn after(Instant now, Instant end) {
    return Turn.decide(
        QUARTERS, new Turn.Known(now, Optional.empty(), NOON, true, 0, Optional.of(end), false));
  }

  private static Turn.Known known(
      Instant now, Instant from, Optional<String> asked, boolean acknowledged, int failures) {
    return new Turn.Known(
        now, asked, from, acknowledged, failures, Optional.of(from.minusSeconds(60)), false);
  }

  @Test
  void whoeverAsksIsServedAtOnce() {
    Turn turn = decide(NOON.plusSeconds(10), NOON, Optional.of("ann wants it"), true, 0);
    assertThat(turn.run()).contains("ann wants it");
  }

  @Test
  void withoutAnyGenerationTheFirstRunDoesNotWait() {
    assertThat(decide(NOON.plusSeconds(10), NOON, Optional.empty(), false, 0).run())
        .contains("first backup");
  }

  @Test
  void aFailureIsTriedAgainLaterAndLater() {
    Instant end = NOON.plusSeconds(5);
    Turn soon = failed(NOON.plusSeconds(20), end, 1);
    assertThat(soon.run()).isEmpty();
    assertThat(soon.wake()).isEqualTo(end.plusSeconds(30));
    assertThat(failed(end.plusSeconds(30), end, 1).run()).contains("again after a failure");
    assertThat(failed(end.plusSeconds(30), end, 2).run()).isEmpty();
    assertThat(Turn.backoff(100)).isEqualTo(Duration.ofMinutes(16));
  }

  @Test
  void aClockThatWasSetBackStopsNothing() {
    Turn back = decide(NOON.minus(Duration.ofHours(20)), NOON, Optional.empty(), true, 0);
    assertThat(back.run()).isEmpty();
    assertThat(back.dueFrom()).isEqualTo(NOON.minus(Duration.ofHours(20)));
    Turn next =
        decide(NOON.minus(Duration.ofMinutes(1185)), back.dueFrom(), Optional.empty(), true, 0);
    assertThat(next.run()).contains("schedule");
  }

  private static Turn failed(Instant now, Instant end, int failures) {
    return Turn.decide(
        QUARTERS,
        new Turn.Known(now, Optional.empty(), NOON, false, failures, Optional.of(end), false));
  }

  private static Turn decide(
      Instant now, Instant from, Optional<String> asked, boolean acknowledged, int failures) {
    return Turn.decide(
        QUARTERS,
        new Turn.Known(now, asked, from, acknowledged, failures, Optional.empty(), false));
  }
}
