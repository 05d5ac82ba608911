package dev.bcs.heartbeat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who beats to whom, and the secret that both share.
 *
 * @param pair id or name of the pair
 * @param unit id of this unit, that both know
 * @param peer id of the other unit
 * @param key 32 bytes that only this pair has
 */
public record Kin(String pair, String unit, String peer, byte[] key) {
  public static final int KEY_BYTES = 32;

  public Kin {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("the key of a pair has 32 bytes");
    }
    if (unit.equals(peer)) {
      throw new IllegalArgumentException("a unit cannot be its own peer");
    }
    key = key.clone();
  }

  @Override
  public byte[] key() {
    return key.clone();
  }

  /** The first 8 bytes of a name's SHA-256, as beats carry it. */
  static long brief(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  @Override
  public String toString() {
    return unit + " and " + peer + " of " + pair;
  }
}
