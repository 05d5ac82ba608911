package dev.bcs.heartbeat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Decides whether an authentic beat proves that the peer lives now; no clock, no socket.
 *
 * <p>A beat counts if it echoes the nonce of this process and its sequence was not seen before. A
 * beat that does not is answered with one that echoes <em>its</em> nonce, so that a peer which just
 * started needs one round; nothing is believed of it meanwhile, so that a replayed beat cannot
 * change what this unit echoes.
 */
final class Proof {
  private static final int WINDOW = 1024;
  private static final int RETIRED = 4096;
  private static final long LARGEST_SEQUENCE = Long.MAX_VALUE / 2;

  private long mine;
  private long peers;
  private long newest;
  private final long[] seen = new long[WINDOW / 64];
  private final Set<Long> retired = new LinkedHashSet<>();

  Proof(long mine) {
    this.mine = mine;
  }

  /** What is to be done with a beat. */
  enum Worth {
    COUNTS,
    ANSWER_IT,
    NOTHING
  }

  long mine() {
    return mine;
  }

  /** The nonce to echo; 0 until the peer proved one. */
  long peers() {
    return peers;
  }

  /** Begins anew, as a process that started just now. */
  void renew(long nonce) {
    mine = nonce;
  }

  Worth weigh(Beat beat) {
    if (beat.nonce() == 0 || beat.sequence() < 1 || beat.sequence() > LARGEST_SEQUENCE) {
      return Worth.NOTHING;
    }
    if (beat.echo() != mine) {
      return Worth.ANSWER_IT;
    }
    if (beat.nonce() != peers) {
      // It echoes ours, so it was made after we started, by a process that we had not met; one
      // that we had met and that was followed by another does not come back.
      if (retired.contains(beat.nonce())) {
        return Worth.NOTHING;
      }
      retire(peers);
      peers = beat.nonce();
      newest = 0;
      Arrays.fill(seen, 0);
    }
    return first(beat.sequence()) ? Worth.COUNTS : Worth.NOTHING;
  }

  private void retire(long nonce) {
    retired.add(nonce);
    if (retired.size() > RETIRED) {
      retired.remove(retired.iterator().next());
    }
  }

  private boolean first(long sequence) {
    if (sequence <= newest - WINDOW) {
      return false;
    }
    for (long n = Math.max(newest + 1, sequence - WINDOW + 1); n <= sequence; n++) {
      seen[word(n)] &= ~(1L << n);
    }
    newest = Math.max(newest, sequence);
    boolean first = (seen[word(sequence)] & 1L << sequence) == 0;
    seen[word(sequence)] |= 1L << sequence;
    return first;
  }

  private static int word(long sequence) {
    return (int) (sequence % WINDOW / 64);
  }
}
