package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import java.io.IOException;

/**
 * The open store of this unit: where it lies, its chunks and its book.
 *
 * @param folder {@code store} in the unit's home
 */
public record Store(
    Disk disk, BytePath folder, Ledger ledger, ChunkStore chunks, GenerationBook book)
    implements AutoCloseable {

  /** Opens the store for writing, and makes it if it is not there; one process at a time. */
  public static Store open(Disk disk, BytePath folder, Ledger ledger) throws IOException {
    ChunkStore chunks = ChunkStore.open(disk, folder, ledger);
    return new Store(disk, folder, ledger, chunks, GenerationBook.open(disk, folder, ledger));
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}
