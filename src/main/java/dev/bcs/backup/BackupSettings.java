package dev.bcs.backup;

import java.time.Duration;
import java.util.List;

/**
 * When backups run and what is kept.
 *
 * @param schedule five-field cron lines in the unit's zone; empty where {@code every} is used
 * @param every fixed interval, zero where cron lines are used
 * @param blackout lines such as "mon-fri 08:00-18:00": hours in which no run begins by itself
 * @param hungAfter a run that makes no progress for so long is ended
 */
public record BackupSettings(
    List<String> schedule,
    Duration every,
    Duration gapLimit,
    Keep keep,
    List<String> blackout,
    Duration hungAfter) {
  /** What {@code hungAfter} is when it is not configured. */
  public static final Duration HUNG_AFTER = Duration.ofMinutes(15);

  public BackupSettings {
    schedule = List.copyOf(schedule);
    blackout = List.copyOf(blackout);
  }

  /** Without black-outs. */
  public BackupSettings(List<String> schedule, Duration every, Duration gapLimit, Keep keep) {
    this(schedule, every, gapLimit, keep, List.of(), HUNG_AFTER);
  }

  /** The same with another limit. */
  public BackupSettings withGapLimit(Duration limit) {
    return new BackupSettings(schedule, every, limit, keep, blackout, hungAfter);
  }

  /** Generations kept: the last so many, all younger than an age, one a day, one a week. */
  public record Keep(int last, Duration minimumAge, int daily, int weekly) {}
}
