package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Disk.WritableFile;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chunks that this unit keeps, in packs that only ever grow, and the index of them.
 *
 * <p>Safe for any thread; one process writes. Crash order: frames are appended; {@link #sync} makes
 * the pack and its name durable and only then commits the index rows. So a row always finds its
 * frame, and a frame without a row is a tail that counts for nothing; a pack without any row is
 * removed at the next start. Deletion goes the other way round: rows first, then the file.
 */
public final class ChunkStore implements ChunkSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkStore.class);
  private static final long PACK_BYTES = 64L << 20;

  private static final String PLACE = "SELECT pack FROM store_chunk WHERE id = ? AND bad = 0";
  private static final String ROW =
      " INTO store_chunk(id, pack, place, packed, plain, bad) VALUES(?, ?, ?, ?, ?, 0)";

  /** Chunks that may wait for their index rows. */
  private static final int MOST_PENDING = 16_384;

  private final Disk disk;
  private final BytePath folder;
  private final Ledger ledger;
  private final Packs packs;
  private final long packBytes;
  private final Set<Long> absent = new HashSet<>();
  private final Map<ContentId, Packs.Place> pending = new LinkedHashMap<>();
  /** Whether a chunk may be marked as damaged; looked up anew when it matters. */
  private volatile boolean anyBad = true;

  private @Nullable WritableFile writer;
  private long pack;
  private long written;

  private ChunkStore(Disk disk, BytePath store, Ledger ledger, long packBytes) {
    this.disk = disk;
    this.folder = store.child("packs");
    this.ledger = ledger;
    this.packs = new Packs(disk, store, ledger);
    this.packBytes = packBytes;
  }

  /** Opens the store in this folder, and makes it if it is not there. */
  public static ChunkStore open(Disk disk, BytePath store, Ledger ledger) throws IOException {
    return open(disk, store, ledger, PACK_BYTES);
  }

  static ChunkStore open(Disk disk, BytePath store, Ledger ledger, long packBytes)
      throws IOException {
    ChunkStore chunks = new ChunkStore(disk, store, ledger, packBytes);
    disk.makeDirectories(chunks.folder, 0700);
    disk.syncDirectory(store);
    disk.syncDirectory(store.parent());
    chunks.tidy();
    return chunks;
  }

  /** Removes packs of runs that died, and notes packs that are gone or cut. */
  private void tidy() throws IOException {
    Map<Long, Long> known = new HashMap<>();
    ledger
        .read(tx -> tx.all("SELECT pack, bytes FROM store_pack", row ->
            new long[] {row.getLong(1), row.getLong(2)}))
        .forEach(row -> known.put(row[0], row[1]));
    for (byte[] name : disk.list(folder)) {
      Optional<Long> number = number(name);
      if (number.isPresent() && !known.containsKey(number.get())) {
        disk.remove(folder.child(name));
      }
      pack = Math.max(pack, number.orElse(0L));
    }
    for (Map.Entry<Long, Long> each : known.entrySet()) {
      BytePath file = packs.file(each.getKey());
      pack = Math.max(pack, each.getKey());
      if (!disk.exists(file) || disk.stat(file).size() < each.getValue()) {
        absent.add(each.getKey());
        LOG.error("the pack {} is gone or cut; its chunks will be fetched anew", file);
      }
    }
  }

  private static Optional<Long> number(byte[] name) {
    String text = new String(name, StandardCharsets.US_ASCII);
    return text.matches("[0-9]{8,18}\\.pack")
        ? Optional.of(Long.parseLong(text.substring(0, text.length() - 5)))
        : Optional.empty();
  }

  /** For each id, whether the chunk is lacking; a damaged one is lacking too. */
  public synchronized boolean[] missing(List<ContentId> ids) {
    boolean[] lacking = new boolean[ids.size()];
    ledger.<Boolean>read(tx -> {
      try (PreparedStatement row = tx.prepare(PLACE)) {
        for (int i = 0; i < lacking.length; i++) {
          lacking[i] =
              !pending.containsKey(ids.get(i)) && place(row, ids.get(i)).isEmpty();
        }
      }
      return true;
    });
    return lacking;
  }

  private OptionalLong place(PreparedStatement row, ContentId id) throws SQLException {
    row.setBytes(1, id.bytes());
    try (ResultSet found = row.executeQuery()) {
      return found.next() && !absent.contains(found.getLong(1))
          ? OptionalLong.of(found.getLong(1))
          : OptionalLong.empty();
    }
  }

  /** As {@link #putAll}, of one. */
  public void put(PackedChunk chunk) throws IOException {
    putAll(List.of(chunk));
  }

  /**
   * Keeps chunks once each was unpacked and hashed; durable after the next {@link #sync}. What is
   * there already costs nothing.
   *
   * @throws DamagedException if one is not what its address says; nothing was kept
   * @throws IOException if they could not be written; what was put since the last sync is given up
   */
  public void putAll(List<PackedChunk> chunks) throws IOException {
    for (PackedChunk chunk : chunks) {
      chunk.plain();
    }
    synchronized (this) {
      boolean[] lacking = missing(chunks.stream().map(PackedChunk::id).toList());
      Map<ContentId, PackedChunk> fresh = new LinkedHashMap<>();
      for (int i = 0; i < lacking.length; i++) {
        if (lacking[i]) {
          fresh.putIfAbsent(chunks.get(i).id(), chunks.get(i));
        }
      }
      try {
        append(List.copyOf(fresh.values()));
      } catch (IOException | RuntimeException e) {
        abandon();
        throw e;
      }
    }
  }

  /** As many at once as the open pack takes; more go into the next. */
  private void append(List<PackedChunk> chunks) throws IOException {
    int from = 0;
    while (from < chunks.size()) {
      WritableFile out = opened();
      int to = from;
      long end = written;
      while (to < chunks.size() && end < packBytes) {
        end += chunks.get(to++).length();
      }
      ByteBuffer frames = ByteBuffer.allocate((int) (end - written));
      for (PackedChunk chunk : chunks.subList(from, to)) {
        long at = written + frames.position();
        pending.put(chunk.id(), new Packs.Place(pack, at, chunk.packed().length, chunk.size()));
        chunk.putTo(frames);
      }
      out.write(frames.array(), 0, frames.capacity());
      written = end;
      from = to;
      if (written >= packBytes) {
        roll();
      } else if (pending.size() >= MOST_PENDING) {
        sync();
      }
    }
  }

  private WritableFile opened() throws IOException {
    WritableFile out = writer;
    if (out == null) {
      pack++;
      out = disk.create(packs.file(pack), 0600);
      writer = out;
      out.write(Packs.head(), 0, Packs.HEAD);
      written = Packs.HEAD;
    }
    return out;
  }

  /** Whether a pack is being written. */
  synchronized boolean isOpen(long number) {
    return writer != null && pack == number;
  }

  /**
   * Copies a chunk out of a pack that is to go; its row and pins move at the next {@link #sync}. A
   * chunk that is not there any more costs nothing.
   */
  synchronized void move(ContentId id, long from) throws IOException {
    if (pending.containsKey(id)
        || packs.find(id).filter(place -> place.pack() == from).isEmpty()) {
      return;
    }
    PackedChunk chunk = packs.packed(id);
    chunk.plain();
    try {
      append(List.of(chunk));
    } catch (IOException | RuntimeException e) {
      abandon();
      throw e;
    }
  }

  /** Removes the file of a pack of which the ledger does not speak any more. */
  synchronized void removePack(long number) throws IOException {
    packs.forget(number);
    absent.remove(number);
    if (disk.exists(packs.file(number))) {
      disk.remove(packs.file(number));
    }
  }

  /** Makes all that was put durable, and known to the ledger, in this order. */
  public synchronized void sync() throws IOException {
    WritableFile out = writer;
    if (out == null || pending.isEmpty()) {
      return;
    }
    try {
      out.sync();
      disk.syncDirectory(folder);
      ledger.enter(this::index);
    } catch (IOException | RuntimeException e) {
      abandon();
      throw e;
    }
    pending.clear();
  }

  private void index(Transaction tx) throws SQLException {
    tx.exec(
        "INSERT INTO store_pack(pack, bytes) VALUES(?, ?)"
            + " ON CONFLICT(pack) DO UPDATE SET bytes = excluded.bytes",
        pack,
        written);
    try (PreparedStatement fresh = tx.prepare("INSERT OR IGNORE" + ROW);
        PreparedStatement moved = tx.prepare("INSERT OR REPLACE" + ROW)) {
      for (Map.Entry<ContentId, Packs.Place> each : pending.entrySet()) {
        if (index(fresh, each) > 0) {
          continue;
        }
        // A damaged chunk moves: whoever needed its old pack needs the new one now.
        tx.exec(
            "INSERT OR IGNORE INTO store_pin(generation, pack) SELECT generation, ? FROM store_pin"
                + " WHERE pack = (SELECT pack FROM store_chunk WHERE id = ?)",
            pack,
            each.getKey().bytes());
        index(moved, each);
      }
    }
    packs.expectNothing();
  }

  private static int index(PreparedStatement row, Map.Entry<ContentId, Packs.Place> each)
      throws SQLException {
    Packs.Place place = each.getValue();
    row.setBytes(1, each.getKey().bytes());
    row.setLong(2, place.pack());
    row.setLong(3, place.offset());
    row.setInt(4, place.packed());
    row.setInt(5, place.plain());
    return row.executeUpdate();
  }

  private void roll() throws IOException {
    sync();
    WritableFile out = writer;
    writer = null;
    if (out != null) {
      out.close();
    }
  }

  /** Gives up the open pack and all that was put since the last sync. */
  synchronized void abandon() {
    pending.clear();
    WritableFile out = writer;
    writer = null;
    if (out == null) {
      return;
    }
    try {
      out.close();
      boolean empty = ledger.read(tx ->
          tx.first("SELECT 1 FROM store_pack WHERE pack = ?", row -> 1, pack).isEmpty());
      if (empty) {
        disk.remove(packs.file(pack));
      }
    } catch (IOException | RuntimeException e) {
      // The next start removes it.
      LOG.debug("the pack {} stays until the next start", pack, e);
    }
  }

  @Override
  public byte[] get(ContentId id) throws IOException {
    return packed(id).plain();
  }

  @Override
  public void expect(List<ContentId> ids) throws IOException {
    packs.expect(ids);
  }

  /** The chunk as it lies in its pack; its content is not yet checked. */
  public synchronized PackedChunk packed(ContentId id) throws IOException {
    Packs.Place place = pending.get(id);
    return place == null ? packs.packed(id) : packs.read(id, place);
  }

  /** Whether no pack of a generation is gone, and no chunk at all is known to be damaged. */
  synchronized boolean isWhole(long generation) {
    if (anyBad) {
      anyBad = countBad() > 0;
    }
    List<Long> pinned = ledger.read(tx -> tx.all(
        "SELECT pack FROM store_pin WHERE generation = ?", row -> row.getLong(1), generation));
    return !anyBad && pinned.stream().noneMatch(absent::contains);
  }

  private long countBad() {
    return ledger.read(
        tx -> tx.first("SELECT COUNT(*) FROM store_chunk WHERE bad <> 0", row -> row.getLong(1))
            .orElse(0L));
  }

  /** Remembers that a chunk was read back damaged, so that the next backup sends it anew. */
  public void markBad(Collection<ContentId> ids) {
    anyBad |= !ids.isEmpty();
    ledger.enter(tx -> {
      for (ContentId id : ids) {
        tx.exec("UPDATE store_chunk SET bad = 1 WHERE id = ?", id.bytes());
      }
    });
  }

  /**
   * Deletes packs that no generation needs, unless one is being received; never the pack that is
   * being written, in which chunks may wait for their rows.
   *
   * @return bytes freed
   */
  public synchronized long collect() throws IOException {
    if (writer != null && pending.isEmpty()) {
      roll();
    }
    long spared = writer == null ? 0 : pack;
    List<long[]> dead = ledger.transact(tx -> {
      List<long[]> found = tx.all(
          "SELECT pack, bytes FROM store_pack"
              + " WHERE NOT EXISTS(SELECT 1 FROM store_pin p WHERE p.pack = store_pack.pack)"
              + " AND NOT EXISTS(SELECT 1 FROM store_generation WHERE state = ?) AND pack <> ?",
          row -> new long[] {row.getLong(1), row.getLong(2)},
          GenerationState.RECEIVING.code(),
          spared);
      for (long[] each : found) {
        tx.exec("DELETE FROM store_chunk WHERE pack = ?", each[0]);
        tx.exec("DELETE FROM store_pack WHERE pack = ?", each[0]);
      }
      return found;
    });
    // Dying here leaves packs without rows, which the next start removes.
    packs.expectNothing();
    long freed = 0;
    for (long[] each : dead) {
      removePack(each[0]);
      freed += each[1];
    }
    return freed;
  }

  /** Bytes that the packs take, as the ledger knows them. */
  public long bytes() {
    return ledger.read(
        tx -> tx.first("SELECT COALESCE(SUM(bytes), 0) FROM store_pack", row -> row.getLong(1))
            .orElse(0L));
  }

  /** The packs that hold these chunks; an id that is lacking goes into {@code lacking}. */
  public synchronized Set<Long> packsOf(Collection<ContentId> ids, List<ContentId> lacking) {
    Set<Long> found = new HashSet<>();
    List<ContentId> all = new ArrayList<>(ids);
    for (int start = 0; start < all.size(); start += MOST_PENDING) {
      List<ContentId> some = all.subList(start, Math.min(all.size(), start + MOST_PENDING));
      ledger.<Boolean>read(tx -> {
        try (PreparedStatement row = tx.prepare(PLACE)) {
          for (ContentId id : some) {
            place(row, id).ifPresentOrElse(found::add, () -> lacking.add(id));
          }
        }
        return true;
      });
    }
    return found;
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      roll();
    } finally {
      packs.close();
    }
  }
}
