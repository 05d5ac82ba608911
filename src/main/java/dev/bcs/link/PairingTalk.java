package dev.bcs.link;

import dev.bcs.unit.Certificates;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.UUID;

/**
 * What is said while a pair is made, in order; each message is one byte of kind and its fields.
 *
 * <pre>
 * both    hello, purpose pairing
 * guest   PROOF 32 bytes (zeros if the inviter is not the one named in the code)
 * host    PROOF 32 bytes, or REFUSED
 * guest   TERMS unit id, name, preferred role, pair
 * host    TERMS the same, then the 32-byte beat key, or REFUSED
 * guest   STORED, or REFUSED
 * host    DONE
 * </pre>
 */
final class PairingTalk {
  static final byte PROOF = 1;
  static final byte TERMS = 2;
  static final byte STORED = 3;
  static final byte DONE = 4;
  static final byte REFUSED = 5;

  private static final int LONGEST_TEXT = 1000;

  private final Wire wire;
  private final DataInputStream in;
  private final DataOutputStream out;

  private PairingTalk(Wire wire) {
    this.wire = wire;
    this.in = wire.in();
    this.out = wire.out();
  }

  /** Says hello on a fresh wire. */
  static PairingTalk begin(Wire wire, UUID unit) throws IOException {
    PairingTalk talk = new PairingTalk(wire);
    Hello mine = Hello.of(Hello.PAIRING, unit, "");
    mine.write(talk.out);
    Hello theirs = Hello.read(talk.in);
    mine.agree(theirs);
    if (theirs.purpose() != Hello.PAIRING) {
      throw new PairingRefused(
          "the other unit is paired already, and its link runs",
          "a code serves once; if this pair is broken, stop its bcs and invite again");
    }
    return talk;
  }

  byte[] peerFingerprint() throws IOException {
    return Certificates.fingerprint(wire.peerCertificate());
  }

  void sayProof(byte[] proof) throws IOException {
    out.writeByte(PROOF);
    out.write(proof);
    out.flush();
  }

  byte[] hearProof() throws IOException {
    hear(PROOF);
    byte[] proof = new byte[Invitation.PROOF];
    in.readFully(proof);
    return proof;
  }

  void sayTerms(PairingTerms terms, byte[] beatKey) throws IOException {
    out.writeByte(TERMS);
    terms.write(out);
    out.write(beatKey);
    out.flush();
  }

  PairingTerms hearTerms() throws IOException {
    hear(TERMS);
    return PairingTerms.read(in);
  }

  byte[] hearBeatKey(int length) throws IOException {
    byte[] key = new byte[length];
    in.readFully(key);
    return key;
  }

  void say(byte kind) throws IOException {
    out.writeByte(kind);
    out.flush();
  }

  /** Waits for this kind of message; the other side's refusal is thrown with its sentence. */
  void hear(byte kind) throws IOException {
    byte came = in.readByte();
    if (came == REFUSED) {
      throw new PairingRefused(in.readUTF());
    }
    if (came != kind) {
      throw new IOException("the other unit said " + came + " where " + kind + " was due");
    }
  }

  /** Tells the other side why not; whether it hears that makes no difference. */
  void refuse(String sentence) {
    try {
      String bounded =
          sentence.length() <= LONGEST_TEXT ? sentence : sentence.substring(0, LONGEST_TEXT);
      out.writeByte(REFUSED);
      out.writeUTF(bounded);
      out.flush();
    } catch (IOException gone) {
      wire.close();
    }
  }
}
