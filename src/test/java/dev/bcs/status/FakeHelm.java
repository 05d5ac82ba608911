package dev.bcs.status;

import dev.bcs.continuity.Order;
import dev.bcs.continuity.OrderRefused;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A continuity whose situation the test sets, and which refuses what the test says. */
final class FakeHelm implements Helm {
  final List<Order> orders = new ArrayList<>();
  final List<String> backups = new ArrayList<>();
  final List<String> suspended = new ArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Situation situation;
  private List<Reason> refusals = List.of();
  private String object = "state";

  FakeHelm(Situation situation) {
    this.situation = situation;
  }

  void become(Situation next) {
    situation = next;
    listeners.forEach(Runnable::run);
  }

  void refuse(String at, Reason... reasons) {
    object = at;
    refusals = List.of(reasons);
  }

  @Override
  public Situation situation() {
    return situation;
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public String order(Order order) throws OrderRefused {
    if (!refusals.isEmpty()) {
      throw new OrderRefused(object, refusals);
    }
    orders.add(order);
    return "op-" + orders.size();
  }

  @Override
  public void backupNow(String reason) {
    backups.add(reason);
  }

  @Override
  public boolean agree(String dataset) {
    return suspended.remove(dataset);
  }
}
