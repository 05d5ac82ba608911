package dev.bcs.store;

import java.io.IOException;
import java.util.List;

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

  /**
   * These are going to be asked for next, in this order, so that many can be looked up at once. A
   * hint: what was not expected is found all the same.
   */
  default void expect(List<ContentId> ids) throws IOException {}
}
