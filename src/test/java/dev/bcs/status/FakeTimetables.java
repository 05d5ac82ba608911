package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** A week of quarters of an hour with a black-out, in which nothing soon fits any more. */
public final class FakeTimetables implements Timetables {
  @Override
  public Week week() {
    Instant first = Instant.parse("2026-11-23T07:15:00Z");
    return new Week(
        Instant.parse("2026-11-23T07:10:00Z"),
        ZoneId.of("Europe/Berlin"),
        List.of(first, Instant.parse("2026-11-23T17:00:00Z")),
        List.of(
            new Day(
                LocalDate.of(2026, 11, 23),
                57,
                first,
                Instant.parse("2026-11-23T22:45:00Z"),
                Duration.ofMinutes(585)),
            new Day(LocalDate.of(2026, 11, 24), 0, null, null, Duration.ZERO)),
        List.of("mon-fri 08:30-18:00"),
        Duration.ofHours(11),
        Duration.ofSeconds(95),
        Duration.ofMinutes(15),
        Duration.ofMinutes(585),
        Duration.ofSeconds(585 * 60 + 95),
        4,
        List.of("if runs go on to take 30 s more each day, it does not fit"),
        "every = \"5m\" (worst-case gap 586 min)",
        List.of(new Growth(
            "voicemail/messages", Duration.ofSeconds(40), 310, 48_000_000, 12, -900, 7_000)));
  }
}
