package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Transaction;
import dev.bcs.time.Clocks;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The generations of this unit, their states and their manifests.
 *
 * <p>Safe for any thread; one process writes. Crash order: a manifest is a synced file before the
 * ledger calls its generation stored; a generation leaves the ledger before its manifest is
 * removed. A manifest without a stored generation is removed at the next start.
 */
public final class GenerationBook {
  private static final String COLUMNS = "SELECT number, state, outcome, wall, since_boot, boot_id,"
      + " verified_at, files, bytes, detail FROM store_generation";

  private static final int LONGEST_DETAIL = 2000;
  private static final int PIECE = 128 << 10;

  private final Disk disk;
  private final BytePath folder;
  private final Ledger ledger;

  private GenerationBook(Disk disk, BytePath store, Ledger ledger) {
    this.disk = disk;
    this.folder = store.child("manifests");
    this.ledger = ledger;
  }

  /** Opens the book of the store in this folder for writing; makes it if it is not there. */
  public static GenerationBook open(Disk disk, BytePath store, Ledger ledger) throws IOException {
    GenerationBook book = new GenerationBook(disk, store, ledger);
    disk.makeDirectories(book.folder, 0700);
    disk.syncDirectory(store);
    Set<String> wanted = new HashSet<>();
    book.list().stream()
        .filter(Generation::isStored)
        .forEach(each -> wanted.add(each.id() + ".bcsm"));
    for (byte[] name : disk.list(book.folder)) {
      if (!wanted.contains(new String(name, StandardCharsets.ISO_8859_1))) {
        disk.remove(book.folder.child(name));
      }
    }
    return book;
  }

  /** Reads the book beside a daemon that writes it; changes nothing. */
  public static GenerationBook reading(Disk disk, BytePath store, Ledger ledger) {
    return new GenerationBook(disk, store, ledger);
  }

  /**
   * Begins a generation: numbers it above all that either side has seen, and stamps its ticket.
   * Durable when it returns.
   */
  public Ticket begin(long highestOfPeer, Clocks clocks) {
    return ledger.transact(tx -> {
      GenerationId id = new GenerationId(Math.max(highest(tx), highestOfPeer) + 1);
      Ticket ticket = new Ticket(id, clocks.now(), clocks.sinceBoot(), clocks.bootId());
      tx.exec("INSERT OR REPLACE INTO store_highest(one, generation) VALUES(1, ?)", id.number());
      tx.exec(
          "INSERT INTO store_generation(number, state, wall, since_boot, boot_id)"
              + " VALUES(?, ?, ?, ?, ?)",
          id.number(),
          GenerationState.RECEIVING.code(),
          ticket.wall().toString(),
          ticket.sinceBoot().toNanos(),
          ticket.bootId());
      return ticket;
    });
  }

  /** The highest number that this unit has given or noted. */
  public long highest() {
    return ledger.read(GenerationBook::highest);
  }

  private static long highest(Transaction tx) throws SQLException {
    return tx.first("SELECT generation FROM store_highest", row -> row.getLong(1))
        .orElse(0L);
  }

  /** Newest first. */
  public List<Generation> list() {
    return ledger.read(tx -> tx.all(COLUMNS + " ORDER BY number DESC", GenerationBook::generation));
  }

  public Optional<Generation> find(GenerationId id) {
    return ledger.read(
        tx -> tx.first(COLUMNS + " WHERE number = ?", GenerationBook::generation, id.number()));
  }

  private static Generation generation(ResultSet row) throws SQLException {
    GenerationId id = new GenerationId(row.getLong(1));
    Ticket ticket = new Ticket(
        id, Instant.parse(row.getString(4)), Duration.ofNanos(row.getLong(5)), row.getString(6));
    int outcome = row.getInt(3);
    String verified = row.getString(7);
    return new Generation(
        id,
        GenerationState.ofCode(row.getInt(2)),
        outcome == 0 ? Optional.empty() : Optional.of(Outcome.ofCode(outcome)),
        ticket,
        verified == null ? Optional.empty() : Optional.of(Instant.parse(verified)),
        row.getLong(8),
        row.getLong(9),
        row.getString(10));
  }

  /** As {@link #keepManifest(GenerationId, InputStream)}, of these bytes. */
  public void keepManifest(GenerationId id, byte[] encoded) throws IOException {
    keepManifest(id, new ByteArrayInputStream(encoded));
  }

  /** Keeps the encoded manifest as a synced file; the generation is not stored by that yet. */
  public void keepManifest(GenerationId id, InputStream encoded) throws IOException {
    BytePath part = folder.child(id + ".part");
    if (disk.exists(part)) {
      disk.remove(part);
    }
    try (Disk.WritableFile file = disk.create(part, 0600)) {
      byte[] piece = new byte[PIECE];
      int got = encoded.readNBytes(piece, 0, PIECE);
      while (got > 0) {
        file.write(piece, 0, got);
        got = encoded.readNBytes(piece, 0, PIECE);
      }
      file.sync();
    }
    disk.rename(part, manifestFile(id));
    disk.syncDirectory(folder);
  }

  /** The generation is all here: manifest kept, chunks synced, and these packs hold them. */
  public void stored(Manifest manifest, Set<Long> packs) {
    long number = manifest.ticket().generation().number();
    long files = manifest.trees().stream().mapToLong(Manifest.Tree::files).sum();
    long bytes = manifest.trees().stream().mapToLong(Manifest.Tree::bytes).sum();
    ledger.enter(tx -> {
      for (Long pack : packs) {
        tx.exec("INSERT OR IGNORE INTO store_pin(generation, pack) VALUES(?, ?)", number, pack);
      }
      tx.exec(
          "UPDATE store_generation SET state = ?, outcome = ?, files = ?, bytes = ?, detail = ?"
              + " WHERE number = ? AND state = ?",
          GenerationState.STORED.code(),
          manifest.outcome().code(),
          files,
          bytes,
          cut(String.join("; ", manifest.notes())),
          number,
          GenerationState.RECEIVING.code());
    });
  }

  /** The generation lies in a slot, not yet verified. */
  public void staged(GenerationId id) {
    ledger.enter(tx -> tx.exec(
        "UPDATE store_generation SET state = ? WHERE number = ? AND state = ?",
        GenerationState.STAGED.code(),
        id.number(),
        GenerationState.STORED.code()));
  }

  /** The generation was verified in its slot: the acknowledgement. */
  public void verified(GenerationId id, Instant at) {
    ledger.enter(tx -> tx.exec(
        "UPDATE store_generation SET state = ?, verified_at = COALESCE(verified_at, ?)"
            + " WHERE number = ?",
        GenerationState.VERIFIED.code(),
        at.toString(),
        id.number()));
  }

  /**
   * A verified generation was found to be what is there still: it takes over the ticket of one that
   * was begun, which is no more. A repetition changes nothing.
   *
   * @return whether both were as they must be
   */
  public boolean confirmed(GenerationId held, GenerationId begun) {
    return ledger.transact(tx -> {
      Optional<Generation> old =
          tx.first(COLUMNS + " WHERE number = ?", GenerationBook::generation, held.number());
      Optional<Generation> fresh =
          tx.first(COLUMNS + " WHERE number = ?", GenerationBook::generation, begun.number());
      if (old.filter(each -> each.state() == GenerationState.VERIFIED).isEmpty()
          || fresh.filter(each -> each.state() == GenerationState.RECEIVING).isEmpty()) {
        return false;
      }
      Ticket ticket = fresh.get().ticket();
      tx.exec("DELETE FROM store_generation WHERE number = ?", begun.number());
      tx.exec(
          "INSERT INTO store_confirmed(generation, first_wall, times) VALUES(?, ?, 1)"
              + " ON CONFLICT(generation) DO UPDATE SET times = times + 1",
          held.number(),
          old.get().ticket().wall().toString());
      tx.exec(
          "UPDATE store_generation SET wall = ?1, since_boot = ?2, boot_id = ?3, detail ="
              + " (SELECT 'unchanged since ' || first_wall || ', confirmed ' || times || ' times'"
              + " FROM store_confirmed WHERE generation = ?4) WHERE number = ?4",
          ticket.wall().toString(),
          ticket.sinceBoot().toNanos(),
          ticket.bootId(),
          held.number());
      return true;
    });
  }

  /**
   * The generation came to nothing; what it needed is free. One that was verified stays so.
   *
   * @param why a sentence for people
   */
  public void failed(GenerationId id, String why) throws IOException {
    int changed = ledger.transact(tx -> {
      int rows = tx.exec(
          "UPDATE store_generation SET state = ?, outcome = ?, detail = ?"
              + " WHERE number = ? AND state <> ?",
          GenerationState.FAILED.code(),
          Outcome.FAILED.code(),
          cut(why),
          id.number(),
          GenerationState.VERIFIED.code());
      if (rows > 0) {
        tx.exec("DELETE FROM store_pin WHERE generation = ?", id.number());
      }
      return rows;
    });
    if (changed > 0) {
      removeManifest(id);
    }
  }

  /** Forgets a generation; its packs are deleted by the next collection if no other needs them. */
  public void drop(GenerationId id) throws IOException {
    ledger.enter(tx -> {
      tx.exec("DELETE FROM store_pin WHERE generation = ?", id.number());
      tx.exec("DELETE FROM store_confirmed WHERE generation = ?", id.number());
      tx.exec("DELETE FROM store_generation WHERE number = ?", id.number());
    });
    removeManifest(id);
  }

  private void removeManifest(GenerationId id) throws IOException {
    if (disk.exists(manifestFile(id))) {
      disk.remove(manifestFile(id));
    }
  }

  /** The manifest of a stored generation, as bytes. */
  public byte[] encodedManifest(GenerationId id) throws IOException {
    return encodedManifest(id, 0, ManifestCodec.LARGEST);
  }

  /** A part of the manifest of a stored generation; empty at its end. */
  public byte[] encodedManifest(GenerationId id, long offset, int most) throws IOException {
    mustBeStored(id);
    try (Disk.ReadableFile file = disk.open(manifestFile(id))) {
      long left = file.stat().size() - offset;
      if (left > ManifestCodec.LARGEST) {
        throw new DamagedException(manifestFile(id) + " is too large for a manifest");
      }
      byte[] bytes = new byte[(int) Math.max(0, Math.min(most, left))];
      int got = 0;
      while (got < bytes.length) {
        int n = file.read(offset + got, bytes, got, bytes.length - got);
        if (n <= 0) {
          throw new DamagedException(manifestFile(id) + " ends too early");
        }
        got += n;
      }
      return bytes;
    }
  }

  private void mustBeStored(GenerationId id) throws IOException {
    Optional<Generation> known = find(id);
    if (known.isEmpty() || !known.get().isStored()) {
      throw new IOException("generation " + id + " is not in the store"
          + known.map(g -> ": it is " + g.state().word()).orElse("")
          + "\nhint: `bcs generations` lists what is there");
    }
  }

  /** The manifest of a stored generation, its entries in files of the store where they are many. */
  public Manifest manifest(GenerationId id) throws IOException {
    mustBeStored(id);
    try (Disk.ReadableFile file = disk.open(manifestFile(id))) {
      long length = file.stat().size();
      InputStream in = new BufferedInputStream(
          new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
              byte[] one = new byte[1];
              return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
              int got = file.read(at, into, offset, most);
              at += Math.max(got, 0);
              return got;
            }
          },
          PIECE);
      Manifest manifest =
          ManifestStream.read(in, length, () -> new EntryList(disk, folder.parent()));
      if (!manifest.ticket().generation().equals(id)) {
        throw new DamagedException(manifestFile(id) + " is of another generation");
      }
      return manifest;
    }
  }

  private BytePath manifestFile(GenerationId id) {
    return folder.child(id + ".bcsm");
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "…";
  }
}
