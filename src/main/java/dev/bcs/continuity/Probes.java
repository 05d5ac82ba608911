package dev.bcs.continuity;

import dev.bcs.heartbeat.PeerState;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.util.List;

/**
 * What only looking tells: who answers at the service addresses, whether the gateway does, what is
 * open in the live data, what would stand in the way of a swap.
 *
 * <p>Looked at on the asking thread, read by any; an order is judged by the newest look.
 */
final class Probes {
  private static final Duration OFTEN = Duration.ofSeconds(2);
  private static final Duration SELDOM = Duration.ofSeconds(10);

  private final Desk desk;
  private volatile String answering = "";
  private volatile boolean gateway;
  private volatile List<String> open = List.of();
  private volatile List<String> obstacles = List.of();
  private volatile boolean looked;
  private long lookedAt = Long.MIN_VALUE;
  private long scannedAt = Long.MIN_VALUE;

  Probes(Desk desk) {
    this.desk = desk;
  }

  String answering() {
    return answering;
  }

  boolean gateway() {
    return gateway;
  }

  List<String> open() {
    return open;
  }

  /** What would keep the ready slot from going live, besides open files. */
  List<String> obstacles() {
    return obstacles;
  }

  /** Whether there was a look since the start. */
  boolean looked() {
    return looked;
  }

  /** On the deciding thread: has a look taken when it is due. */
  void tend() {
    Role role = desk.role();
    long now = desk.rooms.clocks().ticks();
    boolean alone = role == Role.CLOSED
        || role == Role.QUARANTINED
        || (role == Role.SECONDARY && desk.rooms.watch().view().state() != PeerState.UP);
    if (alone && due(lookedAt, now, OFTEN)) {
      lookedAt = now;
      desk.threads.ask(this::look);
    } else if (!alone) {
      answering = "";
    }
    if (role == Role.SECONDARY && due(scannedAt, now, SELDOM)) {
      scannedAt = now;
      desk.threads.ask(this::scan);
    }
  }

  /** As a promotion would look, so that readiness says beforehand what would stop it. */
  private void scan() {
    open = desk.rooms.appliance().openIn();
    obstacles = desk.rooms.appliance().obstacles(desk.rooms.stage().placements());
  }

  /** Something was staged or consumed: what was seen before does not count any more. */
  void stageChanged() {
    desk.threads.ask(this::scan);
  }

  private static boolean due(long last, long now, Duration interval) {
    return last == Long.MIN_VALUE || now - last >= interval.toNanos();
  }

  private void look() {
    answering = desk.rooms.appliance().answeredElsewhere();
    gateway = desk.rooms.appliance().gatewayAnswers(desk.settings.startup().gateway());
    looked = true;
  }
}
