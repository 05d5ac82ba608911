package dev.bcs.status;

import dev.bcs.backup.Backups;
import dev.bcs.continuity.Continuity;
import dev.bcs.continuity.Order;
import dev.bcs.continuity.OrderRefused;
import dev.bcs.continuity.Situation;
import java.util.function.Predicate;

/** The helm of a real unit: its continuity and its backups. */
public final class ContinuityHelm implements Helm {
  private final Continuity continuity;
  private final Backups backups;
  private final Predicate<String> agreement;

  /**
   * Steers this unit.
   *
   * @param agreement takes a dataset whose pruning is to go on, and tells whether it waited
   */
  public ContinuityHelm(Continuity continuity, Backups backups, Predicate<String> agreement) {
    this.continuity = continuity;
    this.backups = backups;
    this.agreement = agreement;
  }

  @Override
  public Situation situation() {
    return continuity.situation();
  }

  @Override
  public void onChange(Runnable listener) {
    continuity.onChange(listener);
    backups.onChange(listener);
  }

  @Override
  public String order(Order order) throws OrderRefused {
    return switch (order.verb()) {
      case "promote" -> continuity.promote(order);
      case "open" -> continuity.open(order);
      case "resume" -> continuity.resume(order);
      case "rollback" -> continuity.rollback(order);
      default -> throw new IllegalArgumentException("no order is called " + order.verb());
    };
  }

  @Override
  public void backupNow(String reason) {
    backups.runNow(reason);
  }

  @Override
  public boolean agree(String dataset) {
    return agreement.test(dataset);
  }
}
