package dev.bcs.link;

import dev.bcs.unit.Identity;
import dev.bcs.unit.Pairing;
import java.util.UUID;

/** Who speaks to whom over a link; both units say it in their hello and compare. */
public record PairInfo(String pairId, UUID unitId, UUID peerId) {
  public static PairInfo of(Pairing pairing, Identity identity) {
    return new PairInfo(pairing.id(), identity.unitId(), pairing.peerId());
  }
}
