package dev.bcs.staging;

import dev.bcs.store.GenerationId;
import dev.bcs.store.Ticket;
import java.time.Instant;
import java.util.Map;

/**
 * A verified generation that lies ready in a slot.
 *
 * @param sizes for each dataset id, what lies in the slot
 */
public record Held(
    GenerationId generation,
    Ticket ticket,
    Instant verifiedAt,
    long files,
    long bytes,
    Map<String, Size> sizes) {
  public Held {
    sizes = Map.copyOf(sizes);
  }

  /** How much of one dataset lies in the slot. */
  public record Size(long files, long bytes) {}
}
