package dev.bcs.continuity;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.util.Optional;

/** What a unit does that hears in which role and epoch its peer lives. */
public final class HearingRules {
  private HearingRules() {}

  /**
   * What follows from the peer's epoch.
   *
   * @param happening empty if the role stays
   * @param standing with what was learnt
   */
  public record Heard(Optional<Happening> happening, Standing standing) {}

  /** A higher epoch is right; whoever would serve in a lower one stops. */
  public static Heard hear(Standing mine, Epoch peerEpoch) {
    Epoch claim = mine.reserved().isAbove(mine.epoch()) ? mine.reserved() : mine.epoch();
    if (mine.role() == Role.UNPAIRED || !peerEpoch.isAbove(claim)) {
      return new Heard(Optional.empty(), mine);
    }
    Optional<Happening> happening =
        Transition.next(mine.role(), Happening.HEARD_HIGHER_EPOCH).map(Transition::on);
    return new Heard(happening, mine.learn(peerEpoch));
  }

  /** Whether this was said by a later start of the peer than the one that holds the promise. */
  public static boolean releases(Standing mine, long peerStart) {
    return mine.promised() != 0 && peerStart != 0 && peerStart != mine.promised();
  }

  /** Whether this unit promises its peer, which stops in good order, not to serve. */
  public static boolean promises(Standing mine, boolean busy, Epoch peerEpoch, long peerStart) {
    return mine.role() == Role.SECONDARY
        && !busy
        && peerStart != 0
        && !mine.epoch().isAbove(peerEpoch);
  }

  /**
   * What follows when the promoted peer asks to stand down.
   *
   * @param refusal why not, or empty
   * @param happening empty if nothing serves here anyhow
   */
  public record StandDown(String refusal, Optional<Happening> happening, Standing standing) {}

  public static StandDown standDown(Standing mine, Epoch peerEpoch) {
    return switch (mine.role()) {
      case QUARANTINED, DEMOTING, SECONDARY, UNPAIRED ->
        new StandDown("", Optional.empty(), mine.learn(peerEpoch));
      case PROMOTING, HALTED ->
        new StandDown("this unit is " + mine.role().word() + " itself", Optional.empty(), mine);
      case PRIMARY, CLOSED ->
        peerEpoch.isAbove(mine.highest())
            ? new StandDown("", Optional.of(Happening.STOOD_DOWN), mine.learn(peerEpoch))
            : new StandDown(
                "epoch " + peerEpoch + " is not above " + mine.highest() + ", known here",
                Optional.empty(),
                mine);
    };
  }
}
