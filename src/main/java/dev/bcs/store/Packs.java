package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Disk.ReadableFile;
import dev.bcs.ledger.Ledger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads chunks from the packs of a store, also beside a daemon that writes there.
 *
 * <pre>
 *  packs/00000017.pack
 *    0  8   "BCSPACKS"
 *    8  2   format version, 1                     big-endian
 *   10      frames, one a chunk, as {@link PackedChunk} draws them
 *           a tail that no ledger row speaks of is of a run that died, and counts for nothing
 * </pre>
 */
public final class Packs implements ChunkSource, AutoCloseable {
  static final int FORMAT = 1;
  static final byte[] MAGIC = "BCSPACKS".getBytes(StandardCharsets.US_ASCII);
  static final int HEAD = 10;

  private static final int MOST_OPEN = 16;

  private final Disk disk;
  private final BytePath folder;
  private final Ledger ledger;
  private Map<ContentId, Place> ahead = Map.of();
  private final Map<Long, ReadableFile> open = new LinkedHashMap<>(16, 0.75f, true);

  /** Where a chunk's frame lies. */
  record Place(long pack, long offset, int packed, int plain) {}

  /** Reads the packs of the store in this folder, which is {@code store} in the unit's home. */
  public Packs(Disk disk, BytePath store, Ledger ledger) {
    this.disk = disk;
    this.folder = store.child("packs");
    this.ledger = ledger;
  }

  BytePath file(long pack) {
    return folder.child(String.format(Locale.ROOT, "%08d.pack", pack));
  }

  static byte[] head() {
    return ByteBuffer.allocate(HEAD).put(MAGIC).putShort((short) FORMAT).array();
  }

  /** Where the ledger says that a chunk lies. */
  Optional<Place> find(ContentId id) {
    return ledger.read(tx -> tx.first(
        "SELECT pack, place, packed, plain FROM store_chunk WHERE id = ?",
        row -> new Place(row.getLong(1), row.getLong(2), row.getInt(3), row.getInt(4)),
        id.bytes()));
  }

  /** Looks all of them up in one transaction, and once at the packs that are open. */
  @Override
  public synchronized void expect(List<ContentId> ids) throws IOException {
    for (Long pack : open.keySet().toArray(Long[]::new)) {
      if (isReplaced(pack)) {
        forget(pack);
      }
    }
    ahead = ledger.read(tx -> {
      Map<ContentId, Place> found = new HashMap<>();
      try (PreparedStatement row =
          tx.prepare("SELECT pack, place, packed, plain FROM store_chunk WHERE id = ?")) {
        for (ContentId id : ids) {
          row.setBytes(1, id.bytes());
          try (ResultSet place = row.executeQuery()) {
            if (place.next()) {
              found.put(
                  id,
                  new Place(place.getLong(1), place.getLong(2), place.getInt(3), place.getInt(4)));
            }
          }
        }
      }
      return found;
    });
  }

  /** What was expected may lie elsewhere now. */
  synchronized void expectNothing() {
    ahead = Map.of();
  }

  private boolean isReplaced(long pack) throws IOException {
    ReadableFile known = open.get(pack);
    return known != null
        && !(disk.exists(file(pack))
            && disk.stat(file(pack)).inode() == known.stat().inode());
  }

  @Override
  public byte[] get(ContentId id) throws IOException {
    return packed(id).plain();
  }

  /** The chunk as it lies in its pack; its content is not yet checked. */
  public synchronized PackedChunk packed(ContentId id) throws IOException {
    Place expected = ahead.get(id);
    if (expected != null) {
      return read(id, expected);
    }
    Place place =
        find(id).orElseThrow(() -> new DamagedException("chunk " + id + " is not in the store"));
    // A pack that was deleted or replaced can still be read here, but at no later start.
    if (isReplaced(place.pack())) {
      forget(place.pack());
    }
    return read(id, place);
  }

  synchronized PackedChunk read(ContentId id, Place place) throws IOException {
    byte[] frame = new byte[PackedChunk.HEAD + place.packed()];
    try {
      ReadableFile file = opened(place.pack());
      int got = 0;
      while (got < frame.length) {
        int n = file.read(place.offset() + got, frame, got, frame.length - got);
        if (n <= 0) {
          throw new DamagedException(file(place.pack()) + " ends within chunk " + id);
        }
        got += n;
      }
    } catch (DamagedException e) {
      throw e;
    } catch (IOException e) {
      forget(place.pack());
      throw new DamagedException("chunk " + id + " cannot be read: " + e.getMessage());
    }
    PackedChunk chunk = PackedChunk.read(ByteBuffer.wrap(frame));
    if (!chunk.id().equals(id) || chunk.size() != place.plain()) {
      throw new DamagedException(file(place.pack()) + " holds another chunk in the place of " + id);
    }
    return chunk;
  }

  private ReadableFile opened(long pack) throws IOException {
    ReadableFile known = open.get(pack);
    if (known != null) {
      return known;
    }
    ReadableFile file = disk.open(file(pack));
    byte[] head = new byte[HEAD];
    if (file.read(0, head, 0, HEAD) != HEAD || !Arrays.equals(head, head())) {
      file.close();
      throw strange(pack, head);
    }
    if (open.size() >= MOST_OPEN) {
      Iterator<ReadableFile> oldest = open.values().iterator();
      oldest.next().close();
      oldest.remove();
    }
    open.put(pack, file);
    return file;
  }

  private DamagedException strange(long pack, byte[] head) {
    int format = ByteBuffer.wrap(head).getShort(MAGIC.length);
    return Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length) && format > FORMAT
        ? new DamagedException(file(pack) + " has format " + format + ", and this bcs reads "
            + FORMAT + "\nhint: update this unit first")
        : new DamagedException(file(pack) + " does not begin as a pack of format " + FORMAT);
  }

  /** Closes a pack that is to be deleted, or that could not be read. */
  synchronized void forget(long pack) throws IOException {
    ReadableFile file = open.remove(pack);
    if (file != null) {
      file.close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Long pack : open.keySet().toArray(Long[]::new)) {
      forget(pack);
    }
  }
}
