package dev.bcs.link;

import dev.bcs.time.Clocks;
import dev.bcs.unit.Pairing;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The invited side: proves that it knows the code, and stores the pair. */
public final class PairingGuest {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration TALK = Duration.ofSeconds(20);

  private PairingGuest() {}

  /**
   * Makes the pair with the unit that listens there.
   *
   * <p>When it returns, this side is durable, and so is the other unless its last word was lost;
   * the log then says so. Whatever failed can be tried again with the same code while it is valid,
   * or with a new one: see {@link PairingHost}.
   *
   * @throws PairingRefused with a sentence if either side said no; nothing was then stored here,
   *     unless it says otherwise
   * @throws IOException with a sentence and a hint if the other unit was not reached
   */
  public static Pairing accept(InetSocketAddress host, String code, PairingSide side, Clocks clocks)
      throws IOException {
    Invitation invitation = Invitation.typed(code);
    try (Wire wire = reach(host, side, clocks)) {
      wire.within(TALK);
      PairingTalk talk = begin(host, wire, side);
      introduce(talk, invitation, side);
      talk.sayTerms(side.terms(), new byte[0]);
      PairingTerms theirs = talk.hearTerms();
      byte[] beatKey = talk.hearBeatKey(Pairing.BEAT_KEY_BYTES);
      Pairing pairing = agree(wire, talk, side, theirs, beatKey, clocks);
      side.keep().keep(pairing);
      finish(talk);
      return pairing;
    }
  }

  private static Wire reach(InetSocketAddress host, PairingSide side, Clocks clocks)
      throws IOException {
    try {
      return Wire.dial(host, side.keys().introduction(), clocks);
    } catch (ConnectException | NoRouteToHostException | SocketTimeoutException e) {
      throw new IOException(
          "nobody answers at " + Address.show(host) + ": " + e.getMessage()
              + "\nhint: is the address right, the port open, and bcs pair invite running there?",
          e);
    } catch (IOException noHandshake) {
      throw refusedAtTheDoor(host, noHandshake);
    }
  }

  private static PairingTalk begin(InetSocketAddress host, Wire wire, PairingSide side)
      throws IOException {
    try {
      return PairingTalk.begin(wire, side.terms().unitId());
    } catch (SSLException | SocketException | EOFException hungUp) {
      throw refusedAtTheDoor(host, hungUp);
    }
  }

  private static PairingRefused refusedAtTheDoor(InetSocketAddress host, IOException e) {
    PairingRefused refusal = new PairingRefused(
        "the unit at " + Address.show(host) + " does not let this one in: no invitation is open"
            + " there",
        "a code serves once and for fifteen minutes; ask for a new one: bcs pair invite");
    refusal.initCause(e);
    return refusal;
  }

  private static void introduce(PairingTalk talk, Invitation invitation, PairingSide side)
      throws IOException {
    byte[] host = talk.peerFingerprint();
    byte[] guest = side.keys().fingerprint();
    if (!invitation.isFrom(host)) {
      // Counts over there as a wrong code, and tells nothing about the secret to whoever it is.
      talk.sayProof(new byte[Invitation.PROOF]);
      talk.hear(PairingTalk.PROOF);
      throw new PairingRefused(
          "the unit that answers is not the one that made the code",
          "check the address and the code; somebody may stand between the units");
    }
    talk.sayProof(invitation.proofOfGuest(host, guest));
    byte[] proof = talk.hearProof();
    if (!MessageDigest.isEqual(invitation.proofOfHost(host, guest), proof)) {
      throw new PairingRefused(
          "the other unit does not know its own code", "invite again: bcs pair invite");
    }
  }

  private static Pairing agree(
      Wire wire,
      PairingTalk talk,
      PairingSide side,
      PairingTerms theirs,
      byte[] beatKey,
      Clocks clocks)
      throws IOException {
    try {
      return side.agree(theirs, wire.peerCertificate(), beatKey, clocks.now());
    } catch (PairingRefused refusal) {
      talk.refuse(String.valueOf(refusal.getMessage()));
      throw refusal;
    }
  }

  /**
   * This side is durable; only the other's word is still out.
   *
   * @throws PairingRefused if the other unit said that it could not store the pair
   */
  private static void finish(PairingTalk talk) throws PairingRefused {
    try {
      talk.say(PairingTalk.STORED);
      talk.hear(PairingTalk.DONE);
    } catch (PairingRefused refusal) {
      throw new PairingRefused(
          String.valueOf(refusal.getMessage()),
          "this side is stored; mend the other unit, then invite and accept again");
    } catch (IOException lastWordLost) {
      LOG.warn(
          "the pair is stored here, but the other unit's last word was lost: {}; if it does"
              + " not show up, invite and accept again",
          lastWordLost.getMessage());
    }
  }
}
