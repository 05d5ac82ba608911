package dev.bcs.status;

import dev.bcs.continuity.Order;
import dev.bcs.continuity.OrderRefused;
import dev.bcs.continuity.Situation;

/** What this room needs of continuity: to read the situation, and to hand on orders. */
public interface Helm {
  /** The situation now; cheap. */
  Situation situation();

  /** Runs when the situation may have changed; must not block. */
  void onChange(Runnable listener);

  /**
   * Takes an order of the verb promote, open, resume or rollback, and leaves its one audit event,
   * accepted or refused.
   *
   * @return the operation's id; it is durable in the journal
   */
  String order(Order order) throws OrderRefused;

  /** Starts a backup run, or joins the running one. */
  void backupNow(String reason);

  /** Pruning goes on although this dataset shrank or changed; false if it did not wait for that. */
  boolean agree(String dataset);
}
