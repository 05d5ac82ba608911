package dev.bcs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept, why, and what may never be dropped. */
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Retention.Keep KEEP = new Retention.Keep(2, Duration.ofHours(3), 3, 2);

  private static Generation generation(
      long number, Instant at, GenerationState state, Outcome outcome) {
    return new Generation(
        new GenerationId(number),
        state,
        Optional.of(outcome),
        new Ticket(new GenerationId(number), at, Duration.ZERO, "boot"),
        Optional.empty(),
        1,
        1,
        "");
  }

  private static List<Retention.Verdict> decide(List<Generation> all, Set<GenerationId> slots) {
    return Retention.decide(all, KEEP, slots, NOW, ZoneOffset.UTC);
  }

  @Test
  void theLastTheYoungOneADayAndOneAWeekAreKept() {
    List<Generation> all = new ArrayList<>();
    // One an hour, for thirty days.
    for (int hours = 0; hours < 720; hours++) {
      all.add(generation(
          1000 - hours,
          NOW.minus(Duration.ofHours(hours)),
          GenerationState.VERIFIED,
          Outcome.COMPLETE));
    }
    List<Long> kept = decide(all, Set.of()).stream()
        .filter(Retention.Verdict::keep)
        .map(verdict -> verdict.generation().number())
        .toList();
    // Young: 12:00, 11:00, 10:00; days: Nov 22, 21 (13 h ago), 20 (37 h ago); week before: Nov 15.
    assertThat(kept).containsExactly(1000L, 999L, 998L, 987L, 963L, 843L);
  }

  @Test
  void everyVerdictHasItsReason() {
    List<Retention.Verdict> verdicts = decide(
        List.of(
            generation(2, NOW, GenerationState.VERIFIED, Outcome.COMPLETE),
            generation(
                1, NOW.minus(Duration.ofDays(90)), GenerationState.STORED, Outcome.INCOMPLETE)),
        Set.of());
    assertThat(verdicts.get(0).reasons())
        .contains("is the newest verified", "is the newest of its day");
    assertThat(verdicts.get(1).keep()).isFalse();
    assertThat(verdicts.get(1).reasons()).containsExactly("nothing asks for it any more");
  }

  @Test
  void oneAnHourAndOneAMonthAreKeptToo() {
    List<Generation> all = new ArrayList<>();
    for (int quarters = 0; quarters < 400 * 96; quarters++) {
      all.add(generation(
          100_000 - quarters,
          NOW.minus(Duration.ofMinutes(15L * quarters)),
          GenerationState.VERIFIED,
          Outcome.COMPLETE));
    }
    Retention.Keep keep = new Retention.Keep(1, Duration.ZERO, 3, 0, 0, 4);
    List<Retention.Verdict> kept =
        Retention.decide(all, keep, Set.of(), NOW, ZoneOffset.UTC).stream()
            .filter(Retention.Verdict::keep)
            .toList();
    // 12:00, 11:45 and 10:45; the ends of October, September and August.
    assertThat(kept.stream().map(each -> 100_000 - each.generation().number()).toList())
        .containsExactly(0L, 1L, 5L, 2065L, 5041L, 7921L);
    assertThat(kept.get(1).reasons()).containsExactly("is the newest of its hour");
    assertThat(kept.get(3).reasons()).containsExactly("is the newest of its month");
  }

  @Test
  void incompleteOnesFollowTheRulesOnlyWhileNoCompleteOneIsNewer() {
    List<Generation> all = new ArrayList<>();
    for (int hours = 0; hours < 100; hours++) {
      all.add(generation(
          1000 - hours,
          NOW.minus(Duration.ofHours(hours)),
          GenerationState.STORED,
          Outcome.INCOMPLETE));
    }
    // Nothing but incomplete ones: kept as complete ones would be.
    assertThat(numbers(decide(all, Set.of()))).containsExactly(1000L, 999L, 998L, 987L, 963L);
    // The newest is complete: the others have had their day, or their minimum age.
    all.set(0, generation(1000, NOW, GenerationState.VERIFIED, Outcome.COMPLETE));
    List<Retention.Verdict> verdicts = decide(all, Set.of());
    assertThat(numbers(verdicts)).containsExactly(1000L, 999L, 998L);
    assertThat(verdicts.get(1).reasons())
        .containsExactly("is incomplete and outdated, but younger than PT3H");
  }

  private static List<Long> numbers(List<Retention.Verdict> verdicts) {
    return verdicts.stream()
        .filter(Retention.Verdict::keep)
        .map(each -> each.generation().number())
        .toList();
  }

  @Test
  void whateverTheCaseTheNewestVerifiedTheSlotsAndTheOnlyCompleteStay() {
    Random random = new Random(3);
    Outcome[] outcomes = {Outcome.COMPLETE, Outcome.INCOMPLETE, Outcome.FAILED};
    for (int round = 0; round < 500; round++) {
      List<Generation> all = new ArrayList<>();
      for (int i = 1; i <= random.nextInt(12); i++) {
        Outcome outcome = outcomes[random.nextInt(3)];
        GenerationState state = outcome == Outcome.FAILED
            ? GenerationState.FAILED
            : outcome == Outcome.INCOMPLETE || random.nextBoolean()
                ? GenerationState.STORED
                : GenerationState.VERIFIED;
        Instant at = NOW.minus(Duration.ofHours(random.nextInt(3000)));
        all.add(generation(i, at, state, outcome));
      }
      Set<GenerationId> slots =
          all.isEmpty() ? Set.of() : Set.of(all.get(random.nextInt(all.size())).id());
      List<Retention.Verdict> verdicts = Retention.decide(
          all, new Retention.Keep(1, Duration.ZERO, 0, 0), slots, NOW, ZoneOffset.UTC);
      List<Long> kept = verdicts.stream()
          .filter(Retention.Verdict::keep)
          .map(verdict -> verdict.generation().number())
          .toList();
      slots.forEach(slot -> assertThat(kept).contains(slot.number()));
      all.stream()
          .filter(each -> each.state() == GenerationState.VERIFIED)
          .mapToLong(each -> each.id().number())
          .max()
          .ifPresent(newest -> assertThat(kept).contains(newest));
      all.stream()
          .filter(Generation::isComplete)
          .mapToLong(each -> each.id().number())
          .max()
          .ifPresent(newest -> assertThat(kept).contains(newest));
    }
  }
}
