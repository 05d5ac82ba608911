package dev.bcs.backup;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the runs so far say of the schedule.
 *
 * @param run how long a run takes now; empty before the first complete one
 * @param worstGap the longest interval and a run; empty while no run is known
 * @param warnings what does not fit, or soon will not; empty if all is well
 * @param proposal the tightest schedule that is safe, as it is written in the configuration
 */
public record Advice(
    Optional<Duration> run,
    Duration shortest,
    Duration longest,
    Optional<Duration> worstGap,
    List<String> warnings,
    Optional<String> proposal,
    List<Growth> datasets) {
  public Advice {
    warnings = List.copyOf(warnings);
    datasets = List.copyOf(datasets);
  }

  /**
   * One dataset: how much it holds, how long its capture takes, and how it grows in a day.
   *
   * @param changedBytes in files of which any byte changed, a day
   */
  public record Growth(
      String dataset,
      Duration capture,
      long files,
      long bytes,
      long filesMore,
      long bytesMore,
      long changedBytes) {}
}
