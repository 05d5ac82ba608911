package dev.bcs.continuity;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes this unit out of service for good.
 *
 * <p>Crash order: the role demoting is durable before anything is stopped, so a start in the middle
 * goes on stopping; quarantined is durable only after the services are down. Neither ever serves.
 */
final class Demotion {
  private static final Logger LOG = LoggerFactory.getLogger(Demotion.class);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Desk desk;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private volatile CountDownLatch down = new CountDownLatch(1);
  private volatile long tried;
  private volatile boolean complained;

  Demotion(Desk desk) {
    this.desk = desk;
  }

  /** On the deciding thread: the promoted peer asks; answers why not, or an empty text. */
  String standDown(Epoch epoch) {
    HearingRules.StandDown asked = HearingRules.standDown(desk.standing(), epoch);
    if (!asked.refusal().isEmpty()) {
      return asked.refusal();
    }
    desk.write(() -> {
      desk.note(s -> s.learn(epoch));
      asked.happening().ifPresent(on -> {
        desk.endOperation("its peer is promoted and asked it to stop");
        desk.happen(on, "");
      });
      return true;
    });
    if (asked.happening().isEmpty()) {
      return "";
    }
    begin();
    return "";
  }

  /** Begins to stop the services; the role is demoting, durably. */
  void begin() {
    down = new CountDownLatch(1);
    tried = 0;
    tend();
  }

  /** On the deciding thread, now and then: tries again what failed. */
  void tend() {
    long now = desk.rooms.clocks().ticks();
    boolean due = tried == 0 || now - tried >= AGAIN.toNanos();
    if (desk.role() == Role.DEMOTING && due && stopping.compareAndSet(false, true)) {
      tried = now == 0 ? 1 : now;
      desk.threads.steps(this::stop);
    }
  }

  /**
   * On the deciding thread: stops serving although that cannot be written, as often as it takes.
   */
  void takeDownUnwritten() {
    long now = desk.rooms.clocks().ticks();
    boolean due = tried == 0 || now - tried >= AGAIN.toNanos();
    if (due && stopping.compareAndSet(false, true)) {
      tried = now == 0 ? 1 : now;
      LOG.error("a higher epoch was heard and cannot be written; services are stopped now");
      desk.threads.steps(() -> {
        try {
          takeDown(desk);
        } catch (IOException | RuntimeException e) {
          LOG.error("services do not stop, trying on: {}", e.getMessage());
        } finally {
          stopping.set(false);
        }
      });
    }
  }

  private void stop() {
    try {
      takeDown(desk);
      desk.threads.decide(() -> desk.write(() -> desk.happen(Happening.SERVICES_DOWN, "")));
      // An operation that was ended by this may have held a slot.
      desk.rooms.stage().release();
      complained = false;
      down.countDown();
    } catch (IOException | RuntimeException e) {
      if (!complained) {
        LOG.error("services do not stop, trying on: {}", e.getMessage());
      }
      complained = true;
    } finally {
      stopping.set(false);
    }
  }

  /** One part of an end of service. */
  private interface Part {
    void end() throws IOException;
  }

  /** Every part is tried, also after one failed: a service that hangs must not keep the address. */
  static void takeDown(Desk desk) throws IOException {
    Appliance appliance = desk.rooms.appliance();
    List<Part> parts = List.of(
        desk.rooms.backups()::disable,
        appliance::forbid,
        appliance::stopServices,
        appliance::addressesDown);
    List<String> failed = new ArrayList<>();
    for (Part part : parts) {
      try {
        part.end();
      } catch (IOException | RuntimeException e) {
        failed.add(e.getMessage() == null ? e.toString() : e.getMessage());
      }
    }
    if (!failed.isEmpty()) {
      throw new IOException(String.join("; ", failed));
    }
  }

  /** Waits until the services are down, at most two steps long. */
  void await() throws IOException {
    Duration most = desk.settings.takeover().stepLimit().multipliedBy(2);
    try {
      boolean standsDown =
          desk.role() == Role.DEMOTING && !down.await(most.toMillis(), TimeUnit.MILLISECONDS);
      if (standsDown) {
        throw new IOException("its services did not stop within " + most.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while its services stop", e);
    }
  }
}
