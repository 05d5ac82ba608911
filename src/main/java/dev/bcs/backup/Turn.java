package dev.bcs.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether a run begins now, and why; no clock, no thread.
 *
 * @param run the reason of a run that is to begin now; empty if none is
 * @param missed how many runs were due and did not begin at their time, though none was under way
 * @param missedSince when the first of them was due
 * @param overran how many were due while another run was under way
 * @param dueFrom up to here all that was due is dealt with
 * @param wake when to decide again
 */
record Turn(
    Optional<String> run,
    int missed,
    Optional<Instant> missedSince,
    int overran,
    Instant dueFrom,
    Instant wake) {
  /** A run that begins so much after it was due is late, and the due one missed. */
  private static final Duration PUNCTUAL = Duration.ofMinutes(1);

  private static final String SCHEDULE = "schedule";
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
   * @param peerCame whether the link to the peer came up since then
   */
  record Known(
      Instant now,
      Optional<String> asked,
      Instant dueFrom,
      boolean acknowledged,
      int failures,
      Optional<Instant> lastEnd,
      boolean peerCame) {}

  /** Whether it begins because it is time. */
  boolean isScheduled() {
    return run.filter(reason -> reason.startsWith(SCHEDULE)).isPresent();
  }

  static Turn decide(Schedule schedule, Known known) {
    Instant now = known.now;
    // The clock was set back: what lies ahead of it cannot have been dealt with.
    Instant from = known.dueFrom.isAfter(now.plus(PUNCTUAL)) ? now : known.dueFrom;
    int due = schedule.due(from, now);
    Instant next = schedule.next(now).orElse(Instant.MAX);
    Instant wake = earlier(next, now.plus(LONGEST_REST));
    if (due > 0) {
      return due(schedule, known, from, due, wake);
    }
    if (known.asked.isPresent()) {
      return begin(known.asked.get(), from, wake);
    }
    Optional<Instant> held = schedule.heldUntil(now);
    if (held.isPresent()) {
      return new Turn(Optional.empty(), 0, Optional.empty(), 0, from, wake);
    }
    if (known.lastEnd.isEmpty() && !known.acknowledged) {
      return begin("first backup", from, wake);
    }
    if (known.failures > 0 && known.lastEnd.isPresent()) {
      Instant retry = known.lastEnd.get().plus(backoff(known.failures));
      boolean setBack = known.lastEnd.get().isAfter(now.plus(PUNCTUAL));
      if (known.peerCame) {
        return begin("the peer is back after a failure", from, wake);
      }
      if (setBack || !retry.isAfter(now)) {
        return begin("again after a failure", from, wake);
      }
      wake = earlier(wake, retry);
    }
    return new Turn(Optional.empty(), 0, Optional.empty(), 0, from, wake);
  }

  private static Turn begin(String reason, Instant from, Instant wake) {
    return new Turn(Optional.of(reason), 0, Optional.empty(), 0, from, wake);
  }

  /** However many were due, one run begins. What was due while a run was on is not missed. */
  private static Turn due(Schedule schedule, Known known, Instant from, int due, Instant wake) {
    Instant now = known.now;
    Instant free =
        known.lastEnd.filter(end -> end.isAfter(from) && !end.isAfter(now)).orElse(from);
    int overran = free.equals(from) ? 0 : schedule.due(from, free);
    Instant lately = now.minus(PUNCTUAL);
    boolean punctual = schedule.due(lately.isBefore(free) ? free : lately, now) > 0;
    int missed = due - overran - (punctual ? 1 : 0);
    String reason = missed > 0
        ? SCHEDULE + ", catching up " + missed + (missed == 1 ? " missed run" : " missed runs")
        : punctual ? SCHEDULE : SCHEDULE + ", after a run that was under way when it was due";
    return new Turn(
        Optional.of(known.asked.orElse(reason)),
        missed,
        missed > 0 ? schedule.next(free) : Optional.empty(),
        overran,
        now,
        wake);
  }

  /** 30 s, 1, 2, 4, 8, then 16 minutes. */
  static Duration backoff(int failures) {
    return FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, RETRY_DOUBLINGS));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
