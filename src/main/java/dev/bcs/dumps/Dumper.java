package dev.bcs.dumps;

import dev.bcs.store.Dataset;
import java.io.IOException;

/** Dumps datasets of one type on the primary. */
@FunctionalInterface
public interface Dumper {
  /**
   * Hands over a whole dump and returns, on the caller's thread; may be called again at any time.
   *
   * @throws IOException with a sentence and a way out if it is not whole; what was handed over by
   *     then is of no use
   */
  void dump(Dataset dataset, Dump into, Bounds bounds) throws IOException;
}
