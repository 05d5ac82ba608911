package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.backup.BackupSettings.Keep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When runs are due, also on the days on which clocks are changed. */
class ScheduleTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/15 * * * * | 2026-11-22T12:00:00Z | 2026-11-22T12:15:00Z",
        "*/15 * * * * | 2026-11-22T12:14:59.9Z | 2026-11-22T12:15:00Z",
        "0 3 * * * | 2026-11-22T12:00:00Z | 2026-11-23T02:00:00Z",
        "30 8 * * 1 | 2026-11-22T12:00:00Z | 2026-11-23T07:30:00Z",
        // 2026-03-29: 02:00 CET becomes 03:00 CEST at 01:00Z; what lay in between runs at the
        // change
        "30 2 * * * | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z",
        "30 2 * * * | 2026-03-29T01:00:00Z | 2026-03-30T00:30:00Z",
        "0 3 * * * | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z",
        "*/30 * * * * | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z",
        "*/30 * * * * | 2026-03-29T01:00:00Z | 2026-03-29T01:30:00Z",
        // 2026-10-25: 03:00 CEST becomes 02:00 CET at 01:00Z; the hour that comes twice runs twice
        "30 2 * * * | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
        "30 2 * * * | 2026-10-25T00:30:00Z | 2026-10-25T01:30:00Z",
        "*/30 * * * * | 2026-10-25T00:30:00Z | 2026-10-25T01:00:00Z",
        "30 2 * * * | 2026-10-25T01:30:00Z | 2026-10-26T01:30:00Z"
      })
  void theNextRunIsByTheHandsOfTheClock(String line, Instant after, Instant next) {
    assertThat(lines(line).next(after)).contains(next);
  }

  @Test
  void severalLinesAreOneSchedule() {
    Schedule both = lines("0 6 * * *", "0 18 * * *");
    assertThat(both.next(NOON)).contains(Instant.parse("2026-11-22T17:00:00Z"));
    assertThat(both.due(NOON, NOON.plus(Duration.ofDays(7)))).isEqualTo(14);
    assertThat(both.longestInterval(NOON)).isEqualTo(Duration.ofHours(13));
  }

  @Test
  void everyKeepsToItsMultiplesWhateverWasMissed() {
    Schedule quarter = Schedule.of(every(Duration.ofMinutes(15)), ZoneOffset.UTC);
    assertThat(quarter.next(NOON.plusSeconds(1))).contains(NOON.plus(Duration.ofMinutes(15)));
    assertThat(quarter.due(NOON, NOON.plus(Duration.ofMinutes(44)))).isEqualTo(2);
    assertThat(quarter.longestInterval(NOON)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void inAYearOfQuartersNoneIsLostAndNoneIsDouble() {
    Schedule quarter = lines("*/15 * * * *");
    List<Instant> runs = new ArrayList<>();
    Instant at = Instant.parse("2026-03-28T00:00:00Z");
    Instant end = at.plus(Duration.ofDays(3));
    while (at.isBefore(end)) {
      at = quarter.next(at).orElseThrow();
      runs.add(at);
    }
    assertThat(runs).doesNotHaveDuplicates().hasSize(3 * 24 * 4);
    assertThat(quarter.longestInterval(NOON)).isEqualTo(Duration.ofMinutes(15));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "61 * * * *",
        "* * * *",
        "",
        "a b c d e",
        "* * * * * *",
        "*/0 * * * *",
        "1- * * * *"
      })
  void aWrongLineIsToldWithAHint(String line) {
    assertThatThrownBy(() -> lines(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("schedule line \"" + line + "\"")
        .hasMessageContaining("hint: five fields");
    assertThat(problems(line)).hasSize(1);
  }

  @Test
  void aDayInWhichNothingRunsIsRefused() {
    assertThat(problems("0 3 * * 1-5"))
        .singleElement()
        .asString()
        .contains("nothing is backed up on 2026-11-28")
        .contains("hint: ");
    assertThat(problems("0 0 30 2 *")).singleElement().asString().contains("nothing is backed up");
    assertThat(problems("0 3 * * *"))
        .singleElement()
        .asString()
        .contains("gap-limit is 30 min, but up to 25 h pass");
    assertThat(problems("*/15 * * * *")).isEmpty();
    assertThat(Schedule.problems(every(Duration.ofHours(25)), BERLIN, NOON)).hasSize(1);
  }

  @Test
  void scheduleAndEveryExcludeEachOther() {
    BackupSettings both = new BackupSettings(
        List.of("* * * * *"),
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        new Keep(8, Duration.ofDays(3), 14, 8));
    assertThat(Schedule.problems(both, BERLIN, NOON))
        .singleElement()
        .asString()
        .contains("both")
        .contains("hint: ");
    assertThat(Schedule.problems(every(Duration.ZERO), BERLIN, NOON))
        .singleElement()
        .asString()
        .contains("neither");
    assertThat(Schedule.problems(every(Duration.ofSeconds(5)), BERLIN, NOON))
        .singleElement()
        .asString()
        .contains("too often");
  }

  private static List<String> problems(String line) {
    return Schedule.problems(settings(line), BERLIN, NOON);
  }

  private static Schedule lines(String... lines) {
    return Schedule.of(settings(lines), BERLIN);
  }

  private static BackupSettings settings(String... lines) {
    return new BackupSettings(
        List.of(lines),
        Duration.ZERO,
        Duration.ofMinutes(30),
        new Keep(8, Duration.ofDays(3), 14, 8));
  }

  private static BackupSettings every(Duration every) {
    return new BackupSettings(
        List.of(), every, Duration.ofMinutes(30), new Keep(8, Duration.ofDays(3), 14, 8));
  }
}
