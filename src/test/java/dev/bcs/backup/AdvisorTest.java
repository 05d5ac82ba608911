package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.backup.Advisor.Day;
import dev.bcs.backup.BackupSettings.Keep;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What past runs say of a schedule, by tables of past runs. */
class AdvisorTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  @Test
  void beforeTheFirstRunNothingIsKnown() {
    Advice advice = advise(settings(Duration.ofMinutes(15)), List.of(), List.of());
    assertThat(advice.run()).isEmpty();
    assertThat(advice.worstGap()).isEmpty();
    assertThat(advice.warnings()).isEmpty();
    assertThat(advice.proposal()).isEmpty();
    assertThat(advice.longest()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void aRunThatFitsIsNoWarningAndTheTightestSafeIntervalIsTwiceIt() {
    Advice advice = advise(
        settings(Duration.ofMinutes(15)),
        Collections.nCopies(5, Duration.ofSeconds(95)),
        List.of());
    assertThat(advice.warnings()).isEmpty();
    assertThat(advice.worstGap()).contains(Duration.ofSeconds(15 * 60 + 95));
    assertThat(advice.proposal()).contains("every = \"5m\" (worst-case gap 395 s)");
  }

  @Test
  void theFirstFullBackupDoesNotSwayWhatIsExpected() {
    List<Duration> newest = new ArrayList<>(Collections.nCopies(11, Duration.ofSeconds(3)));
    newest.add(Duration.ofHours(2));
    assertThat(Advisor.expected(newest)).contains(Duration.ofSeconds(3));
    List<Day> days = days(14, day -> day == 0 ? 7_200_000L : 3000L);
    assertThat(Advisor.slope(days, day -> day.longest().toMillis())).isZero();
  }

  @Test
  void aRunThatIsLongerThanItsIntervalIsToldNow() {
    Advice advice =
        advise(settings(Duration.ofMinutes(15)), List.of(Duration.ofMinutes(18)), List.of());
    assertThat(advice.warnings())
        .containsExactly("a run takes longer than the 15 min between two: it takes 18 min");
    assertThat(advice.proposal())
        .contains("every = \"1h\" and a gap-limit of more than 78 min (worst-case gap 78 min)");
  }

  @Test
  void growthIsToldBeforeTheScheduleFitsNoMore() {
    // 30 s more each day: 840 s now, 900 s between two
    Advice advice = advise(
        settings(Duration.ofMinutes(15)),
        List.of(Duration.ofMinutes(14)),
        days(14, day -> (840 - (13 - day) * 30) * 1000L));
    assertThat(advice.warnings())
        .containsExactly(
            "if runs go on to take 30 s more each day, from 2026-11-24 on a run takes longer than"
                + " the 15 min between two");
    assertThat(advice.proposal()).get().asString().startsWith("every = \"1h\"");
  }

  @Test
  void aGapThatSoonIsBeyondItsLimitIsToldToo() {
    BackupSettings tight = new BackupSettings(
        List.of(), Duration.ofHours(1), Duration.ofMinutes(70), new Keep(8, Duration.ZERO, 1, 1));
    Advice advice = advise(
        tight,
        List.of(Duration.ofMinutes(9)),
        days(10, day -> Duration.ofMinutes(9).toMillis() - (9 - day) * 30_000L));
    assertThat(advice.warnings())
        .containsExactly(
            "if runs go on to take 30 s more each day, from 2026-11-24 on the gap-limit of 70 min"
                + " is exceeded between two runs, with up to 1 h from one to the next");
  }

  @Test
  void fewDaysAndNoiseForetellNothing() {
    BackupSettings settings = settings(Duration.ofMinutes(15));
    List<Duration> long14 = List.of(Duration.ofMinutes(14));
    assertThat(advise(settings, long14, days(6, day -> day * 100_000L)).warnings())
        .isEmpty();
    assertThat(advise(settings, long14, days(20, day -> 840_000L + day % 3 * 1000L))
            .warnings())
        .isEmpty();
  }

  @Test
  void whatADatasetGrowsByIsToldByTheDay() {
    List<Day> days = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      days.add(new Day(
          TODAY.minusDays(9 - i),
          "pbx/mail",
          96,
          Duration.ofSeconds(4),
          100 + 7 * i,
          5000L * i,
          60));
    }
    Advice advice = advise(settings(Duration.ofMinutes(15)), List.of(), days);
    assertThat(advice.datasets())
        .containsExactly(
            new Advice.Growth("pbx/mail", Duration.ofSeconds(4), 163, 45_000, 7, 5000, 60));
  }

  @Test
  void blackOutsCountIntoTheWorstGap() {
    BackupSettings held = new BackupSettings(
        List.of("*/15 * * * *"),
        Duration.ZERO,
        Duration.ofHours(11),
        new Keep(8, Duration.ZERO, 1, 1),
        List.of("mon-fri 08:00-18:00"),
        BackupSettings.HUNG_AFTER);
    Advice advice = advise(held, List.of(Duration.ofMinutes(1)), List.of());
    assertThat(advice.shortest()).isEqualTo(Duration.ofMinutes(15));
    assertThat(advice.worstGap()).contains(Duration.ofMinutes(616));
    Timetable week =
        Timetable.of(NOON, ZoneOffset.UTC, held, Schedule.of(held, ZoneOffset.UTC), 0, advice);
    assertThat(week.days()).hasSize(7);
    assertThat(week.days().get(1).runs()).isEqualTo(14 * 4);
    assertThat(week.days().get(1).first()).contains(Instant.parse("2026-11-23T00:00:00Z"));
    assertThat(week.days().get(1).longest()).isEqualTo(Duration.ofMinutes(615));
    assertThat(week.next()).hasSize(100).startsWith(Instant.parse("2026-11-22T12:15:00Z"));
  }

  private static Advice advise(BackupSettings settings, List<Duration> newest, List<Day> days) {
    Schedule schedule = Schedule.of(settings, ZoneOffset.UTC);
    return Advisor.advise(
        new Advisor.Known(NOON, ZoneOffset.UTC, settings, schedule, newest, days));
  }

  private static BackupSettings settings(Duration every) {
    return new BackupSettings(
        List.of(), every, Duration.ofHours(1), new Keep(8, Duration.ZERO, 1, 1));
  }

  /** So many days up to today, by the milliseconds that the longest run of each took. */
  private static List<Day> days(int count, IntFunction<Long> millis) {
    List<Day> days = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      days.add(new Day(
          TODAY.minusDays(count - 1L - i), "", 96, Duration.ofMillis(millis.apply(i)), 10, 10, 0));
    }
    return days;
  }
}
