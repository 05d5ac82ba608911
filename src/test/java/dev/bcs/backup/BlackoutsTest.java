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
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hours without runs, also where the hands of the clock are set, against a look at each minute. */
class BlackoutsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // 2026-11-23 is a Monday; Berlin is an hour ahead
        "mon-fri 08:00-18:00 | 2026-11-23T07:00:00Z | 2026-11-23T17:00:00Z",
        "mon-fri 08:00-18:00 | 2026-11-23T16:59:59.9Z | 2026-11-23T17:00:00Z",
        "mon-fri 08:00-18:00 | 2026-11-23T17:00:00Z |",
        "mon-fri 08:00-18:00 | 2026-11-22T12:00:00Z |",
        "22:00-6:00 | 2026-11-22T22:00:00Z | 2026-11-23T05:00:00Z",
        "fri-sun,tue 20:00-02:00 | 2026-11-22T23:30:00Z | 2026-11-23T01:00:00Z",
        "Sat, Sun | 2026-11-21T12:00:00Z | 2026-11-22T23:00:00Z",
        "mon 08:00-24:00 | 2026-11-23T12:00:00Z | 2026-11-23T23:00:00Z",
        // 2026-03-29: 02:00 becomes 03:00 at 01:00Z, so that what ends between ends at the change
        "sun 01:00-02:30 | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z",
        "sun 01:00-04:00 | 2026-03-29T00:30:00Z | 2026-03-29T02:00:00Z",
        // 2026-10-25: 03:00 becomes 02:00 at 01:00Z; what lies in the hour comes twice
        "sun 02:15-02:45 | 2026-10-25T00:20:00Z | 2026-10-25T00:45:00Z",
        "sun 02:15-02:45 | 2026-10-25T01:20:00Z | 2026-10-25T01:45:00Z",
        "sun 01:00-04:00 | 2026-10-25T00:20:00Z | 2026-10-25T03:00:00Z"
      })
  void aBlackoutEndsByTheHandsOfTheClock(String line, Instant at, Instant end) {
    Blackouts blackouts = Blackouts.of(List.of(line), BERLIN);
    assertThat(blackouts.covers(at)).isEqualTo(end != null);
    if (end != null) {
      assertThat(blackouts.end(at)).contains(end);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "08:00",
        "8-18",
        "mo 08:00-18:00",
        "mon-fri 08:00-08:00",
        "mon-fri 24:00-08:00",
        "25:00-26:00",
        "08:60-09:00",
        "mon-tue-wed 08:00-09:00",
        "mon- 08:00-09:00",
        "mon,,tue 08:00-09:00",
        "mon 08:00-09:00 tue",
        "mon08:00-09:00"
      })
  void whatIsNoBlackoutIsToldWithAHint(String line) {
    assertThatThrownBy(() -> Blackouts.of(List.of(line), BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("blackout \"" + line + "\" cannot be read: ")
        .hasMessageContaining("hint: days and hours");
  }

  @Test
  void beginsAndEndsAgreeWithALookAtEachMinute() {
    Random random = new Random(7);
    for (String change : List.of("2026-03-28T06:00:00Z", "2026-10-24T06:00:00Z")) {
      for (int round = 0; round < 20; round++) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
          lines.add(time(random) + "-" + time(random));
        }
        Blackouts blackouts = readable(lines);
        if (!blackouts.isEmpty() && !blackouts.isWholeWeek()) {
          compare(blackouts, Instant.parse(change), lines.toString());
        }
      }
    }
  }

  private static Blackouts readable(List<String> lines) {
    lines.removeIf(line -> line.substring(0, 5).equals(line.substring(6)));
    return Blackouts.of(lines, BERLIN);
  }

  private static String time(Random random) {
    return "0" + random.nextInt(6) + ":" + (random.nextBoolean() ? "00" : "30");
  }

  private static void compare(Blackouts blackouts, Instant from, String lines) {
    Instant began = from;
    Instant until = from.plus(Duration.ofDays(2));
    for (Instant at = from; at.isBefore(until); at = at.plus(MINUTE)) {
      boolean covered = blackouts.covers(at);
      if (covered && !blackouts.covers(at.minus(MINUTE))) {
        began = at;
        assertThat(blackouts.begin(at.minus(MINUTE))).as(lines).contains(at);
      }
      if (covered && !blackouts.covers(from)) {
        assertThat(blackouts.start(at)).as("start of %s at %s", lines, at).isEqualTo(began);
        Instant end = at;
        while (blackouts.covers(end)) {
          end = end.plus(MINUTE);
        }
        assertThat(blackouts.end(at)).as("end of %s at %s", lines, at).contains(end);
      }
    }
  }

  @Test
  void whatIsDueInABlackoutRunsOnceAtItsEnd() {
    Schedule quarters = schedule(List.of("*/15 * * * *"), "mon-fri 08:00-18:00");
    Instant eight = Instant.parse("2026-11-23T07:00:00Z");
    Instant six = Instant.parse("2026-11-23T17:00:00Z");
    assertThat(quarters.next(eight.minus(MINUTE))).contains(six);
    assertThat(quarters.next(six)).contains(six.plus(Duration.ofMinutes(15)));
    assertThat(quarters.due(eight.minus(Duration.ofHours(1)), six)).isEqualTo(4);
    assertThat(quarters.longestInterval(NOON)).isEqualTo(Duration.ofMinutes(615));
    Schedule noon = schedule(List.of("0 12 * * *"), "mon-fri 08:00-18:00");
    assertThat(noon.next(Instant.parse("2026-11-23T13:00:00Z")))
        .as("still held")
        .contains(six);
    assertThat(noon.next(six)).contains(Instant.parse("2026-11-24T17:00:00Z"));
  }

  @Test
  void anIntervalWaitsForTheEndOfABlackoutToo() {
    BackupSettings settings = settings(
        List.of(), Duration.ofMinutes(1), Duration.ofHours(12), "08:00-18:00", "03:00-03:01");
    Schedule often = Schedule.of(settings, ZoneOffset.UTC);
    Instant eight = Instant.parse("2026-11-23T08:00:00Z");
    assertThat(often.next(eight.minusSeconds(60))).contains(eight.plus(Duration.ofHours(10)));
    assertThat(often.longestInterval(NOON)).isEqualTo(Duration.ofMinutes(601));
    assertThat(Schedule.problems(settings, ZoneOffset.UTC, NOON)).isEmpty();
  }

  @Test
  void aBlackoutThatSpoilsTheScheduleIsRefusedWithASentence() {
    assertThat(problems(Duration.ofHours(2), "sat 00:00-24:00"))
        .singleElement()
        .asString()
        .isEqualTo("blackout leaves nothing to run on 2026-11-28\nhint: what is due in a black-out"
            + " runs at its end: let it end before midnight");
    assertThat(problems(Duration.ofHours(2), "08:00-18:00"))
        .singleElement()
        .asString()
        .startsWith("gap-limit is 2 h, but up to 615 min pass between two backups, because of"
            + " blackout\nhint: ");
    assertThat(problems(Duration.ofHours(2), "mon-sun"))
        .singleElement()
        .asString()
        .startsWith("blackout covers the whole week");
    assertThat(problems(Duration.ofHours(2), "12:00-13:00")).isEmpty();
    assertThat(problems(Duration.ofHours(2), "noon", "tee")).hasSize(2);
  }

  private static List<String> problems(Duration limit, String... blackouts) {
    return Schedule.problems(
        settings(List.of("*/15 * * * *"), Duration.ZERO, limit, blackouts), BERLIN, NOON);
  }

  private static Schedule schedule(List<String> lines, String... blackouts) {
    return Schedule.of(settings(lines, Duration.ZERO, Duration.ofHours(30), blackouts), BERLIN);
  }

  private static BackupSettings settings(
      List<String> lines, Duration every, Duration limit, String... blackouts) {
    return new BackupSettings(
        lines,
        every,
        limit,
        new Keep(8, Duration.ofDays(3), 14, 8),
        List.of(blackouts),
        BackupSettings.HUNG_AFTER);
  }
}
