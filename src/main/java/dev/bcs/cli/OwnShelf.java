package dev.bcs.cli;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.ChunkSource;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationBook;
import dev.bcs.store.GenerationId;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Manifest;
import dev.bcs.store.Packs;
import dev.bcs.unit.Home;
import java.io.IOException;
import java.util.List;

/** The store in this unit's home, read beside the daemon that may be writing it. */
final class OwnShelf implements Shelf {
  private final GenerationBook book;
  private final Packs packs;

  OwnShelf(Disk disk, Home home, Ledger ledger) {
    BytePath store = BytePath.of(home.store());
    this.book = GenerationBook.reading(disk, store, ledger);
    this.packs = new Packs(disk, store, ledger);
  }

  @Override
  public String place() {
    return "here";
  }

  @Override
  public List<Standing> list() {
    return book.list().stream()
        .filter(Generation::isStored)
        .map(each -> new Standing(each.id(), each.state() == GenerationState.VERIFIED))
        .toList();
  }

  @Override
  public Manifest manifest(GenerationId id, List<BytePath> paths) throws IOException {
    return book.manifest(id);
  }

  @Override
  public ChunkSource chunks() {
    return packs;
  }

  @Override
  public void close() throws IOException {
    packs.close();
  }
}
