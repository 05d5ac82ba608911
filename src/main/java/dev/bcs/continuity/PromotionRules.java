package dev.bcs.continuity;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What refuses a promotion, and exactly what an operator may waive through which door. */
public final class PromotionRules {
  /** Shortest reason that an audit line can live with. */
  public static final int SHORTEST_REASON = 8;

  private PromotionRules() {}

  /**
   * What stands at the moment of the order.
   *
   * @param busy why another operation stands in the way, empty if none does
   * @param ready number of the generation in the ready slot, 0 if there is none
   * @param promised this unit promised its peer to stay down until it is heard again
   * @param linked a connection to the peer stands
   * @param answering who still answers at the service addresses, empty if nobody
   * @param open files or processes in the live trees, each named
   */
  public record Facts(
      String unit,
      Role role,
      Epoch epoch,
      String busy,
      long ready,
      List<String> doubts,
      PeerState peer,
      PeerReason because,
      Role peerRole,
      Epoch peerEpoch,
      boolean promised,
      boolean linked,
      boolean fenceCommand,
      String answering,
      List<String> open) {
    public Facts {
      doubts = List.copyOf(doubts);
      open = List.copyOf(open);
    }
  }

  /** Every refusal in force for this fence and generation (0: the newest verified one). */
  public static List<Reason> refusals(Facts facts, FenceKind fence, long generation) {
    List<Reason> found = new ArrayList<>();
    ofThisUnit(facts, found);
    ofTheGeneration(facts, generation, found);
    ofTheFence(facts, fence, found);
    ofThePeer(facts, fence, found);
    if (!facts.open().isEmpty()) {
      found.add(new Reason(
          Codes.FILES_OPEN, "open in the live data here: " + String.join(", ", facts.open())));
    }
    return found;
  }

  private static void ofThisUnit(Facts facts, List<Reason> found) {
    if (facts.role() == Role.UNPAIRED) {
      found.add(new Reason(Codes.UNPAIRED, "this unit has no peer yet"));
    } else if (facts.role() != Role.SECONDARY) {
      found.add(new Reason(
          Codes.NOT_SECONDARY,
          "only a secondary is promoted; this unit is " + facts.role().word()));
    }
    if (!facts.busy().isEmpty()) {
      found.add(new Reason(Codes.OPERATION_RUNNING, facts.busy()));
    }
  }

  private static void ofTheGeneration(Facts facts, long wanted, List<Reason> found) {
    if (facts.ready() == 0) {
      found.add(new Reason(Codes.NO_GENERATION, "no verified generation lies ready here"));
    } else if (wanted != 0 && wanted != facts.ready()) {
      found.add(new Reason(
          Codes.GENERATION_UNKNOWN,
          "generation " + wanted + " does not lie ready; generation " + facts.ready() + " does"));
    }
    if (!facts.doubts().isEmpty()) {
      found.add(new Reason(
          Codes.SLOT_IN_DOUBT, "the ready slot is in doubt: " + String.join("; ", facts.doubts())));
    }
  }

  private static void ofTheFence(Facts facts, FenceKind fence, List<Reason> found) {
    switch (fence) {
      case NOT_ATTESTED ->
        found.add(
            new Reason(Codes.NO_FENCE, "nobody said how the failed unit is kept from serving"));
      case COMMAND -> {
        if (!facts.fenceCommand()) {
          found.add(
              new Reason(Codes.FENCE_COMMAND_MISSING, "[takeover] fence has no command to run"));
        }
      }
      case BY_PEER -> {
        if (!facts.linked()) {
          found.add(new Reason(
              Codes.PEER_NOT_REACHABLE, "the peer's BCS is not reached, so it cannot stand down"));
        }
      }
      default -> {}
    }
  }

  private static void ofThePeer(Facts facts, FenceKind fence, List<Reason> found) {
    boolean heard = facts.peer() == PeerState.UP || facts.peer() == PeerState.SUSPECT;
    boolean stopsIt = fence == FenceKind.BY_PEER || fence == FenceKind.COMMAND;
    boolean serves =
        facts.because() != PeerReason.SERVICES_FAILED && facts.peerRole() != Role.QUARANTINED;
    if (heard && (serves || !stopsIt)) {
      found.add(new Reason(
          Codes.PEER_UP,
          "the peer is " + facts.peer().word() + " and is " + facts.peerRole().word() + ": "
              + facts.because().sentence()));
    }
    if (!facts.answering().isEmpty() && !stopsIt) {
      found.add(new Reason(Codes.SERVICE_STILL_ANSWERING, facts.answering()));
    }
    if (facts.promised()) {
      found.add(new Reason(
          Codes.ROLE_CONFLICT,
          "the peer stopped in good order, holding this unit's promise to stay down until it is"
              + " heard again"));
    } else if (heard && facts.peerRole() == Role.PROMOTING) {
      found.add(new Reason(Codes.ROLE_CONFLICT, "the peer is being promoted itself"));
    } else if (heard && facts.peerEpoch().isAbove(facts.epoch())) {
      found.add(new Reason(
          Codes.ROLE_CONFLICT,
          "the peer lives in epoch " + facts.peerEpoch() + ", above " + facts.epoch()));
    }
    if (facts.because() == PeerReason.LINK_DOWN_HERE) {
      found.add(
          new Reason(Codes.LINK_DOWN_HERE, "this unit's own links are down: the peer may serve"));
    }
    if (facts.because() == PeerReason.OBSERVER_LATE) {
      found.add(new Reason(Codes.OBSERVER_LATE, PeerReason.OBSERVER_LATE.sentence()));
    }
  }

  /** The fence by which a plain promotion would go now, for preview and readiness. */
  public static FenceKind plainFence(Facts facts) {
    boolean standsDown =
        facts.because() == PeerReason.SERVICES_FAILED || facts.peerRole() == Role.QUARANTINED;
    if (standsDown && facts.linked()) {
      return FenceKind.BY_PEER;
    }
    return facts.fenceCommand() ? FenceKind.COMMAND : FenceKind.NOT_ATTESTED;
  }

  /** Why the last look at the peer stops a promotion; empty if it goes on to the swap. */
  public static String stopsAtLook(
      boolean beatSinceFence, boolean peerIsOpening, FenceKind fence, boolean waived) {
    if (waived) {
      return "";
    }
    if (peerIsOpening) {
      return "the peer has just asked to serve: it is not dead";
    }
    return beatSinceFence && fence != FenceKind.BY_PEER
        ? "the peer spoke after the fence: it is not dead"
        : "";
  }

  /**
   * A verdict on an order.
   *
   * @param object part of the order at fault: unit, token, reason, fence, generation, overrides or
   *     state; empty if it is accepted
   */
  public record Verdict(String object, List<Reason> reasons) {
    public Verdict {
      reasons = List.copyOf(reasons);
    }

    public boolean accepted() {
      return object.isEmpty();
    }
  }

  /**
   * Judges a whole order; refusals are those in force, the token is the current one, and only
   * {@code waivable} codes can be overridden at all.
   */
  public static Verdict judge(
      Order order, String unit, long token, List<Reason> inForce, Set<String> waivable) {
    List<Reason> faults = new ArrayList<>();
    String object = ofTheForm(order, unit, token, faults);
    Set<String> waived = new TreeSet<>(order.overrides());
    List<Reason> standing =
        inForce.stream().filter(r -> !waived.contains(r.code())).toList();
    List<Reason> wrong = ofTheOverrides(order, waived, inForce, waivable);
    if (object.isEmpty() && !standing.isEmpty()) {
      object = objectOf(standing);
    }
    if (object.isEmpty() && !wrong.isEmpty()) {
      object = "overrides";
    }
    faults.addAll(standing);
    faults.addAll(wrong);
    return new Verdict(object, faults);
  }

  /** Unit, token and reason; answers the first that is at fault. */
  static String ofTheForm(Order order, String unit, long token, List<Reason> faults) {
    String object = "";
    if (!order.unit().equals(unit)) {
      faults.add(new Reason(
          Codes.WRONG_UNIT, "this unit is " + unit + ", the order names '" + order.unit() + "'"));
      object = "unit";
    }
    boolean mayOmit = order.door().equals("cli") || order.door().equals("http");
    if (order.token() != token && !(order.token() == 0 && mayOmit)) {
      faults.add(new Reason(Codes.STALE_TOKEN, "the token is not the current one; check again"));
      object = object.isEmpty() ? "token" : object;
    }
    if (order.reason().strip().length() < SHORTEST_REASON) {
      faults.add(new Reason(
          Codes.REASON_TOO_SHORT,
          "say who and why, in " + SHORTEST_REASON + " characters or more"));
      object = object.isEmpty() ? "reason" : object;
    }
    return object;
  }

  private static List<Reason> ofTheOverrides(
      Order order, Set<String> waived, List<Reason> inForce, Set<String> waivable) {
    List<Reason> wrong = new ArrayList<>();
    boolean remoteSet = order.door().equals("snmp") || order.door().equals("jmx");
    boolean proved = order.fence() == FenceKind.COMMAND || order.fence() == FenceKind.BY_PEER;
    for (String code : waived) {
      if (inForce.stream().noneMatch(r -> r.code().equals(code))) {
        wrong.add(new Reason(
            Codes.OVERRIDE_NOT_IN_FORCE,
            "'" + code + "' does not refuse it now: nothing to waive"));
      } else if (!waivable.contains(code)) {
        wrong.add(new Reason(
            Codes.OVERRIDE_NOT_ALLOWED_HERE, "'" + code + "' cannot be waived by anybody"));
      } else if (remoteSet && !proved && Codes.NOT_BY_REMOTE_SET.contains(code)) {
        wrong.add(new Reason(
            Codes.OVERRIDE_NOT_ALLOWED_HERE,
            "'" + code + "' is waived from " + order.door()
                + " only with the fence command or by-peer"));
      }
    }
    return wrong;
  }

  private static String objectOf(List<Reason> standing) {
    for (Reason reason : standing) {
      switch (reason.code()) {
        case Codes.NO_FENCE, Codes.FENCE_COMMAND_MISSING, Codes.PEER_NOT_REACHABLE -> {
          return "fence";
        }
        case Codes.GENERATION_UNKNOWN -> {
          return "generation";
        }
        default -> {}
      }
    }
    return "state";
  }
}
