package dev.bcs.snmp;

import java.time.Duration;

/** How often a target may be spoken to: a burst, then so many a second. */
final class Pacer {
  private final int burst;
  private final double perNano;
  private double tokens;
  private long at;

  Pacer(int burst, int perSecond, long ticks) {
    this.burst = burst;
    this.perNano = perSecond / 1e9;
    this.tokens = burst;
    this.at = ticks;
  }

  /** Takes a turn if there is one. */
  boolean take(long ticks) {
    refill(ticks);
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  /** Until the next turn; zero if there is one now. */
  Duration untilNext(long ticks) {
    refill(ticks);
    return tokens >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
  }

  private void refill(long ticks) {
    tokens = Math.min(burst, tokens + (ticks - at) * perNano);
    at = ticks;
  }
}
