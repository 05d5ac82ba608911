package dev.bcs.config;

import dev.bcs.backup.BackupSettings;
import dev.bcs.backup.Limits;
import dev.bcs.backup.Schedule;
import dev.bcs.staging.StagingSettings;
import dev.bcs.store.Retention;
import dev.bcs.time.Clocks;
import java.time.Duration;
import java.util.List;

/**
 * Reads when backups run and what is kept of them.
 *
 * <p>Without a schedule a backup runs every hour. Without a limit, the data gap may be twice the
 * longest interval: one missed run is an alarm.
 */
final class BackupPart {
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration LEAST_HUNG = Duration.ofMinutes(2);
  private static final Duration ANY_LIMIT = Duration.ofDays(100_000);
  private static final Retention.Keep KEEP = new Retention.Keep(8, Duration.ofDays(3), 0, 14, 8, 0);
  private static final Duration SHORTEST_SCRUB = Duration.ofHours(1);
  private static final int MOST_KEPT = 100_000;

  private BackupPart() {}

  static Retention.Keep keep(Section backup) {
    Section keep = backup.section("keep");
    return new Retention.Keep(
        keep.number("last", KEEP.last(), 1, MOST_KEPT),
        keep.durationOrZero("minimum-age", KEEP.minimumAge()),
        keep.number("hourly", KEEP.hourly(), 0, MOST_KEPT),
        keep.number("daily", KEEP.daily(), 0, MOST_KEPT),
        keep.number("weekly", KEEP.weekly(), 0, MOST_KEPT),
        keep.number("monthly", KEEP.monthly(), 0, MOST_KEPT));
  }

  static Limits limits(Section backup) {
    Section limits = backup.section("limits");
    return new Limits(limits.size("bandwidth", 0), limits.flag("low-priority", false));
  }

  static StagingSettings staging(Section staging, Retention.Keep keep) {
    Duration scrub = staging.duration("scrub-within", StagingSettings.SCRUB_WITHIN);
    if (scrub.compareTo(SHORTEST_SCRUB) < 0) {
      staging
          .findings()
          .error(
              staging.line("scrub-within"),
              "[staging] scrub-within is shorter than an hour",
              "it is the time in which everything is read once; days are usual");
      scrub = StagingSettings.SCRUB_WITHIN;
    }
    return new StagingSettings(staging.size("reserve", StagingSettings.RESERVE), keep, scrub);
  }

  static BackupSettings backup(Section section, Retention.Keep keep, Clocks clocks) {
    Findings findings = section.findings();
    Duration hungAfter = hungAfter(section);
    int before = findings.errors();
    List<Section.Item> lines = section.items("schedule");
    List<Section.Item> blackouts = section.items("blackout");
    boolean usual = !section.has("schedule") && !section.has("every");
    Duration every = section.duration("every", usual ? EVERY : Duration.ZERO);
    BackupSettings read = new BackupSettings(
        Section.texts(lines),
        every,
        section.duration("gap-limit", ANY_LIMIT),
        new BackupSettings.Keep(keep.last(), keep.minimumAge(), keep.daily(), keep.weekly()),
        Section.texts(blackouts),
        hungAfter);
    if (findings.errors() > before) {
      return read;
    }
    for (String problem : Schedule.problems(read, clocks.zone(), clocks.now())) {
      findings.error(lineOf(problem, section, lines, blackouts), problem);
    }
    return findings.errors() > before || section.has("gap-limit") ? read : limited(read, clocks);
  }

  private static BackupSettings limited(BackupSettings read, Clocks clocks) {
    Duration longest = Schedule.of(read, clocks.zone()).longestInterval(clocks.now());
    return read.withGapLimit(longest.multipliedBy(2));
  }

  /** A schedule tells of a line by its text, of the limit by its key. */
  private static int lineOf(
      String problem, Section section, List<Section.Item> lines, List<Section.Item> blackouts) {
    for (Section.Item item : lines) {
      if (problem.startsWith("schedule line \"" + item.text() + "\"")) {
        return item.line();
      }
    }
    for (Section.Item item : blackouts) {
      if (problem.startsWith("blackout \"" + item.text() + "\"")) {
        return item.line();
      }
    }
    String key = List.of("gap-limit", "blackout").stream()
        .filter(problem::startsWith)
        .findFirst()
        .orElse(section.has("schedule") ? "schedule" : "every");
    return section.line(key);
  }

  /** Shorter than what the peer is waited for, a run could not bridge a break of the link. */
  private static Duration hungAfter(Section section) {
    Duration read = section.duration("hung-after", BackupSettings.HUNG_AFTER);
    if (read.compareTo(LEAST_HUNG) < 0) {
      section
          .findings()
          .error(
              section.line("hung-after"),
              "[backup] hung-after = " + Amounts.text(read) + " is too short",
              "2m is the least: a lost link alone is bridged for a minute");
      return BackupSettings.HUNG_AFTER;
    }
    return read;
  }
}
