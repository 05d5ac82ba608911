package dev.bcs.store;

import java.io.IOException;

/** Where a restore or a build takes chunks from: the packs here, or later the peer. */
@FunctionalInterface
public interface ChunkSource {
  /**
   * The plain content of a chunk, checked against its address.
   *
   * @throws DamagedException if it is not there or is not what its address says; the next chunk may
   *     be good
   * @throws IOException if the source cannot be read at all
   */
  byte[] get(ContentId id) throws IOException;
}
