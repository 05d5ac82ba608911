package dev.bcs.staging;

import dev.bcs.store.Retention;
import java.time.Duration;

/**
 * What staging keeps and leaves free.
 *
 * @param reserveBytes space that stays free on each file system it writes to
 * @param scrubWithin the time in which store and slots are read once over
 */
public record StagingSettings(long reserveBytes, Retention.Keep keep, Duration scrubWithin) {
  public static final Duration SCRUB_WITHIN = Duration.ofDays(7);

  /** Below this a run is refused with {@code storage-low}. */
  public static final long RESERVE = 64L << 20;

  public StagingSettings {
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("the reserve is not negative");
    }
    if (scrubWithin.toHours() < 1) {
      throw new IllegalArgumentException("store and slots are reread within an hour or more");
    }
  }

  /** With the usual time for rereading. */
  public StagingSettings(long reserveBytes, Retention.Keep keep) {
    this(reserveBytes, keep, SCRUB_WITHIN);
  }
}
