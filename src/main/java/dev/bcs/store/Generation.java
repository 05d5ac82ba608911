package dev.bcs.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What the book says of one generation.
 *
 * @param outcome empty while it is being received
 * @param detail why it failed or what could not be read, for people; else empty
 */
public record Generation(
    GenerationId id,
    GenerationState state,
    Optional<Outcome> outcome,
    Ticket ticket,
    Optional<Instant> verifiedAt,
    long files,
    long bytes,
    String detail) {

  /** Whether it holds every file, and all of it lies in the store. */
  public boolean isComplete() {
    return outcome.equals(Optional.of(Outcome.COMPLETE)) && isStored();
  }

  /** Whether all that was captured lies in the store. */
  public boolean isStored() {
    return state == GenerationState.STORED
        || state == GenerationState.STAGED
        || state == GenerationState.VERIFIED;
  }
}
