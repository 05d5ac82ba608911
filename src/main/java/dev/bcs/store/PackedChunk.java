package dev.bcs.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chunk as it travels and as it lies in a pack: compressed, with its address.
 *
 * <pre>
 *  id 32 · plain size 4 · packed size 4 · one zstd frame        big-endian
 * </pre>
 *
 * @param size of the plain content, 1 to {@link TreeRules#LARGEST_CHUNK}
 * @param packed the content as one zstd frame
 */
public record PackedChunk(ContentId id, int size, byte[] packed) {
  /** Bytes before the content. */
  public static final int HEAD = ContentId.BYTES + 8;

  /** Largest compressed content: what zstd makes of a largest chunk that does not compress. */
  public static final int LARGEST_PACKED = TreeRules.LARGEST_CHUNK + (64 << 10);

  public PackedChunk {
    if (size < 1 || size > TreeRules.LARGEST_CHUNK) {
      throw new IllegalArgumentException("a chunk has 1 to " + TreeRules.LARGEST_CHUNK + " bytes");
    }
    if (packed.length < 1 || packed.length > LARGEST_PACKED) {
      throw new IllegalArgumentException("a packed chunk of " + packed.length + " bytes");
    }
  }

  /** Compresses plain content. */
  public static PackedChunk of(byte[] plain, int level) {
    return new PackedChunk(ContentId.of(plain), plain.length, Zstd.compress(plain, level));
  }

  /** Bytes that {@link #putTo} writes. */
  public int length() {
    return HEAD + packed.length;
  }

  /** Appends the chunk to a body or frame. */
  public void putTo(ByteBuffer out) {
    out.put(id.bytes()).putInt(size).putInt(packed.length).put(packed);
  }

  /** All chunks from the buffer's position to its end; nothing is unpacked yet. */
  public static List<PackedChunk> readAll(ByteBuffer in) throws DamagedException {
    List<PackedChunk> chunks = new ArrayList<>();
    while (in.hasRemaining()) {
      chunks.add(read(in));
    }
    return chunks;
  }

  /** The next chunk of the buffer. */
  public static PackedChunk read(ByteBuffer in) throws DamagedException {
    if (in.remaining() < HEAD) {
      throw new DamagedException("a chunk is cut off");
    }
    byte[] id = new byte[ContentId.BYTES];
    in.get(id);
    int size = in.getInt();
    int length = in.getInt();
    if (length < 1
        || length > in.remaining()
        || length > LARGEST_PACKED
        || size < 1
        || size > TreeRules.LARGEST_CHUNK) {
      throw new DamagedException("a chunk has impossible sizes");
    }
    byte[] packed = new byte[length];
    in.get(packed);
    return new PackedChunk(new ContentId(id), size, packed);
  }

  /** The plain content, checked against its address. */
  public byte[] plain() throws DamagedException {
    try {
      byte[] plain = Zstd.decompress(packed, size);
      if (plain.length == size && ContentId.of(plain).equals(id)) {
        return plain;
      }
    } catch (ZstdException e) {
      throw new DamagedException("chunk " + id + " cannot be unpacked: " + e.getMessage());
    }
    throw new DamagedException("chunk " + id + " does not hold what its address says");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackedChunk chunk
        && id.equals(chunk.id)
        && size == chunk.size
        && Arrays.equals(packed, chunk.packed);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
