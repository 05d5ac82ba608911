package dev.bcs.link;

import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * What one unit brings to the making of a pair.
 *
 * @param existing the pair that it belongs to already, if any: only the same peer in the same role
 *     may then be paired again, which is how a pairing cut short is repaired
 * @param keep makes the pair durable
 */
public record PairingSide(Keys keys, PairingTerms terms, Optional<Pairing> existing, Keep keep) {
  /** Makes the pair durable, whole, before it returns; with the first role, in one transaction. */
  @FunctionalInterface
  public interface Keep {
    void keep(Pairing pairing);
  }

  /** The record of the pair as this side would keep it, or why it cannot be. */
  Pairing agree(PairingTerms peer, X509Certificate certificate, byte[] beatKey, Instant now)
      throws PairingRefused {
    Optional<PairingRefused> verdict = terms.against(peer);
    if (verdict.isPresent()) {
      throw verdict.get();
    }
    if (existing.isPresent()) {
      refuseAnother(existing.get(), peer);
    }
    try {
      return new Pairing(
          terms.pair(), peer.unitId(), peer.name(), certificate, beatKey, terms.primary(), now);
    } catch (RuntimeException oddNames) {
      throw new PairingRefused(String.valueOf(oddNames.getMessage()));
    }
  }

  private void refuseAnother(Pairing before, PairingTerms peer) throws PairingRefused {
    if (!before.peerId().equals(peer.unitId())) {
      throw new PairingRefused(
          "the unit " + terms.name() + " is paired with " + before.peerName() + " already",
          "start it with a new home, or pair it with " + before.peerName() + " again");
    }
    if (before.odd() != terms.primary()) {
      // One side might store the exchange and the other not; then both would make odd epochs.
      throw new PairingRefused(
          "the pair was made with the unit " + terms.name() + " as "
              + before.firstRole().word(),
          "set [pair] preferred-role as it was; roles are exchanged by bcs switchover");
    }
  }
}
