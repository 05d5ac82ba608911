package dev.bcs.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The code that an inviter reads out: who he is, and a secret.
 *
 * <pre>
 * 10 bytes  first 80 bits of the SHA-256 fingerprint of the inviter's certificate
 * 10 bytes  random secret
 * as 32 letters and digits without I, O, 0 and 1: ABCD-EFGH-…, eight groups of four
 * </pre>
 *
 * <p>The fingerprint lets the guest know the inviter before he says anything; the secret lets the
 * inviter know the guest. Both prove it by HMAC-SHA256 over both fingerprints, each under a label
 * of its own, so that neither proof can be sent back as the other.
 */
final class Invitation {
  static final int PROOF = 32;
  private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int HALF = 10;
  private static final int LETTERS = 32;
  private static final int GROUP = 4;

  private final byte[] inviter;
  private final byte[] secret;

  private Invitation(byte[] inviter, byte[] secret) {
    this.inviter = inviter;
    this.secret = secret;
  }

  static Invitation by(byte[] fingerprint) {
    byte[] secret = new byte[HALF];
    new SecureRandom().nextBytes(secret);
    return new Invitation(Arrays.copyOf(fingerprint, HALF), secret);
  }

  /** Reads what was typed: case, spaces and dashes do not matter. */
  static Invitation typed(String code) throws PairingRefused {
    String letters = code.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
    for (int i = 0; i < letters.length(); i++) {
      if (ALPHABET.indexOf(letters.charAt(i)) < 0) {
        throw new PairingRefused(
            "the code cannot hold \"" + letters.charAt(i) + "\"",
            "codes are made of A-Z without I and O, and 2-9");
      }
    }
    if (letters.length() != LETTERS) {
      throw new PairingRefused(
          "the code has " + letters.length() + " letters, not " + LETTERS,
          "copy all eight groups that bcs pair invite printed");
    }
    byte[] bytes = new byte[2 * HALF];
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      int value = ALPHABET.indexOf(letters.charAt(bit / 5));
      if ((value >> (4 - bit % 5) & 1) == 1) {
        bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
      }
    }
    return new Invitation(Arrays.copyOf(bytes, HALF), Arrays.copyOfRange(bytes, HALF, 2 * HALF));
  }

  /** The code in groups, as it is read out. */
  String code() {
    StringBuilder code = new StringBuilder();
    for (int letter = 0; letter < LETTERS; letter++) {
      int value = 0;
      for (int bit = letter * 5; bit < letter * 5 + 5; bit++) {
        byte[] half = bit < HALF * 8 ? inviter : secret;
        int at = bit % (HALF * 8);
        value = value << 1 | (half[at / 8] >> (7 - at % 8) & 1);
      }
      code.append(letter > 0 && letter % GROUP == 0 ? "-" : "").append(ALPHABET.charAt(value));
    }
    return code.toString();
  }

  /** Whether this is the certificate of the one who invited. */
  boolean isFrom(byte[] fingerprint) {
    return MessageDigest.isEqual(inviter, Arrays.copyOf(fingerprint, HALF));
  }

  byte[] proofOfGuest(byte[] hostFingerprint, byte[] guestFingerprint) {
    return proof("bcs pairing 1: guest", hostFingerprint, guestFingerprint);
  }

  byte[] proofOfHost(byte[] hostFingerprint, byte[] guestFingerprint) {
    return proof("bcs pairing 1: host", hostFingerprint, guestFingerprint);
  }

  private byte[] proof(String label, byte[] hostFingerprint, byte[] guestFingerprint) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(label.getBytes(StandardCharsets.UTF_8));
      mac.update(hostFingerprint);
      mac.update(guestFingerprint);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }
}
