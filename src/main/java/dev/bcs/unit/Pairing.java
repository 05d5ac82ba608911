package dev.bcs.unit;

import dev.bcs.ledger.Ledger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What both units agreed when the pair was made.
 *
 * @param peerCertificate the one certificate of the peer that is believed
 * @param beatKey 32 random bytes that authenticate beats
 * @param odd this unit was primary at pairing and makes odd epochs
 */
public record Pairing(
    String pair,
    UUID peerId,
    String peerName,
    X509Certificate peerCertificate,
    byte[] beatKey,
    boolean odd,
    Instant madeAt) {
  public static final int BEAT_KEY_BYTES = 32;

  public Pairing {
    Identity.checkName("pair name", pair);
    Identity.checkName("name of the peer", peerName);
    if (beatKey.length != BEAT_KEY_BYTES) {
      throw new IllegalArgumentException("a beat key has " + BEAT_KEY_BYTES + " bytes");
    }
    beatKey = beatKey.clone();
  }

  @Override
  public byte[] beatKey() {
    return beatKey.clone();
  }

  /** The role to begin with: the one that was agreed when the pair was made. */
  public Role firstRole() {
    return odd ? Role.PRIMARY : Role.SECONDARY;
  }

  /** Of the pair, the same on both units, different for every pair that was ever made. */
  public String id() {
    return Certificates.shortName(beatKey);
  }

  public static Optional<Pairing> of(Ledger ledger) {
    return ledger.read(tx -> tx.first(
        "SELECT pair, peer_id, peer_name, peer_certificate, beat_key, odd, made_at"
            + " FROM unit_pairing",
        row -> new Pairing(
            row.getString(1),
            UUID.fromString(row.getString(2)),
            row.getString(3),
            Certificates.decode(row.getBytes(4)),
            row.getBytes(5),
            row.getBoolean(6),
            Instant.parse(row.getString(7)))));
  }

  /** Durable when it returns; takes the place of an earlier pairing. */
  public void store(Ledger ledger) {
    ledger.enter(tx -> tx.exec(
        "INSERT OR REPLACE INTO unit_pairing(one, pair, peer_id, peer_name, peer_certificate,"
            + " beat_key, odd, made_at) VALUES(1, ?, ?, ?, ?, ?, ?, ?)",
        pair,
        peerId.toString(),
        peerName,
        Certificates.encode(peerCertificate),
        beatKey,
        odd ? 1 : 0,
        madeAt.toString()));
  }

  /** Alike if it is the same pair seen from the same unit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Pairing that
        && peerId.equals(that.peerId)
        && odd == that.odd
        && java.security.MessageDigest.isEqual(beatKey, that.beatKey);
  }

  @Override
  public int hashCode() {
    return peerId.hashCode();
  }

  /** Says who is paired with whom, and keeps the key to itself. */
  @Override
  public String toString() {
    return "pair " + pair + " with " + peerName + " (" + peerId + ")";
  }
}
