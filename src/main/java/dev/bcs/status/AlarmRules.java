package dev.bcs.status;

import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which alarms hold in a situation: pure, a finding for each of the eighteen kinds.
 *
 * <p>Unknown is neither good nor bad: it leaves an alarm as it was. One root alarm a cause:
 *
 * <ul>
 *   <li>peer silent: primary-failed (told by the secondary) or spare-lost (by the primary) is the
 *       root; path-down, backup-failing and parity are left as they were;
 *   <li>while the primary is failed, gap-exceeded goes by the gap <em>at failure</em>: what is
 *       missing has stopped growing, so it neither escalates nor clears by the clock;
 *   <li>never a verified generation: gap-exceeded is the root, not-promotable speaks only of other
 *       reasons;
 *   <li>this unit's own links are down: path-down is the root, and nothing is said of the peer;
 *   <li>the peer is up but serves nothing because it is closed or halted: it says so itself.
 * </ul>
 */
final class AlarmRules {
  static final Duration HUNG_AFTER = Duration.ofMinutes(5);
  static final Duration LATE_AFTER = Duration.ofMinutes(2);
  static final int ATTEMPTS = 5;
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final Duration BAD_SKEW = Duration.ofMinutes(15);
  private static final Duration DRILL_LIMIT = Duration.ofDays(35);
  private static final long GIB = 1L << 30;

  /** Refusals that hold on every healthy spare, so they are no reason for an alarm. */
  private static final Set<String> WHILE_WELL = Set.of("peer-up", "service-still-answering");

  /** Refusals that pass within moments. */
  private static final Set<String> PASSING = Set.of("operation-running", "observer-late");

  private final Situation now;
  private final Facts facts;
  private final PeerView peer;

  private AlarmRules(Situation now, Facts facts) {
    this.now = now;
    this.facts = facts;
    this.peer = now.peer();
  }

  /** A finding for every kind. */
  static Map<AlarmKind, Finding> judge(Situation now, Facts facts) {
    AlarmRules rules = new AlarmRules(now, facts);
    Map<AlarmKind, Finding> found = new EnumMap<>(AlarmKind.class);
    for (AlarmKind kind : AlarmKind.values()) {
      found.put(kind, rules.judge(kind));
    }
    return found;
  }

  private Finding judge(AlarmKind kind) {
    return switch (kind) {
      case PRIMARY_FAILED -> primaryFailed();
      case SPARE_LOST -> spareLost();
      case GAP_EXCEEDED -> gapExceeded();
      case NOT_PROMOTABLE -> notPromotable();
      case BACKUP_FAILING -> BackupAlarmRule.judge(now, facts, spareReachable());
      case PATH_DOWN -> pathDown();
      case SERVICE_FAILED -> serviceFailed();
      case PARITY_LOST -> parityLost();
      case ROLE_CONFLICT -> roleConflict();
      case OPERATION_HALTED -> operationHalted();
      case UNIT_CLOSED -> unitClosed();
      case DRILL_STALE -> drillStale();
      case CLOCK_SKEWED -> clockSkewed();
      case CREDENTIAL_EXPIRING -> OwnAlarmRules.credentials(now, facts);
      case STORAGE_LOW -> OwnAlarmRules.storage(now.unit(), facts);
      case ACCESS_ATTACKED -> OwnAlarmRules.attempts(now.unit(), facts);
      case FLAPPING -> OwnAlarmRules.flapping(now.unit(), facts);
      case MAINTENANCE_ON -> OwnAlarmRules.maintenance(now, facts);
    };
  }

  /** Spoken by the secondary, within the detection time, since it reads the detector's verdict. */
  private Finding primaryFailed() {
    return switch (now.role()) {
      case SECONDARY -> primaryAsSeenBySecondary();
      case PRIMARY -> gone(now.unit() + " serves in place of " + now.peerName());
      case UNPAIRED -> gone(now.unit() + " has no peer");
      default -> peerServes() ? gone(now.peerName() + " serves") : Finding.unknown();
    };
  }

  private Finding primaryAsSeenBySecondary() {
    if (primaryHasFailed(now)) {
      return Finding.holds(
          Severity.CRITICAL,
          now.peerName(),
          now.peerName() + ": " + peer.reason().sentence());
    }
    return peerServes() ? gone(now.peerName() + " answers and serves") : Finding.unknown();
  }

  /** Whether the primary of this secondary is dead, or alive with dead services. */
  static boolean primaryHasFailed(Situation now) {
    PeerView peer = now.peer();
    if (now.role() != Role.SECONDARY) {
      return false;
    }
    boolean servicesFailed = peer.reason() == PeerReason.SERVICES_FAILED
        && (peer.state() == PeerState.UP || peer.state() == PeerState.DOWN);
    boolean dead = peer.state() == PeerState.DOWN && judgesThePeer(peer);
    return servicesFailed || dead;
  }

  /** A verdict that rests on this unit's own trouble says nothing of the peer. */
  static boolean judgesThePeer(PeerView peer) {
    return peer.reason() != PeerReason.LINK_DOWN_HERE && peer.reason() != PeerReason.OBSERVER_LATE;
  }

  private Finding spareLost() {
    if (now.role() == Role.SECONDARY || now.role() == Role.QUARANTINED) {
      return gone(now.unit() + " does not serve now");
    }
    if (now.role() == Role.UNPAIRED) {
      return gone(now.unit() + " has no peer");
    }
    if (now.role() != Role.PRIMARY || !judgesThePeer(peer)) {
      return Finding.unknown();
    }
    return switch (peer.state()) {
      case DOWN ->
        Finding.holds(
            Severity.MAJOR,
            now.peerName(),
            now.peerName() + ": " + peer.reason().sentence());
      case UP ->
        peer.role() == Role.SECONDARY
            ? gone(now.peerName() + " is back as the spare")
            : spareInAnotherRole();
      default -> Finding.unknown();
    };
  }

  private Finding spareInAnotherRole() {
    return peer.role() == Role.PRIMARY || peer.role() == Role.PROMOTING
        ? Finding.unknown()
        : Finding.holds(
            Severity.MAJOR,
            now.peerName(),
            now.peerName() + " answers, but is " + peer.role().word() + " and cannot take over");
  }

  private boolean spareReachable() {
    return peer.state() == PeerState.UP && peer.role() == Role.SECONDARY;
  }

  private Finding gapExceeded() {
    if (now.role() == Role.PRIMARY || now.role() == Role.UNPAIRED) {
      return gone(now.unit() + " is " + now.role().word());
    }
    if (now.role() != Role.SECONDARY) {
      return Finding.unknown();
    }
    Situation.Gap gap = now.gap();
    if (gap.seconds().isEmpty()) {
      return Finding.holds(
          Severity.MAJOR,
          now.unit(),
          "no generation was ever verified on " + now.unit() + "; a failure loses everything");
    }
    boolean frozen = primaryHasFailed(now) && gap.atFailureSeconds().isPresent();
    long seconds = (frozen ? gap.atFailureSeconds() : gap.seconds()).getAsLong();
    long limit = Math.max(1, gap.limit().toSeconds());
    String text = "the gap is " + Spans.of(Duration.ofSeconds(seconds)) + " of "
        + Spans.of(gap.limit()) + (frozen ? ", as it was when " + now.peerName() + " failed" : "");
    if (seconds <= limit) {
      return gap.atLeast() && !frozen ? Finding.unknown() : gone(text);
    }
    Severity severity = seconds <= 2 * limit
        ? Severity.MINOR
        : seconds <= 4 * limit ? Severity.MAJOR : Severity.CRITICAL;
    return Finding.holds(severity, now.unit(), text + oldDatasets());
  }

  private String oldDatasets() {
    long limit = now.gap().limit().toSeconds();
    List<String> old = now.datasets().stream()
        .filter(d -> d.gapSeconds().isPresent() && d.gapSeconds().getAsLong() > limit)
        .map(Situation.DatasetView::id)
        .toList();
    return old.isEmpty() || old.size() == now.datasets().size()
        ? ""
        : "; " + String.join(", ", old);
  }

  private Finding notPromotable() {
    if (now.role() == Role.PRIMARY || now.role() == Role.UNPAIRED) {
      return gone(now.unit() + " is " + now.role().word());
    }
    if (now.role() != Role.SECONDARY) {
      return Finding.unknown();
    }
    if (now.readiness().verdict() != Situation.Verdict.NOT_PROMOTABLE) {
      return gone(now.unit() + " can be promoted");
    }
    boolean never = now.gap().seconds().isEmpty();
    List<Reason> reasons = now.readiness().reasons().stream()
        .filter(r -> !WHILE_WELL.contains(r.code()))
        .filter(r -> !(never && r.code().equals("no-generation")))
        .toList();
    List<Reason> lasting =
        reasons.stream().filter(r -> !PASSING.contains(r.code())).toList();
    if (lasting.isEmpty()) {
      return reasons.isEmpty() ? gone("nothing but a copy is missing") : Finding.unknown();
    }
    Severity severity = primaryHasFailed(now) ? Severity.CRITICAL : Severity.MAJOR;
    return Finding.holds(
        severity,
        now.unit(),
        String.join("; ", lasting.stream().map(Reason::text).toList()));
  }

  private Finding pathDown() {
    if (now.role() == Role.UNPAIRED) {
      return gone("there are no paths");
    }
    if (peer.reason() == PeerReason.LINK_DOWN_HERE) {
      return Finding.holds(
          Severity.MAJOR, now.unit(), "all links of " + now.unit() + " itself are down");
    }
    if (peer.state() != PeerState.UP) {
      return Finding.unknown();
    }
    List<PeerView.Path> down = peer.paths().stream().filter(p -> !p.up()).toList();
    if (down.isEmpty()) {
      return gone("all paths to " + now.peerName() + " carry beats");
    }
    List<String> named = down.stream()
        .map(p -> p.address() + " (silent for " + Spans.of(p.silent()) + ")")
        .toList();
    return Finding.holds(
        Severity.MINOR,
        down.get(0).address(),
        "no beats from " + now.peerName() + " on " + String.join(", ", named));
  }

  private Finding serviceFailed() {
    if (now.role() != Role.PRIMARY) {
      boolean meantToBeDown = now.role() == Role.SECONDARY
          || now.role() == Role.UNPAIRED
          || now.role() == Role.QUARANTINED;
      return meantToBeDown ? gone(now.unit() + " serves nothing now") : Finding.unknown();
    }
    List<ServiceView> bad = inState(ServiceView.State.FAILED, ServiceView.State.STOPPED);
    if (!bad.isEmpty()) {
      List<String> named = bad.stream()
          .map(s -> s.id() + " is " + s.state().word()
              + (s.text().isEmpty() ? "" : " (" + s.text() + ")"))
          .toList();
      return Finding.holds(Severity.MAJOR, bad.get(0).id(), String.join("; ", named));
    }
    boolean allSeen =
        inState(ServiceView.State.RUNNING).size() == now.services().size();
    return allSeen ? gone("all services of " + now.unit() + " run") : Finding.unknown();
  }

  private List<ServiceView> inState(ServiceView.State... states) {
    List<ServiceView.State> wanted = List.of(states);
    return now.services().stream().filter(s -> wanted.contains(s.state())).toList();
  }

  private Finding parityLost() {
    if (now.role() != Role.PRIMARY) {
      return now.role() == Role.SECONDARY || now.role() == Role.UNPAIRED
          ? gone(now.unit() + " does not judge parity now")
          : Finding.unknown();
    }
    Situation.Parity parity = now.parity();
    if (parity.code() == 1) {
      return gone("both units are alike");
    }
    if (parity.code() != 2 || peer.state() != PeerState.UP) {
      return Finding.unknown();
    }
    List<String> named = parity.differences().stream()
        .map(d -> d.item() + " is " + d.here() + " here and " + d.there() + " there")
        .toList();
    return Finding.holds(
        Severity.MINOR, now.peerName(), "the units differ: " + String.join("; ", named));
  }

  /** Both say that they serve, or services run on a unit that may not let them. */
  private Finding roleConflict() {
    // A promise to a peer that stopped in good order refuses by the same code, and is no conflict.
    boolean told = peer.state() == PeerState.UP
        && now.readiness().refusals().stream().anyMatch(r -> r.code().equals("role-conflict"));
    boolean both = now.role() == Role.PRIMARY && peerServes();
    if (told || both) {
      return Finding.holds(
          Severity.CRITICAL,
          now.pair(),
          now.unit() + " is " + now.role().word() + " in epoch " + now.epoch() + " and "
              + now.peerName() + " is " + peer.role().word() + " in epoch " + peer.epoch());
    }
    boolean mustNotServe =
        now.role() == Role.SECONDARY || now.role() == Role.QUARANTINED || now.role() == Role.CLOSED;
    List<ServiceView> wild = mustNotServe ? inState(ServiceView.State.RUNNING) : List.of();
    if (!wild.isEmpty() && peerServes()) {
      List<String> named = wild.stream().map(ServiceView::id).toList();
      return Finding.holds(
          Severity.CRITICAL,
          now.pair(),
          String.join(", ", named) + " runs on " + now.unit() + ", which is "
              + now.role().word() + ", while " + now.peerName() + " serves");
    }
    return now.role() == Role.PRIMARY && peer.state() != PeerState.UP
        ? Finding.unknown()
        : gone("one unit serves");
  }

  private boolean peerServes() {
    return peer.state() == PeerState.UP
        && peer.role() == Role.PRIMARY
        && peer.reason() != PeerReason.SERVICES_FAILED;
  }

  private Finding operationHalted() {
    boolean halted = now.role() == Role.HALTED
        || now.operation()
            .filter(o -> o.result() == dev.bcs.continuity.OperationView.Result.HALTED)
            .isPresent();
    if (!halted) {
      return gone("no operation is halted");
    }
    String text = now.operation()
        .map(o -> o.verb() + " " + o.id() + " is halted: " + o.detail())
        .orElse(now.unit() + " is halted");
    return Finding.holds(Severity.CRITICAL, now.unit(), text);
  }

  private Finding unitClosed() {
    String why = now.startup().map(Situation.Startup::sentence).orElse("");
    return switch (now.role()) {
      case CLOSED ->
        Finding.holds(
            peerServes() ? Severity.MAJOR : Severity.CRITICAL,
            now.unit(),
            now.unit() + " is closed" + (why.isEmpty() ? "" : ": " + why));
      case QUARANTINED ->
        Finding.holds(
            peerServes() ? Severity.MAJOR : Severity.CRITICAL,
            now.unit(),
            now.unit() + " is quarantined: it lost its role and its services are held down");
      case PRIMARY, SECONDARY, UNPAIRED -> gone(now.unit() + " is " + now.role().word());
      default -> Finding.unknown();
    };
  }

  private Finding drillStale() {
    if (now.role() != Role.SECONDARY || facts.drillAge().isEmpty()) {
      return Finding.unknown();
    }
    Duration age = facts.drillAge().get();
    String text = "the last passed drill is " + Spans.of(age) + " old";
    return age.compareTo(DRILL_LIMIT) > 0
        ? Finding.holds(Severity.WARNING, now.unit(), text)
        : gone(text);
  }

  private Finding clockSkewed() {
    if (now.role() != Role.SECONDARY || facts.skew().isEmpty()) {
      return Finding.unknown();
    }
    Duration skew = facts.skew().get().abs();
    String text =
        "the clocks of " + now.unit() + " and " + now.peerName() + " differ by " + Spans.of(skew);
    if (skew.compareTo(SKEW) <= 0) {
      return gone(text);
    }
    return Finding.holds(
        skew.compareTo(BAD_SKEW) > 0 ? Severity.MAJOR : Severity.WARNING, now.peerName(), text);
  }

  private Finding gone(String text) {
    return Finding.gone(now.unit(), text);
  }

  /** Low in part and in amount: a tenth of a large disk is not low. */
  static Severity lowness(Facts.Volume volume) {
    if (volume.free() < 0 || volume.size() <= 0) {
      return Severity.WARNING;
    }
    double part = (double) volume.free() / volume.size();
    if (part < 0.02 && volume.free() < GIB) {
      return Severity.CRITICAL;
    }
    return part < 0.10 && volume.free() < 5 * GIB ? Severity.MAJOR : Severity.CLEARED;
  }
}
