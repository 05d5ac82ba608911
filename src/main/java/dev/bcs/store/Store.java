package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Scratch;
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

  /** An empty list of entries, in a file of the store once it is long. */
  public EntryList entries() {
    return new EntryList(disk, folder);
  }

  /** Room for bytes, in a file of the store once they are many. */
  public Scratch scratch() {
    return new Scratch(disk, folder);
  }

  /**
   * Whether all chunks of this generation are here, as far as anybody knows: it was verified, none
   * of its packs is gone, and no chunk of any was read back damaged.
   */
  public boolean holds(long generation) {
    return generation > 0
        && book.find(new GenerationId(generation))
            .filter(each -> each.state() == GenerationState.VERIFIED)
            .isPresent()
        && chunks.isWhole(generation);
  }

  @Override
  public void close() throws IOException {
    chunks.close();
  }
}
