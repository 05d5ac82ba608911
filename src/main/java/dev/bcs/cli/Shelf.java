package dev.bcs.cli;

import dev.bcs.files.BytePath;
import dev.bcs.store.ChunkSource;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import java.io.IOException;
import java.util.List;

/** Where generations can be read from; reading changes nothing there. */
interface Shelf extends AutoCloseable {
  /** For people: {@code here}, or {@code on wave-b}. */
  String place();

  /** Those that are wholly there, newest first. */
  List<Standing> list() throws IOException;

  /**
   * The manifest of one of them.
   *
   * @param paths what is going to be read of it, as in a restore; everything if empty
   */
  Manifest manifest(GenerationId id, List<BytePath> paths) throws IOException;

  /** The content of its chunks, also those of other generations. */
  ChunkSource chunks();

  @Override
  void close() throws IOException;

  /** One generation on the shelf. */
  record Standing(GenerationId id, boolean verified) {}
}
