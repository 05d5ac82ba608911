package dev.bcs.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The runs of a week ahead, with what is known of how long they take.
 *
 * @param next the first so many of them
 * @param blackouts as they are configured
 * @param missed runs that were missed since the last complete one
 */
public record Timetable(
    Instant asOf,
    ZoneId zone,
    List<Instant> next,
    List<Day> days,
    List<String> blackouts,
    Duration gapLimit,
    int missed,
    Advice advice) {
  private static final int DAYS = 7;
  private static final int LISTED = 100;

  public Timetable {
    next = List.copyOf(next);
    days = List.copyOf(days);
    blackouts = List.copyOf(blackouts);
  }

  /**
   * One day ahead.
   *
   * @param longest time between two runs of which the later one is on this day
   */
  public record Day(
      LocalDate day, int runs, Optional<Instant> first, Optional<Instant> last, Duration longest) {}

  static Timetable of(
      Instant now,
      ZoneId zone,
      BackupSettings settings,
      Schedule schedule,
      int missed,
      Advice advice) {
    List<Instant> listed = new ArrayList<>();
    Optional<Instant> at = schedule.next(now);
    while (at.isPresent() && listed.size() < LISTED) {
      listed.add(at.get());
      at = schedule.next(at.get());
    }
    List<Day> days = new ArrayList<>();
    LocalDate today = LocalDate.ofInstant(now, zone);
    for (int i = 0; i < DAYS; i++) {
      days.add(day(now, zone, schedule, today.plusDays(i)));
    }
    return new Timetable(
        now, zone, listed, days, settings.blackout(), settings.gapLimit(), missed, advice);
  }

  private static Day day(Instant now, ZoneId zone, Schedule schedule, LocalDate day) {
    Instant start = day.atStartOfDay(zone).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    Instant before = start.isBefore(now) ? now : start.minusMillis(1);
    Duration longest = Duration.ZERO;
    Optional<Instant> first = Optional.empty();
    Optional<Instant> last = Optional.empty();
    int runs = 0;
    Instant from = schedule.previous(before).orElse(before);
    Optional<Instant> at = schedule.next(before);
    while (at.isPresent() && at.get().isBefore(end)) {
      Duration wait = Duration.between(last.orElse(from), at.get());
      longest = wait.compareTo(longest) > 0 ? wait : longest;
      first = runs == 0 ? at : first;
      last = at;
      runs++;
      at = schedule.next(at.get());
    }
    return new Day(day, runs, first, last, longest);
  }
}
