package dev.bcs.time;

import java.time.Duration;

/** A bounded wait, so that tests can take its place. */
@FunctionalInterface
public interface Pause {
  /** Waits at most this long; an interrupt ends it. */
  void rest(Duration length) throws InterruptedException;

  /** Really waits. */
  static Pause real() {
    return length -> Thread.sleep(length.toMillis(), length.toNanosPart() % 1_000_000);
  }
}
