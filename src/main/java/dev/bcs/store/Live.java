package dev.bcs.store;

import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * The chunks that manifests need, as a sieve: what was added is always in it, and of what was not,
 * about one in four hundred.
 *
 * <p>Two bytes a chunk, whatever the number of manifests. Addresses are uniform, so four numbers
 * cut from each serve as its hashes.
 */
final class Live {
  private static final int BITS_A_CHUNK = 16;
  private static final int HASHES = 4;

  private final BitSet bits;
  private final int size;

  /** For so many different chunks. */
  Live(long chunks) {
    size = (int) Math.max(1 << 10, Math.min(chunks * BITS_A_CHUNK, Integer.MAX_VALUE - 64));
    bits = new BitSet(size);
  }

  void add(Manifest manifest) {
    for (Manifest.Tree tree : manifest.trees()) {
      for (Entry entry : tree.entries()) {
        entry.chunks().forEach(this::add);
      }
    }
  }

  void add(ContentId id) {
    ByteBuffer numbers = ByteBuffer.wrap(id.bytes());
    for (int i = 0; i < HASHES; i++) {
      bits.set(Integer.remainderUnsigned(numbers.getInt(), size));
    }
  }

  boolean mayNeed(ContentId id) {
    ByteBuffer numbers = ByteBuffer.wrap(id.bytes());
    for (int i = 0; i < HASHES; i++) {
      if (!bits.get(Integer.remainderUnsigned(numbers.getInt(), size))) {
        return false;
      }
    }
    return true;
  }
}
