package dev.bcs.backup;

import dev.bcs.store.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Backup runs as the primary knows them.
 *
 * @param lastStart of the run that ended last, as all that is called last
 * @param lastOutcome empty before the first run
 * @param failuresInARow runs since the last complete one
 * @param missed runs that were due since the last complete one and did not begin at their time
 * @param missedSince when the first of them was due
 * @param acknowledged number of the generation last acknowledged as verified, 0 if none
 * @param next what is due next; one in the past was due and has not begun
 * @param forecast what is not in that generation, if it could be counted yet
 * @param moments when each application was captured by the newest run that got so far
 * @param sizes what of each dataset that generation holds; empty if there is none
 * @param warning why the schedule does not fit, or soon will not; empty if it does
 */
public record BackupView(
    Optional<Instant> lastStart,
    Optional<Instant> lastEnd,
    Optional<Outcome> lastOutcome,
    String detail,
    int failuresInARow,
    int missed,
    Optional<Instant> missedSince,
    long acknowledged,
    long bytesSent,
    Optional<Instant> next,
    Optional<Progress> running,
    Duration lastTook,
    Optional<Forecast> forecast,
    List<Moment> moments,
    Map<String, Size> sizes,
    String warning) {
  public BackupView {
    moments = List.copyOf(moments);
    sizes = Map.copyOf(sizes);
  }

  /** How much of one dataset. */
  public record Size(long files, long bytes) {}

  /** How far the running backup is; phases are capture, send, stage and verify. */
  public record Progress(
      long generation, String phase, long files, long filesTotal, long bytes, long bytesTotal) {}

  /** What would be lost now, by class, and when that was counted. */
  public record Forecast(Instant asOf, List<Loss> losses) {
    public Forecast {
      losses = List.copyOf(losses);
    }
  }

  /** What would be lost of one class; a deletion counts as a file of 0 bytes. */
  public record Loss(String kind, long files, long bytes) {}
}
