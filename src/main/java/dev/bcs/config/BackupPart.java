package dev.bcs.config;

import dev.bcs.backup.BackupSettings;
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
  private static final Duration ANY_LIMIT = Duration.ofDays(100_000);
  private static final Retention.Keep KEEP = new Retention.Keep(8, Duration.ofDays(3), 0, 14, 8, 0);
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

  static StagingSettings staging(Section staging, Retention.Keep keep) {
    return new StagingSettings(staging.size("reserve", StagingSettings.RESERVE), keep);
  }

  static BackupSettings backup(Section section, Retention.Keep keep, Clocks clocks) {
    Findings findings = section.findings();
    int before = findings.errors();
    List<Section.Item> lines = section.items("schedule");
    boolean usual = !section.has("schedule") && !section.has("every");
    Duration every = section.duration("every", usual ? EVERY : Duration.ZERO);
    BackupSettings read = new BackupSettings(
        Section.texts(lines),
        every,
        section.duration("gap-limit", ANY_LIMIT),
        new BackupSettings.Keep(keep.last(), keep.minimumAge(), keep.daily(), keep.weekly()));
    if (findings.errors() > before) {
      return read;
    }
    for (String problem : Schedule.problems(read, clocks.zone(), clocks.now())) {
      findings.error(lineOf(problem, section, lines), problem);
    }
    return findings.errors() > before || section.has("gap-limit") ? read : limited(read, clocks);
  }

  private static BackupSettings limited(BackupSettings read, Clocks clocks) {
    Duration longest = Schedule.of(read, clocks.zone()).longestInterval(clocks.now());
    return new BackupSettings(read.schedule(), read.every(), longest.multipliedBy(2), read.keep());
  }

  /** A schedule tells of a line by its text, of the limit by its key. */
  private static int lineOf(String problem, Section section, List<Section.Item> lines) {
    for (Section.Item item : lines) {
      if (problem.startsWith("schedule line \"" + item.text() + "\"")) {
        return item.line();
      }
    }
    boolean limit = problem.startsWith("gap-limit");
    return section.line(limit ? "gap-limit" : section.has("schedule") ? "schedule" : "every");
  }
}
