package dev.bcs.staging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.Dataset;
import dev.bcs.store.Store;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells before the transfer whether a generation fits, from what the primary estimates.
 *
 * <p>The idle slot grows to what each dataset holds; the store grows by what is new, as far as its
 * chunks were compressible until now.
 */
final class Room {
  /** How much of new content a store takes that holds nothing yet. */
  private static final double RATIO = 0.5;

  private final Store store;
  private final Slots slots;
  private final List<Dataset> datasets;
  private final long reserve;

  Room(Store store, Slots slots, List<Dataset> datasets, long reserve) {
    this.store = store;
    this.slots = slots;
    this.datasets = datasets;
    this.reserve = reserve;
  }

  /** What is needed of one file system, and a path on it. */
  private record Need(BytePath path, long bytes) {}

  /** Refuses what cannot fit. */
  void mustSuffice(JsonNode question) throws IOException {
    Map<String, Long> told = new HashMap<>();
    for (JsonNode each : question.path("datasets")) {
      told.put(Wire.text(each, "id"), Wire.number(each, "bytes"));
    }
    Map<Long, Need> needs = new LinkedHashMap<>();
    add(needs, store.folder(), (long) (Math.max(0, Wire.number(question, "fresh")) * ratio()));
    Map<String, Long> held = slots.heldByIdle();
    for (Dataset dataset : datasets) {
      BytePath parent = BytePath.of(dataset.path()).parent();
      long more = told.getOrDefault(dataset.id(), 0L) - held.getOrDefault(dataset.id(), 0L);
      if (store.disk().exists(parent)) {
        add(needs, parent, Math.max(0, more));
      }
    }
    for (Need need : needs.values()) {
      long free = store.disk().space(need.path).free();
      if (need.bytes > free - reserve) {
        throw new RefusedByPeer(
            "storage-low",
            "the backup needs about " + need.bytes + " bytes more at " + need.path
                + " on the secondary, and " + free + " are free there, of which " + reserve
                + " stay in reserve\nhint: free space there, keep fewer generations, or exclude"
                + " what need not be copied");
      }
    }
  }

  private void add(Map<Long, Need> needs, BytePath path, long bytes) throws IOException {
    Disk disk = store.disk();
    needs.merge(
        disk.stat(path).device(),
        new Need(path, bytes),
        (one, other) -> new Need(one.path, one.bytes + other.bytes));
  }

  private double ratio() {
    return store
        .ledger()
        .read(tx -> tx.first(
                "SELECT SUM(packed), SUM(plain) FROM"
                    + " (SELECT packed, plain FROM store_chunk LIMIT 10000)",
                row -> row.getLong(2) > 0 ? (double) row.getLong(1) / row.getLong(2) : RATIO)
            .orElse(RATIO));
  }
}
