package dev.bcs.dumps;

import dev.bcs.store.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** Makes of a dump, on the secondary, the directory that the engine will run on. */
@FunctionalInterface
public interface Loader {
  /**
   * Loads the whole dump, has the engine check it, and leaves nothing running; on the caller's
   * thread. May be called again after any failure or crash, with empty folders.
   *
   * @throws IOException with a sentence and a way out if it is not loaded, whole and checked
   */
  void load(Dataset dataset, Place place, Bounds bounds) throws IOException;

  /**
   * Where things lie.
   *
   * @param dump the files of the dump, as a dumper named them; only read
   * @param into the empty directory that will go live
   * @param work an empty folder for what is needed in passing, such as a socket
   */
  record Place(Path dump, Path into, Path work) {}
}
