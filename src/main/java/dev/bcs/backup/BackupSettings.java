package dev.bcs.backup;

import java.time.Duration;
import java.util.List;

/**
 * When backups run and what is kept.
 *
 * @param schedule five-field cron lines in the unit's zone; empty where {@code every} is used
 * @param every fixed interval, zero where cron lines are used
 */
public record BackupSettings(List<String> schedule, Duration every, Duration gapLimit, Keep keep) {
  public BackupSettings {
    schedule = List.copyOf(schedule);
  }

  /** Generations kept: the last so many, all younger than an age, one a day, one a week. */
  public record Keep(int last, Duration minimumAge, int daily, int weekly) {}
}
