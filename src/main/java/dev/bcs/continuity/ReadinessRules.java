package dev.bcs.continuity;

import dev.bcs.continuity.Situation.GapLevel;
import dev.bcs.continuity.Situation.Verdict;
import dev.bcs.heartbeat.PeerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether this unit could take over if its peer died now, and every reason against it. */
public final class ReadinessRules {
  /** These hold in any healthy pair, or are the order's own part: not a matter of readiness. */
  private static final Set<String> NOT_OF_READINESS = Set.of(
      Codes.NO_FENCE,
      Codes.PEER_UP,
      Codes.SERVICE_STILL_ANSWERING,
      Codes.FENCE_COMMAND_MISSING,
      Codes.PEER_NOT_REACHABLE);

  private ReadinessRules() {}

  /**
   * What readiness is made of.
   *
   * @param refusals of a plain promotion
   * @param level by the gap alone
   * @param downPaths paths to the peer that carry no beats
   * @param backupFailing what the primary says of its failing backups, empty if they do well
   * @param others reasons of other rooms: storage, clocks, maintenance, ownership
   */
  public record Facts(
      List<Reason> refusals,
      GapLevel level,
      List<String> downPaths,
      Situation.Parity parity,
      String backupFailing,
      PeerState peer,
      List<Reason> others) {
    public Facts {
      refusals = List.copyOf(refusals);
      downPaths = List.copyOf(downPaths);
      others = List.copyOf(others);
    }
  }

  /** A verdict with its reasons, worst first. */
  public record Ready(Verdict verdict, List<Reason> reasons) {
    public Ready {
      reasons = List.copyOf(reasons);
    }
  }

  public static Ready judge(Facts facts) {
    List<Reason> reasons = new ArrayList<>(facts.refusals().stream()
        .filter(r -> !NOT_OF_READINESS.contains(r.code()))
        .toList());
    boolean refused = !reasons.isEmpty();
    addGap(facts.level(), reasons);
    if (!facts.downPaths().isEmpty()) {
      reasons.add(
          new Reason(Codes.PATH_DOWN, "no beats on " + String.join(", ", facts.downPaths())));
    }
    addParity(facts.parity(), reasons);
    if (!facts.backupFailing().isEmpty()) {
      reasons.add(new Reason(Codes.BACKUP_FAILING, facts.backupFailing()));
    }
    if (facts.peer() == PeerState.SUSPECT) {
      reasons.add(new Reason(Codes.PEER_SUSPECT, "the peer was not heard for a moment"));
    }
    reasons.addAll(facts.others());
    Verdict verdict = refused
        ? Verdict.NOT_PROMOTABLE
        : reasons.isEmpty() ? Verdict.PROMOTABLE : Verdict.DEGRADED;
    return new Ready(verdict, reasons);
  }

  private static void addGap(GapLevel level, List<Reason> reasons) {
    switch (level) {
      case EXCEEDED ->
        reasons.add(new Reason(Codes.GAP_EXCEEDED, "the data gap is over its limit"));
      case SEVERE ->
        reasons.add(new Reason(Codes.GAP_SEVERE, "the data gap is over twice its limit"));
      case CRITICAL ->
        reasons.add(new Reason(Codes.GAP_CRITICAL, "the data gap is over four times its limit"));
      case OK, NEVER, UNPROTECTED -> {}
    }
  }

  private static void addParity(Situation.Parity parity, List<Reason> reasons) {
    if (parity.code() == 3) {
      reasons.add(new Reason(Codes.PARITY_UNKNOWN, "it is not known whether the units are alike"));
    } else if (!parity.differences().isEmpty()) {
      List<String> items =
          parity.differences().stream().map(Situation.Difference::item).toList();
      reasons.add(
          new Reason(Codes.PARITY_DIFFERENT, "the units differ in " + String.join(", ", items)));
    }
  }
}
