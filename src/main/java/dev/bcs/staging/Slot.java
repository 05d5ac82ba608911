package dev.bcs.staging;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger says of one of the two slots, for all datasets together.
 *
 * @param letter {@code a} or {@code b}
 * @param generation 0 unless settled or ready
 * @param doubt why what lies there cannot be trusted now; empty if it can
 * @param ownersNotSet names whose owner, or attributes, this user may not set
 */
record Slot(
    String letter,
    State state,
    long generation,
    Optional<Instant> verifiedAt,
    String doubt,
    long ownersNotSet,
    Map<String, Held.Size> sizes) {
  Slot {
    sizes = Map.copyOf(sizes);
  }

  /** What lies in a slot; the codes are in the ledger. */
  enum State {
    /** Nothing of ours. */
    EMPTY(1),
    /** A build began and did not end, or what lies there was found damaged. */
    DIRTY(2),
    /** A whole generation that was ready before. */
    SETTLED(3),
    /** The newest verified generation. */
    READY(4);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static State ofCode(int code) {
      for (State each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new IllegalArgumentException("no slot has the state " + code);
    }
  }

  boolean holdsGeneration() {
    return state == State.SETTLED || state == State.READY;
  }
}
