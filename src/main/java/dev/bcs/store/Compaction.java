package dev.bcs.store;

import dev.bcs.ledger.Transaction;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites packs of which little is needed any more, so that the store does not grow without bound.
 *
 * <p>On the thread that also stores generations, and on no other. Crash order: what is needed of a
 * pack is appended to another and synced, and its rows and pins move with it in one transaction;
 * then the rows that are left and the pack's own row go in one more, and last its file. Dying
 * between any two leaves a pack that is rewritten again, or a file without a row, which the next
 * start removes. While a generation is being received nothing is taken away: the peer may have been
 * told that a chunk is here.
 */
public final class Compaction {
  private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

  /** A pack is rewritten when less than this part of it is needed. */
  private static final double LEAST_LIVE = 0.5;

  private final Store store;
  private final BooleanSupplier mayGoOn;

  /**
   * Compacts this store.
   *
   * @param mayGoOn asked before each pack
   */
  public Compaction(Store store, BooleanSupplier mayGoOn) {
    this.store = store;
    this.mayGoOn = mayGoOn;
  }

  /** A chunk's row: its address, and the bytes that its frame takes. */
  private record Row(ContentId id, long length) {}

  /** Bytes freed, and whether all packs were looked at. */
  public record Result(long freed, boolean finished) {}

  /** Rewrites all such packs, or as many as it may. */
  public Result run() throws IOException {
    Optional<Live> live = live();
    long freed = 0;
    for (long[] pack : packs()) {
      if (live.isEmpty() || mustStop()) {
        return new Result(freed, false);
      }
      freed += compact(pack[0], pack[1], live.get());
    }
    return new Result(freed, true);
  }

  private boolean mustStop() {
    return !mayGoOn.getAsBoolean() || store.ledger().read(Compaction::isReceiving);
  }

  /** Empty if it must stop before all manifests were read. */
  private Optional<Live> live() throws IOException {
    long chunks = store
        .ledger()
        .read(tx ->
            tx.first("SELECT COUNT(*) FROM store_chunk", row -> row.getLong(1)).orElse(0L));
    Live live = new Live(chunks);
    for (Generation each : store.book().list()) {
      if (mustStop()) {
        return Optional.empty();
      }
      if (each.isStored()) {
        live.add(store.book().manifest(each.id()));
      }
    }
    return Optional.of(live);
  }

  private List<long[]> packs() {
    return store
        .ledger()
        .read(tx -> tx.all("SELECT pack, bytes FROM store_pack ORDER BY pack", row ->
            new long[] {row.getLong(1), row.getLong(2)}));
  }

  private static boolean isReceiving(Transaction tx) throws SQLException {
    return tx.first(
            "SELECT 1 FROM store_generation WHERE state = ?",
            row -> true,
            GenerationState.RECEIVING.code())
        .isPresent();
  }

  private long compact(long pack, long bytes, Live live) throws IOException {
    if (store.chunks().isOpen(pack)) {
      return 0;
    }
    List<Row> needed = new ArrayList<>();
    long liveBytes = 0;
    for (Row row : rows(pack)) {
      if (live.mayNeed(row.id)) {
        needed.add(row);
        liveBytes += row.length;
      }
    }
    if (liveBytes > bytes * LEAST_LIVE) {
      return 0;
    }
    try {
      for (Row row : needed) {
        store.chunks().move(row.id, pack);
      }
      store.chunks().sync();
    } catch (DamagedException e) {
      // A damaged chunk stays where it is until its content is sent anew.
      LOG.warn("pack {} cannot be rewritten: {}", pack, e.getMessage());
      store.chunks().sync();
      return 0;
    }
    if (!forget(pack, needed)) {
      return 0;
    }
    store.chunks().removePack(pack);
    LOG.debug("pack {} was rewritten: {} of {} bytes were needed", pack, liveBytes, bytes);
    return bytes - liveBytes;
  }

  private List<Row> rows(long pack) {
    return store
        .ledger()
        .read(tx -> tx.all(
            "SELECT id, packed FROM store_chunk WHERE pack = ?",
            row -> new Row(new ContentId(row.getBytes(1)), PackedChunk.HEAD + row.getLong(2)),
            pack));
  }

  /** Forgets what nobody needs; not if anything that is needed is still there, or may come. */
  private boolean forget(long pack, List<Row> needed) {
    return store.ledger().transact(tx -> {
      if (isReceiving(tx)) {
        return false;
      }
      for (Row row : needed) {
        boolean stays = tx.first(
                "SELECT 1 FROM store_chunk WHERE id = ? AND pack = ?",
                found -> true,
                row.id.bytes(),
                pack)
            .isPresent();
        if (stays) {
          return false;
        }
      }
      tx.exec("DELETE FROM store_chunk WHERE pack = ?", pack);
      tx.exec("DELETE FROM store_pin WHERE pack = ?", pack);
      tx.exec("DELETE FROM store_pack WHERE pack = ?", pack);
      return true;
    });
  }
}
