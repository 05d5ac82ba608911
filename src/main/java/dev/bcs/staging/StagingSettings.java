package dev.bcs.staging;

import dev.bcs.store.Retention;

/**
 * What staging keeps and leaves free.
 *
 * @param reserveBytes space that stays free on each file system it writes to
 */
public record StagingSettings(long reserveBytes, Retention.Keep keep) {
  /** Below this a run is refused with {@code storage-low}. */
  public static final long RESERVE = 64L << 20;

  public StagingSettings {
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("the reserve is not negative");
    }
  }
}
