package dev.bcs.staging;

import dev.bcs.ledger.Ledger;
import dev.bcs.store.ContentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far the rereading of store and slots is, and when it was last at its end. */
final class ScrubBook {
  private final Ledger ledger;

  ScrubBook(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Where a pass stands.
   *
   * @param pack the last one that was read, while {@code slot} is empty
   * @param slot the letter of the slot that is being read
   * @param dataset its number in the configuration
   * @param entry the number of the next entry in its tree
   */
  record Place(long pack, String slot, int dataset, int entry) {}

  /** A pack and its length. */
  record Pack(long number, long bytes) {}

  Place place() {
    return ledger.read(tx -> tx.first(
            "SELECT pack, slot, dataset, entry FROM staging_scrub",
            row -> new Place(row.getLong(1), row.getString(2), row.getInt(3), row.getInt(4)))
        .orElse(new Place(0, "", 0, 0)));
  }

  /** The end of the last pass, or else the moment when the first one was begun. */
  Instant freshSince(Instant now) {
    return ledger.transact(tx -> {
      tx.exec(
          "INSERT OR IGNORE INTO staging_scrub(one, pack, slot, dataset, entry, fresh)"
              + " VALUES(1, 0, '', 0, 0, ?)",
          now.toString());
      return tx.first("SELECT fresh FROM staging_scrub", row -> Instant.parse(row.getString(1)))
          .orElse(now);
    });
  }

  void stands(Place place) {
    ledger.enter(tx -> tx.exec(
        "UPDATE staging_scrub SET pack = ?, slot = ?, dataset = ?, entry = ?",
        place.pack(),
        place.slot(),
        place.dataset(),
        place.entry()));
  }

  void finished(Instant now) {
    ledger.enter(tx -> tx.exec(
        "UPDATE staging_scrub SET pack = 0, slot = '', dataset = 0, entry = 0, fresh = ?",
        now.toString()));
  }

  Optional<Pack> packAfter(long pack) {
    return ledger.read(tx -> tx.first(
        "SELECT pack, bytes FROM store_pack WHERE pack > ? ORDER BY pack LIMIT 1",
        row -> new Pack(row.getLong(1), row.getLong(2)),
        pack));
  }

  /** In the order in which they lie there; those known to be damaged left out. */
  List<ContentId> chunksOf(long pack) {
    return ledger.read(tx -> tx.all(
        "SELECT id FROM store_chunk WHERE pack = ? AND bad = 0 ORDER BY place",
        row -> new ContentId(row.getBytes(1)),
        pack));
  }
}
