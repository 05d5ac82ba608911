package dev.bcs.daemon;

import dev.bcs.link.Calls;
import dev.bcs.link.Handlers;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the wall clocks of both units differ: shown and alarmed, never part of a decision.
 *
 * <p>Measured by asking over the link; the answer is taken as given in the middle of the round
 * trip, so it is wrong by at most half of that.
 */
final class PeerClock {
  static final String VERB = "unit.clock";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Clocks clocks;
  private volatile Optional<Duration> skew = Optional.empty();

  PeerClock(Clocks clocks) {
    this.clocks = clocks;
  }

  /** Eight bytes: milliseconds since 1970 by this unit's wall clock. */
  void register(Handlers handlers) {
    handlers.on(
        VERB,
        body ->
            ByteBuffer.allocate(Long.BYTES).putLong(clocks.now().toEpochMilli()).array());
  }

  /** Asks; what was measured before is forgotten if the peer does not answer. */
  void measure(Calls calls) {
    try {
      long sent = clocks.ticks();
      byte[] answer = calls.call(VERB, new byte[0], LIMIT);
      Duration half = clocks.since(sent).dividedBy(2);
      Instant theirs = Instant.ofEpochMilli(ByteBuffer.wrap(answer).getLong());
      skew = Optional.of(Duration.between(clocks.now().minus(half), theirs));
    } catch (IOException | RuntimeException notTold) {
      skew = Optional.empty();
    }
  }

  /** Wall clock of the peer less this one's; empty if it is not known. */
  Optional<Duration> skew() {
    return skew;
  }
}
