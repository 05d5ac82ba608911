package dev.bcs.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a run begins now, and why; no clock, no thread.
 *
 * @param run the reason of a run that is to begin now; empty if none is
 * @param missed how many runs were due and did not happen at their time
 * @param dueFrom up to here all that was due is dealt with
 * @param wake when to decide again
 */
record Turn(Optional<String> run, int missed, Instant dueFrom, Instant wake) {
  /** A run that begins so much after it was due is late, and the due one missed. */
  private static final Duration PUNCTUAL = Duration.ofMinutes(1);

  private static final Duration LONGEST_REST = Duration.ofMinutes(10);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
  private static final int RETRY_DOUBLINGS = 5;

  /**
   * What is known when deciding.
   *
   * @param asked why somebody wants a run now, if so
   * @param dueFrom from when on due runs were not looked at
   * @param acknowledged whether the peer has a verified generation of us
   * @param failures runs since the last complete one
   * @param lastEnd of the last run since this unit serves, if there was one
   */
  record Known(
      Instant now,
      Optional<String> asked,
      Instant dueFrom,
      boolean acknowledged,
      int failures,
      Optional<Instant> lastEnd) {}

  static Turn decide(Schedule schedule, Known known) {
    Instant now = known.now;
    // The clock was set back: what lies ahead of it cannot have been dealt with.
    Instant from = known.dueFrom.isAfter(now.plus(PUNCTUAL)) ? now : known.dueFrom;
    int due = schedule.due(from, now);
    Instant dealt = due > 0 ? now : from;
    Instant next = schedule.next(now).orElse(Instant.MAX);
    Instant wake = earlier(next, now.plus(LONGEST_REST));
    if (due > 0) {
      boolean punctual = schedule.due(now.minus(PUNCTUAL), now) > 0;
      int missed = punctual ? due - 1 : due;
      String reason = missed == 0
          ? "schedule"
          : "schedule, catching up " + missed + (missed == 1 ? " missed run" : " missed runs");
      return new Turn(Optional.of(known.asked.orElse(reason)), missed, dealt, wake);
    }
    if (known.asked.isPresent()) {
      return new Turn(known.asked, 0, dealt, wake);
    }
    if (known.lastEnd.isEmpty() && !known.acknowledged) {
      return new Turn(Optional.of("first backup"), 0, dealt, wake);
    }
    if (known.failures > 0 && known.lastEnd.isPresent()) {
      Instant retry = known.lastEnd.get().plus(backoff(known.failures));
      boolean setBack = known.lastEnd.get().isAfter(now.plus(PUNCTUAL));
      if (setBack || !retry.isAfter(now)) {
        return new Turn(Optional.of("again after a failure"), 0, dealt, wake);
      }
      wake = earlier(wake, retry);
    }
    return new Turn(Optional.empty(), 0, dealt, wake);
  }

  /** 30 s, 1, 2, 4, 8, then 16 minutes. */
  static Duration backoff(int failures) {
    return FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, RETRY_DOUBLINGS));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
