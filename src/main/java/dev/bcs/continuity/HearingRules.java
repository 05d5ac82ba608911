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
}
