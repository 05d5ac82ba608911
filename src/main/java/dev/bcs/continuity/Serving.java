package dev.bcs.continuity;

import dev.bcs.unit.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a primary's services and addresses up when no operation does it, and keeps the services of
 * every other role down.
 *
 * <p>Every deed bears repetition, so after a failure or a crash all of them are simply done again.
 */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final Desk desk;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean up;
  private volatile boolean heldDown;
  private volatile boolean complained;
  private long tried;

  Serving(Desk desk) {
    this.desk = desk;
  }

  /** An operation has brought everything up. */
  void isUp() {
    up = true;
    heldDown = false;
    desk.rooms.backups().enable();
  }

  /** On the deciding thread, now and then and after each change of role. */
  void tend() {
    Role role = desk.role();
    boolean running = desk.operation()
        .filter(op -> op.result() == OperationView.Result.RUNNING)
        .isPresent();
    up = up && role == Role.PRIMARY;
    heldDown = heldDown && holdsDown();
    if (running || desk.outlived()) {
      return;
    }
    if (role == Role.PRIMARY && !up) {
      attempt(this::bringUp);
    } else if (holdsDown() && !heldDown) {
      attempt(this::holdDown);
    }
  }

  /** Also where a promotion halted before its swap: what lies here is still a spare's. */
  private boolean holdsDown() {
    return switch (desk.role()) {
      case CLOSED, SECONDARY, QUARANTINED -> true;
      case HALTED -> desk.operation().filter(op -> !op.pastLook()).isPresent();
      default -> false;
    };
  }

  private void attempt(Runnable deed) {
    long now = desk.rooms.clocks().ticks();
    boolean due = !complained || tried == 0 || now - tried >= AGAIN.toNanos();
    if (due && busy.compareAndSet(false, true)) {
      tried = now == 0 ? 1 : now;
      desk.threads.steps(() -> {
        try {
          deed.run();
        } finally {
          busy.set(false);
        }
      });
    }
  }

  private void bringUp() {
    if (desk.role() != Role.PRIMARY || desk.outlived()) {
      return;
    }
    Appliance appliance = desk.rooms.appliance();
    try {
      appliance.allow(desk.epoch());
      for (Appliance.Service service : appliance.services()) {
        desk.threads.bounded(
            () -> appliance.startService(service.id()),
            service.limit().plus(Promoter.GRACE),
            "start " + service.id());
      }
      appliance.addressesUp();
      isUp();
      settled();
    } catch (IOException | RuntimeException e) {
      // Backups run also while a service fails: its data may be all that is left of it.
      desk.rooms.backups().enable();
      complain("does not serve wholly", e);
    }
    desk.changed();
  }

  private void holdDown() {
    if (!holdsDown()) {
      return;
    }
    try {
      Demotion.takeDown(desk);
      heldDown = true;
      settled();
    } catch (IOException | RuntimeException e) {
      complain("cannot hold its services down", e);
    }
    desk.changed();
  }

  private void complain(String what, Exception e) {
    if (!complained) {
      LOG.error("{} {}, trying on: {}", desk.settings.unit().name(), what, e.getMessage());
    }
    complained = true;
  }

  private void settled() {
    if (complained) {
      LOG.info(
          "{} is {} as it should be again",
          desk.settings.unit().name(),
          desk.role().word());
    }
    complained = false;
  }
}
