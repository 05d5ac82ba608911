package dev.bcs.continuity;

import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Standing;
import java.util.List;

/** The production rules as the model checker calls them; a mutant overrides one. */
class Law {
  StartRules.Decision start(StartRules.Facts facts) {
    return StartRules.decide(facts);
  }

  List<Reason> refusals(PromotionRules.Facts facts, FenceKind fence) {
    return PromotionRules.refusals(facts, fence, 0);
  }

  List<Reason> openRefusals(OpenRules.Facts facts) {
    return OpenRules.refusals(facts);
  }

  String stopsAtLook(boolean beat, boolean opening, FenceKind fence, boolean waived) {
    return PromotionRules.stopsAtLook(beat, opening, fence, waived);
  }

  boolean heard(boolean beats, boolean peerIsOpening) {
    return beats || peerIsOpening;
  }

  HearingRules.Heard hear(Standing mine, Epoch peer) {
    return HearingRules.hear(mine, peer);
  }

  HearingRules.StandDown standDown(Standing mine, Epoch peer) {
    return HearingRules.standDown(mine, peer);
  }

  boolean promises(Standing mine, boolean busy, Epoch epoch, long start) {
    return HearingRules.promises(mine, busy, epoch, start);
  }

  boolean releases(Standing mine, long start) {
    return HearingRules.releases(mine, start);
  }

  boolean tokenCounts(Standing standing) {
    return StartRules.tokenCounts(standing);
  }

  Standing takeToken(Standing standing) {
    return standing.hold(Epoch.NONE);
  }

  Standing reserve(Standing standing) {
    return standing.reserve();
  }
}
