package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The backup runs of the week ahead, and what the runs so far say of the schedule. */
public interface Timetables {
  /** Made anew at each call; a glance at the ledger. */
  Week week();

  /**
   * The week.
   *
   * @param next the first so many runs
   * @param run how long a run is expected to take; null before the first complete one
   * @param worstGap null while no run is known
   * @param missed runs that were missed since the last complete one
   * @param proposal the tightest schedule that is safe; null while no run is known
   */
  record Week(
      Instant asOf,
      ZoneId zone,
      List<Instant> next,
      List<Day> days,
      List<String> blackouts,
      Duration gapLimit,
      @Nullable Duration run,
      Duration shortest,
      Duration longest,
      @Nullable Duration worstGap,
      int missed,
      List<String> warnings,
      @Nullable String proposal,
      List<Growth> datasets) {
    public Week {
      next = List.copyOf(next);
      days = List.copyOf(days);
      blackouts = List.copyOf(blackouts);
      warnings = List.copyOf(warnings);
      datasets = List.copyOf(datasets);
    }
  }

  /** One day: how many runs, the first and the last, and the longest time up to one of them. */
  record Day(
      LocalDate day,
      int runs,
      @Nullable Instant first,
      @Nullable Instant last,
      Duration longest) {}

  /** One dataset, and how it grows in a day. */
  record Growth(
      String dataset,
      Duration capture,
      long files,
      long bytes,
      long filesMore,
      long bytesMore,
      long changedBytes) {}
}
