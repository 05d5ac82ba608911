package dev.bcs.unit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * SNMPv3 keys made of a password: the algorithm of RFC 3414 A.2 with the SHA-256 of RFC 7860.
 *
 * @param auth 32 bytes for usmHMAC192SHA256AuthProtocol
 * @param priv 16 bytes for usmAesCfb128Protocol (RFC 3826, which takes the first of the same key)
 */
record SnmpKeys(byte[] auth, byte[] priv) {
  private static final String HASH = "SHA-256";
  private static final int PRIV_BYTES = 16;
  private static final int EXPANDED = 1 << 20;

  /** From what {@link #anywhere} made, for one engine only. */
  static SnmpKeys localized(byte[] anywhere, byte[] engineId) {
    byte[] key = localize(HASH, anywhere, engineId);
    return new SnmpKeys(key, Arrays.copyOf(key, PRIV_BYTES));
  }

  /** The key before it is bound to an engine; as good as the password, so it is seldom kept. */
  static byte[] anywhere(char[] password) {
    return anywhere(HASH, password);
  }

  static byte[] anywhere(String hash, char[] password) {
    byte[] octets = new String(password).getBytes(StandardCharsets.UTF_8);
    byte[] stretched = new byte[EXPANDED];
    for (int i = 0; i < EXPANDED; i++) {
      stretched[i] = octets[i % octets.length];
    }
    byte[] key = digest(hash).digest(stretched);
    Arrays.fill(stretched, (byte) 0);
    Arrays.fill(octets, (byte) 0);
    return key;
  }

  static byte[] localize(String hash, byte[] anywhere, byte[] engineId) {
    MessageDigest digest = digest(hash);
    digest.update(anywhere);
    digest.update(engineId);
    digest.update(anywhere);
    return digest.digest();
  }

  private static MessageDigest digest(String hash) {
    try {
      return MessageDigest.getInstance(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + hash, e);
    }
  }
}
