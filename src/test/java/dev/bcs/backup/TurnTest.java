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
        QUARTERS, new Turn.Known(now, Optional.empty(), NOON, false, failures, Optional.of(end)));
  }

  private static Turn decide(
      Instant now, Instant from, Optional<String> asked, boolean acknowledged, int failures) {
    return Turn.decide(
        QUARTERS, new Turn.Known(now, asked, from, acknowledged, failures, Optional.empty()));
  }
}
