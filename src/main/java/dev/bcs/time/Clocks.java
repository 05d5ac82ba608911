package dev.bcs.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The clocks of one unit, as one seam.
 *
 * <p>Safe for any thread. Durations are measured by {@link #ticks()}; {@link #now()} is for people
 * and may jump either way. {@link #sinceBoot()} also counts suspend, and starts again when
 * {@link #bootId()} changes.
 */
public interface Clocks {
  /** Wall clock of this unit. */
  Instant now();

  /** Monotonic nanoseconds from an arbitrary origin, alike only within this process. */
  long ticks();

  /** Time since the machine booted, suspend included; survives a restart of the process. */
  Duration sinceBoot();

  /** Names the current boot of the machine; two values are equal only within one boot. */
  String bootId();

  /** The unit's time zone, in which schedules are read and times are shown. */
  ZoneId zone();

  /** Time gone since an earlier {@link #ticks()}. */
  default Duration since(long earlierTicks) {
    return Duration.ofNanos(ticks() - earlierTicks);
  }

  /** The machine's own clocks. */
  static Clocks system() {
    return SystemClocks.INSTANCE;
  }
}
