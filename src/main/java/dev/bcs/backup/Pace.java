package dev.bcs.backup;

import dev.bcs.time.Clocks;
import java.time.Duration;

/**
 * Tells senders how long to wait so that together they keep a bandwidth; decides and waits for
 * nothing.
 *
 * <p>Safe for any thread. What was not used is not saved up, so there are no bursts after a rest.
 */
final class Pace {
  private final long bytesPerSecond;
  private final Clocks clocks;
  private long freeTicks;

  /** Zero bytes a second are no limit. */
  Pace(long bytesPerSecond, Clocks clocks) {
    this.bytesPerSecond = bytesPerSecond;
    this.clocks = clocks;
    this.freeTicks = clocks.ticks();
  }

  /** Takes a turn for so many bytes, and answers when it comes. */
  synchronized Duration next(long bytes) {
    if (bytesPerSecond == 0) {
      return Duration.ZERO;
    }
    long now = clocks.ticks();
    long begins = Math.max(now, freeTicks);
    freeTicks = begins + (long) (bytes * 1e9 / bytesPerSecond);
    return Duration.ofNanos(begins - now);
  }

  /** Largest piece that others on the same line should have to wait for: a quarter of a second. */
  int piece(int least, int most) {
    return bytesPerSecond == 0 ? most : (int) Math.max(least, Math.min(most, bytesPerSecond / 4));
  }
}
