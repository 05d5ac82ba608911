package dev.bcs.backup;

import dev.bcs.backup.Advice.Growth;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Tells from past runs whether the schedule fits, and until when it will; no clock, no thread.
 *
 * <p>A run is expected to take as long as nine of ten of the newest took. Growth is the median of
 * the slopes between any two of the last {@value #DAYS} days, so that one day like no other (the
 * first full backup, say) does not sway it. Nothing is foretold of less than {@value #LEAST_DAYS}
 * days.
 */
final class Advisor {
  private static final int DAYS = 28;
  private static final int LEAST_DAYS = 7;
  private static final int NEWEST = 20;
  private static final int AHEAD_DAYS = 14;
  private static final int HORIZON_DAYS = 30;
  /** A growth in the whole time below this share of a run is noise. */
  private static final double NOISE = 0.05;

  /** A safe interval is so many times the run. */
  private static final int SAFETY = 2;

  private static final List<Duration> STEPS = LongStream.of(
          10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600,
          28_800, 43_200)
      .mapToObj(Duration::ofSeconds)
      .toList();

  private Advisor() {}

  /**
   * One day of complete runs.
   *
   * @param dataset empty for the runs as a whole
   * @param longest of the runs, or of the captures of the dataset
   * @param files as the last run of the day found them
   * @param changedBytes sum of the runs
   */
  record Day(
      LocalDate day,
      String dataset,
      int runs,
      Duration longest,
      long files,
      long bytes,
      long changedBytes) {}

  /**
   * What is known when advising.
   *
   * @param newest how long the newest complete runs took, newest first
   * @param days of which there may be any number, in any order
   */
  record Known(
      Instant now,
      ZoneId zone,
      BackupSettings settings,
      Schedule schedule,
      List<Duration> newest,
      List<Day> days) {}

  static Advice advise(Known known) {
    Duration longest = known.schedule.longestInterval(known.now);
    Duration shortest = known.schedule.shortestInterval(known.now);
    Map<String, List<Day>> byDataset = byDataset(known);
    List<Growth> growth = byDataset.entrySet().stream()
        .filter(each -> !each.getKey().isEmpty())
        .map(each -> growth(each.getKey(), each.getValue()))
        .toList();
    Optional<Duration> run = expected(known.newest);
    if (run.isEmpty()) {
      return new Advice(
          run, shortest, longest, Optional.empty(), List.of(), Optional.empty(), growth);
    }
    double slope = slope(byDataset.getOrDefault("", List.of()), day -> day.longest.toMillis());
    boolean noise = slope * DAYS < NOISE * run.get().toMillis();
    Outlook outlook = new Outlook(known, run.get(), noise ? 0 : slope, shortest, longest);
    return new Advice(
        run,
        shortest,
        longest,
        Optional.of(longest.plus(run.get())),
        outlook.warnings(),
        outlook.proposal(),
        growth);
  }

  private static Map<String, List<Day>> byDataset(Known known) {
    LocalDate oldest = LocalDate.ofInstant(known.now, known.zone).minusDays(DAYS);
    Map<String, List<Day>> all = new TreeMap<>();
    known.days.stream()
        .filter(day -> day.day.isAfter(oldest))
        .sorted(Comparator.comparing(Day::day))
        .forEach(
            day -> all.computeIfAbsent(day.dataset, none -> new ArrayList<>()).add(day));
    return all;
  }

  /** Nine of ten of the newest took no longer. */
  static Optional<Duration> expected(List<Duration> newest) {
    List<Duration> sorted = new ArrayList<>(newest.subList(0, Math.min(NEWEST, newest.size())));
    Collections.sort(sorted);
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(sorted.get((sorted.size() * 9 + 9) / 10 - 1));
  }

  private static Growth growth(String dataset, List<Day> days) {
    Day last = days.get(days.size() - 1);
    long changed = days.stream().mapToLong(Day::changedBytes).sum() / days.size();
    return new Growth(
        dataset,
        last.longest,
        last.files,
        last.bytes,
        Math.round(slope(days, Day::files)),
        Math.round(slope(days, Day::bytes)),
        changed);
  }

  /** How much more each day: the median slope between any two days; 0 of too few days. */
  static double slope(List<Day> days, ToLongFunction<Day> of) {
    if (days.size() < LEAST_DAYS) {
      return 0;
    }
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      for (int j = i + 1; j < days.size(); j++) {
        long apart = ChronoUnit.DAYS.between(days.get(i).day, days.get(j).day);
        long more = of.applyAsLong(days.get(j)) - of.applyAsLong(days.get(i));
        if (apart > 0) {
          slopes.add((double) more / apart);
        }
      }
    }
    Collections.sort(slopes);
    return slopes.isEmpty() ? 0 : slopes.get(slopes.size() / 2);
  }

  /** A run now, and how much longer it gets each day. */
  private record Outlook(
      Known known, Duration run, double millisMore, Duration shortest, Duration longest) {
    List<String> warnings() {
      List<String> warnings = new ArrayList<>();
      Duration limit = known.settings.gapLimit();
      judge(
          shortest,
          "a run takes longer than the " + Schedule.text(shortest) + " between two",
          warnings);
      judge(
          limit.minus(longest),
          "the gap-limit of " + Schedule.text(limit) + " is exceeded between two runs, with up to "
              + Schedule.text(longest) + " from one to the next",
          warnings);
      return warnings;
    }

    private void judge(Duration room, String what, List<String> warnings) {
      long left = room.toMillis() - run.toMillis();
      if (left < 0) {
        warnings.add(what + ": it takes " + text(run));
      } else if (millisMore > 0 && left / millisMore <= AHEAD_DAYS) {
        LocalDate day = LocalDate.ofInstant(known.now, known.zone)
            .plusDays((long) Math.ceil(left / millisMore));
        warnings.add("if runs go on to take " + text(Duration.ofMillis(Math.round(millisMore)))
            + " more each day, from " + day + " on " + what);
      }
    }

    Optional<String> proposal() {
      long then = run.toMillis() + Math.round(millisMore * HORIZON_DAYS);
      for (Duration step : STEPS) {
        if (step.toMillis() >= SAFETY * then) {
          return Optional.of(proposal(step, Duration.ofMillis(then)));
        }
      }
      return Optional.empty();
    }

    private String proposal(Duration step, Duration then) {
      BackupSettings tight = new BackupSettings(
          List.of(),
          step,
          known.settings.gapLimit(),
          known.settings.keep(),
          known.settings.blackout(),
          known.settings.hungAfter());
      Duration gap = Schedule.of(tight, known.zone).longestInterval(known.now).plus(then);
      String limit = gap.compareTo(known.settings.gapLimit()) <= 0
          ? ""
          : " and a gap-limit of more than " + Schedule.text(gap);
      return "every = \"" + written(step) + "\"" + limit + " (worst-case gap " + text(gap) + ")";
    }
  }

  private static String written(Duration step) {
    long seconds = step.toSeconds();
    return seconds % 3600 == 0
        ? seconds / 3600 + "h"
        : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String text(Duration length) {
    if (length.compareTo(Duration.ofSeconds(10)) < 0) {
      return length.toMillis() + " ms";
    }
    boolean exact = length.compareTo(Duration.ofMinutes(10)) < 0;
    return exact ? length.toSeconds() + " s" : length.toMinutes() + " min";
  }
}
