package dev.bcs.unit;

import dev.bcs.time.Clocks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after a few failures of one user from one address, each next one waits twice
 * as long.
 *
 * <p>Remembers a bounded number of pairs, the latest; to fill it with others costs an attacker more
 * sign-ins than it saves him. Nothing of it is kept across a restart.
 */
final class Throttle {
  private static final int FREE = 5;
  private static final int REMEMBERED = 4096;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Clocks clocks;
  private final Map<String, Failures> failures = new LinkedHashMap<>();

  Throttle(Clocks clocks) {
    this.clocks = clocks;
  }

  /** How long this one still has to wait; zero if he may try. */
  synchronized Duration wait(String key) {
    Failures before = failures.get(key);
    if (before == null || before.count < FREE) {
      return Duration.ZERO;
    }
    Duration rest = penalty(before.count).minus(clocks.since(before.lastTicks));
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  synchronized void failed(String key) {
    Failures before = failures.remove(key);
    failures.put(key, new Failures(before == null ? 1 : before.count + 1, clocks.ticks()));
    if (failures.size() > REMEMBERED) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  synchronized void succeeded(String key) {
    failures.remove(key);
  }

  private static Duration penalty(int count) {
    int doublings = Math.min(count - FREE, 16);
    Duration penalty = FIRST.multipliedBy(1L << doublings);
    return penalty.compareTo(LONGEST) < 0 ? penalty : LONGEST;
  }

  /** How often in a row, and when last. */
  private record Failures(int count, long lastTicks) {}
}
