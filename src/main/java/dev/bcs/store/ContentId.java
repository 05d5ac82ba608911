package dev.bcs.store;

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

  public byte[] bytes() {
    return digest.clone();
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
