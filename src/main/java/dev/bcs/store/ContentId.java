package dev.bcs.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Address of a chunk: the SHA-256 of its plain content. */
public final class ContentId implements Comparable<ContentId> {
  public static final int BYTES = 32;

  private final byte[] digest;

  public ContentId(byte[] digest) {
    if (digest.length != BYTES) {
      throw new IllegalArgumentException("a content id has 32 bytes");
    }
    this.digest = digest.clone();
  }

  /** The address of plain content. */
  public static ContentId of(byte[] plain) {
    return new ContentId(digest(plain, 0, plain.length));
  }

  /** SHA-256 of a part of an array. */
  public static byte[] digest(byte[] bytes, int offset, int length) {
    MessageDigest sha = sha256();
    sha.update(bytes, offset, length);
    return sha.digest();
  }

  /** A fresh SHA-256. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  public byte[] bytes() {
    return digest.clone();
  }

  /** Its first eight bytes as a number, as uniform as all of it. */
  long prefix() {
    return ByteBuffer.wrap(digest).getLong();
  }

  @Override
  public int compareTo(ContentId other) {
    return Arrays.compareUnsigned(digest, other.digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentId id && Arrays.equals(digest, id.digest);
  }

  @Override
  public int hashCode() {
    // The digest is uniform already; its first bytes will do.
    return (digest[0] & 0xff) << 24
        | (digest[1] & 0xff) << 16
        | (digest[2] & 0xff) << 8
        | (digest[3] & 0xff);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(digest);
  }
}
