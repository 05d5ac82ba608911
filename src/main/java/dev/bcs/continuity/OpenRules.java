package dev.bcs.continuity;

import dev.bcs.heartbeat.PeerState;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What refuses to let a closed unit serve by order. */
public final class OpenRules {
  private OpenRules() {}

  /**
   * What stands at the moment of the order.
   *
   * @param busy why another operation stands in the way, empty if none does
   * @param answering who still answers at the service addresses, empty if nobody
   */
  public record Facts(
      Role role,
      Epoch epoch,
      String busy,
      PeerState peer,
      Role peerRole,
      Epoch peerEpoch,
      String answering) {}

  /** Every refusal in force. */
  public static List<Reason> refusals(Facts facts) {
    List<Reason> found = new ArrayList<>();
    switch (facts.role()) {
      case CLOSED -> {}
      case UNPAIRED -> found.add(new Reason(Codes.UNPAIRED, "this unit has no peer yet"));
      case QUARANTINED ->
        found.add(new Reason(
            Codes.NOT_CLOSED,
            "it is quarantined: its data is old, and its peer was promoted in its place"));
      default ->
        found.add(new Reason(
            Codes.NOT_CLOSED,
            "only a closed unit is opened; it is " + facts.role().word()));
    }
    if (!facts.busy().isEmpty() && facts.role() == Role.CLOSED) {
      found.add(new Reason(Codes.OPERATION_RUNNING, facts.busy()));
    }
    boolean heard = facts.peer() == PeerState.UP || facts.peer() == PeerState.SUSPECT;
    if (heard && serves(facts.peerRole())) {
      found.add(new Reason(
          Codes.PEER_SERVES, "the peer is heard, and is " + facts.peerRole().word()));
    }
    if (heard && facts.peerEpoch().isAbove(facts.epoch())) {
      found.add(new Reason(
          Codes.ROLE_CONFLICT,
          "the peer lives in epoch " + facts.peerEpoch() + ", above " + facts.epoch()));
    }
    if (!facts.answering().isEmpty()) {
      found.add(new Reason(Codes.SERVICE_STILL_ANSWERING, facts.answering()));
    }
    return found;
  }

  /** What may be waived: that it is not closed only for a quarantined unit. */
  public static Set<String> waivable(Role role) {
    if (role == Role.QUARANTINED) {
      return Codes.WAIVABLE;
    }
    return Codes.WAIVABLE.stream()
        .filter(code -> !code.equals(Codes.NOT_CLOSED))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean serves(Role role) {
    return role == Role.PRIMARY || role == Role.PROMOTING || role == Role.HALTED;
  }
}
