package dev.bcs.heartbeat;

import java.time.Duration;

/** Round trip and loss on one path, from what the beats carry; no clock, no socket. */
final class PathMeter {
  private static final int WINDOW = 100;
  private static final int REMEMBERED = 256;
  private static final long MICRO = 1000;

  private final long interval;
  private final long[] sentAt = new long[REMEMBERED];
  private final long[] sentSequence = new long[REMEMBERED];
  private final boolean[] came = new boolean[WINDOW];
  private int sent;
  private long peers;
  private int firstCount;
  private int newestCount;
  private long heardSequence;
  private long heardAt;
  private boolean heard;
  private long roundTrip;
  private int lossThere;

  PathMeter(Duration interval) {
    this.interval = interval.toNanos();
  }

  /** Counts a beat that goes out on this path; gives its number here. */
  int sent(long sequence, long now) {
    int slot = (int) (sequence % REMEMBERED);
    sentAt[slot] = now;
    sentSequence[slot] = sequence;
    return ++sent;
  }

  /** Takes in a beat that counts. */
  void heard(Beat beat, long now) {
    if (beat.nonce() != peers) {
      peers = beat.nonce();
      firstCount = beat.count();
      newestCount = beat.count() - 1;
      heardSequence = 0;
    }
    for (int n = Math.max(newestCount + 1, beat.count() - WINDOW + 1); n <= beat.count(); n++) {
      came[Math.floorMod(n, WINDOW)] = false;
    }
    if (beat.count() > newestCount - WINDOW) {
      came[Math.floorMod(beat.count(), WINDOW)] = true;
    }
    newestCount = Math.max(newestCount, beat.count());
    heardSequence = Math.max(heardSequence, beat.sequence());
    heardAt = now;
    heard = true;
    lossThere = beat.lossPercent();
    measure(beat, now);
  }

  private void measure(Beat beat, long now) {
    int slot = (int) Math.floorMod(beat.heard(), (long) REMEMBERED);
    if (beat.heard() == 0 || sentSequence[slot] != beat.heard()) {
      return;
    }
    long took = Math.max(0, now - sentAt[slot] - beat.heldMicros() * MICRO);
    roundTrip = roundTrip == 0 ? took : roundTrip + (took - roundTrip) / 8;
  }

  boolean everHeard() {
    return heard;
  }

  /** Ticks of the newest beat here; meaningless before the first. */
  long heardAt() {
    return heardAt;
  }

  /** To be told to the peer's process of this nonce, which makes its round trip of it. */
  long newestHeard(long nonce) {
    return nonce == peers ? heardSequence : 0;
  }

  int heldMicros(long now) {
    return heard ? (int) Math.min(Integer.MAX_VALUE, (now - heardAt) / MICRO) : 0;
  }

  Duration roundTrip() {
    return Duration.ofNanos(roundTrip);
  }

  /** What is missing here of the last hundred beats that should have come, in percent. */
  int lossHere(long now) {
    if (!heard) {
      return 100;
    }
    long overdue = Math.max(0, (now - heardAt) / interval - 1);
    long expected = Math.min(WINDOW, newestCount - firstCount + 1 + overdue);
    long missing = Math.min(expected, overdue);
    for (int n = 0; n < expected - overdue; n++) {
      missing += came[Math.floorMod(newestCount - n, WINDOW)] ? 0 : 1;
    }
    return expected == 0 ? 0 : (int) (missing * 100 / expected);
  }

  /** The worse of both directions. */
  int loss(long now) {
    return Math.max(lossHere(now), lossThere);
  }
}
