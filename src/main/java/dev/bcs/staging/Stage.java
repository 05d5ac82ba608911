package dev.bcs.staging;

import dev.bcs.store.GenerationId;
import java.util.List;
import java.util.Optional;

/**
 * The slots of this unit, as the rooms above see them.
 *
 * <p>Safe for any thread. After {@link #hold} the ready slot stands still: no build touches it, and
 * a running build is given up, until {@link #release} or {@link #consumed}.
 */
public interface Stage {
  /** The ready slot's generation, if there is one. */
  Optional<Held> ready();

  /** Why the ready slot cannot be trusted now, such as no check since an unclean boot. */
  List<String> doubts();

  /**
   * What the ready slot does not bring back truly although it is verified, such as owners and
   * attributes that this user may not set: each a reason {@code ownership-not-applied}.
   */
  List<String> notes();

  /** Where the datasets of the ready slot would go, if a promotion held it now; or nothing. */
  List<Placement> placements();

  /** Stops builds and answers where each dataset lies; refuses a generation that is not staged. */
  List<Placement> hold(GenerationId generation) throws java.io.IOException;

  /** Nothing was swapped; builds may go on. */
  void release();

  /** The slots were swapped into place; the stage forgets them. Durable when it returns. */
  void consumed(GenerationId generation);

  /** Runs when a generation becomes ready, or its build fails. */
  void onChange(Runnable listener);
}
