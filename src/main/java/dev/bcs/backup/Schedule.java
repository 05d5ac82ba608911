package dev.bcs.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When backups are due: by cron lines in a zone, or at every multiple of an interval; no clock.
 *
 * <p>Lines are read against the hands of the wall clock. Where the hands are set forward, what was
 * due in the hour that is left out runs once at the change; where they are set back, the hour that
 * comes twice has its runs twice. What falls into a black-out runs once at its end.
 */
public final class Schedule {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final Duration FOREVER = Duration.ofDays(36_500);
  private static final int DAYS_CHECKED = 70;
  private static final int DAYS_WITH_MONTHS = 400;
  /** On either side of a change of the hands. */
  private static final int DAYS_AROUND = 2;

  private static final int DAYS_IN_WEEK = 7;

  private static final int MISSED_COUNTED = 100_000;
  private static final Pattern MONTHLESS = Pattern.compile("\\s*(\\S+\\s+){3}\\*\\s+\\S+\\s*");

  private final List<CronLine> lines;
  private final Duration every;
  private final ZoneId zone;
  private final Blackouts blackouts;

  /** How far to look ahead: two months show every mix of days, unless lines name months. */
  private final int days;

  private Schedule(
      List<CronLine> lines, Duration every, ZoneId zone, Blackouts blackouts, int days) {
    this.lines = lines;
    this.every = every;
    this.zone = zone;
    this.blackouts = blackouts;
    this.days = days;
  }

  /** The schedule of these settings; what cannot work is an {@link IllegalArgumentException}. */
  public static Schedule of(BackupSettings settings, ZoneId zone) {
    boolean byLines = !settings.schedule().isEmpty();
    Duration every = settings.every();
    if (byLines == (every.compareTo(Duration.ZERO) > 0)) {
      throw new IllegalArgumentException(
          byLines
              ? "backup has both schedule and every\nhint: keep one of them"
              : "backup has neither schedule nor every\nhint: schedule = [\"*/15 * * * *\"]");
    }
    if (!byLines && every.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "backup every " + every.toSeconds() + " s is too often\nhint: 10s is the least");
    }
    List<CronLine> lines = new ArrayList<>();
    for (String line : settings.schedule()) {
      lines.add(CronLine.of(line));
    }
    boolean months =
        settings.schedule().stream().anyMatch(line -> !MONTHLESS.matcher(line).matches());
    Blackouts blackouts = Blackouts.of(settings.blackout(), zone);
    return new Schedule(lines, every, zone, blackouts, months ? DAYS_WITH_MONTHS : DAYS_CHECKED);
  }

  /**
   * All that is wrong with the settings, as sentences; {@code now} is where looking ahead begins.
   */
  public static List<String> problems(BackupSettings settings, ZoneId zone, Instant now) {
    List<String> found = new ArrayList<>();
    settings.schedule().forEach(line -> told(() -> CronLine.of(line), found));
    settings.blackout().forEach(line -> told(() -> Blackouts.of(List.of(line), zone), found));
    if (found.isEmpty()) {
      told(() -> of(settings, zone).check(settings.gapLimit(), now, found), found);
    }
    return found;
  }

  private static void told(Runnable check, List<String> found) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      found.add(String.valueOf(e.getMessage()));
    }
  }

  private void check(Duration gapLimit, Instant now, List<String> found) {
    if (blackouts.isWholeWeek()) {
      found.add("blackout covers the whole week, so that no backup would ever run"
          + "\nhint: leave hours in which backups may run");
      return;
    }
    Optional<LocalDate> idle = idleDay(now);
    Duration longest = idle.isPresent() ? FOREVER : longestInterval(now);
    // A schedule that would do without black-outs is spoilt by them, and the sentence says so.
    Schedule plain = new Schedule(lines, every, zone, Blackouts.of(List.of(), zone), days);
    if (idle.isPresent() && !blackouts.isEmpty() && plain.idleDay(now).isEmpty()) {
      found.add("blackout leaves nothing to run on " + idle.get()
          + "\nhint: what is due in a black-out runs at its end: let it end before midnight");
    } else if (idle.isPresent()) {
      found.add("nothing is backed up on " + idle.get()
          + "\nhint: add a line to schedule so that a backup runs on each day");
    } else if (gapLimit.compareTo(longest) <= 0) {
      boolean spoilt = !blackouts.isEmpty() && gapLimit.compareTo(plain.longestInterval(now)) > 0;
      found.add("gap-limit is " + text(gapLimit) + ", but up to " + text(longest)
          + " pass between two backups" + (spoilt ? ", because of blackout" : "")
          + "\nhint: the limit must exceed the longest interval plus the longest run");
    }
  }

  /** The first moment after this one at which a run is due; empty if there is none ever. */
  public Optional<Instant> next(Instant after) {
    if (blackouts.isEmpty() || blackouts.isWholeWeek()) {
      return blackouts.isEmpty() ? asked(after) : Optional.empty();
    }
    Instant from = blackouts.covers(after) ? blackouts.start(after).minusNanos(1) : after;
    return asked(from)
        .flatMap(due -> blackouts.covers(due) ? blackouts.end(due) : Optional.of(due));
  }

  /** When the black-out ends that covers this moment; empty if there is none. */
  Optional<Instant> heldUntil(Instant at) {
    return blackouts.covers(at)
        ? blackouts.end(at).or(() -> Optional.of(Instant.MAX))
        : Optional.empty();
  }

  /** What lines or interval ask for, whatever is blacked out. */
  private Optional<Instant> asked(Instant after) {
    if (lines.isEmpty()) {
      long step = every.toMillis();
      return Optional.of(Instant.ofEpochMilli((after.toEpochMilli() / step + 1) * step));
    }
    return lines.stream().flatMap(line -> next(line, after).stream()).min(Instant::compareTo);
  }

  private Optional<Instant> next(CronLine line, Instant after) {
    ZoneOffset offset = zone.getRules().getOffset(after);
    LocalDateTime from = LocalDateTime.ofInstant(after, offset);
    ZoneOffsetTransition change = zone.getRules().nextTransition(after);
    // Two changes lie months apart, so a line that is due at all is found after a few of them.
    for (int i = 0; i < 16; i++) {
      Optional<LocalDateTime> due = line.next(from);
      if (due.isEmpty() || change == null) {
        ZoneOffset last = offset;
        return due.map(d -> d.toInstant(last));
      }
      Instant candidate = due.get().toInstant(change.getOffsetBefore());
      if (candidate.isBefore(change.getInstant())) {
        return Optional.of(candidate);
      }
      if (change.isGap() && due.get().isBefore(change.getDateTimeAfter())) {
        return Optional.of(change.getInstant());
      }
      from = change.getDateTimeAfter().minusSeconds(1);
      offset = change.getOffsetAfter();
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return Optional.empty();
  }

  /** How many runs were due after one moment and up to another. */
  public int due(Instant after, Instant upTo) {
    int count = 0;
    Optional<Instant> next = next(after);
    while (next.isPresent() && !next.get().isAfter(upTo) && count < MISSED_COUNTED) {
      count++;
      next = next(next.get());
    }
    return count;
  }

  /** The longest time between two runs in the days ahead, and where the hands are next set back. */
  public Duration longestInterval(Instant from) {
    if (lines.isEmpty() && blackouts.isEmpty()) {
      return every;
    }
    Duration longest = lines.isEmpty() ? longestAround(from) : longestInterval(from, days);
    ZoneOffsetTransition change = zone.getRules().nextTransition(from);
    for (int i = 0; i < 2 && change != null; i++) {
      Instant before = change.getInstant().minus(DAY.multipliedBy(DAYS_AROUND));
      Duration around =
          lines.isEmpty() ? longestAround(before) : longestInterval(before, 2 * DAYS_AROUND);
      longest = around.compareTo(longest) > 0 ? around : longest;
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return longest;
  }

  private Duration longestInterval(Instant from, int ahead) {
    Duration longest = Duration.ZERO;
    Instant last = from;
    for (int i = 0; ; i++) {
      Optional<Instant> next = next(last);
      if (next.isEmpty()) {
        return FOREVER;
      }
      Duration wait = Duration.between(last, next.get());
      longest = i > 0 && wait.compareTo(longest) > 0 ? wait : longest;
      last = next.get();
      if (Duration.between(from, last).toDays() > ahead) {
        return longest;
      }
    }
  }

  /** The shortest time between two runs in the week ahead, as lines or interval ask for it. */
  Duration shortestInterval(Instant from) {
    if (lines.isEmpty()) {
      return every;
    }
    Duration shortest = FOREVER;
    Optional<Instant> at = asked(from);
    while (at.isPresent() && Duration.between(from, at.get()).toDays() <= DAYS_IN_WEEK) {
      Optional<Instant> next = asked(at.get());
      Duration wait = Duration.between(at.get(), next.orElse(from.plus(FOREVER)));
      shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
      at = next;
    }
    return shortest;
  }

  /** The last moment up to this one at which a run was due, in the eight days before it. */
  Optional<Instant> previous(Instant upTo) {
    for (Duration back : List.of(Duration.ofHours(1), DAY, DAY.multipliedBy(DAYS_IN_WEEK + 1))) {
      Optional<Instant> last = Optional.empty();
      Optional<Instant> at = next(upTo.minus(back));
      while (at.isPresent() && !at.get().isAfter(upTo)) {
        last = at;
        at = next(at.get());
      }
      if (last.isPresent()) {
        return last;
      }
    }
    return Optional.empty();
  }

  /** Of a fixed interval, only black-outs can make the time between two runs longer. */
  private Duration longestAround(Instant from) {
    Duration longest = every;
    Instant at = from;
    Instant end = from.plus(DAY.multipliedBy(DAYS_IN_WEEK + 1));
    while (at.isBefore(end)) {
      Instant next = next(at).orElse(end);
      Instant after = next(next).orElse(end);
      Duration wait = Duration.between(next, after);
      longest = wait.compareTo(longest) > 0 ? wait : longest;
      // Between black-outs all is regular: on to the last runs before the next one.
      Instant near = blackouts.begin(after).orElse(end).minus(every.multipliedBy(2));
      at = near.isAfter(next) ? near : next;
    }
    return longest;
  }

  /** The first day ahead in which nothing runs. */
  Optional<LocalDate> idleDay(Instant now) {
    if (lines.isEmpty() && blackouts.isEmpty()) {
      return every.compareTo(DAY) <= 0
          ? Optional.empty()
          : Optional.of(LocalDate.ofInstant(now, zone).plusDays(1));
    }
    LocalDate day = LocalDate.ofInstant(now, zone).plusDays(1);
    for (int i = 0; i < days; i++, day = day.plusDays(1)) {
      Instant start = day.atStartOfDay(zone).toInstant();
      Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
      Optional<Instant> first = next(start.minusSeconds(1));
      if (first.isEmpty() || !first.get().isBefore(end)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  static String text(Duration length) {
    if (length.toSeconds() % 60 != 0) {
      return length.toSeconds() + " s";
    }
    long minutes = length.toMinutes();
    return minutes % 60 == 0 && minutes > 0 ? minutes / 60 + " h" : minutes + " min";
  }
}
