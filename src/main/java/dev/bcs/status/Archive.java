package dev.bcs.status;

import java.time.Instant;
import java.util.List;

/** The generations that this unit holds, or that its peer told it of. */
public interface Archive {
  /** Newest first. */
  List<Generation> generations();

  /** One generation. */
  record Generation(
      long number,
      Word state,
      Word outcome,
      Instant captured,
      long files,
      long bytes,
      String slot,
      String detail,
      boolean here) {}
}
