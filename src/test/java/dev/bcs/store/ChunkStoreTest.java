package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.ledger.Ledger;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks are kept truly, found again, and deleted only when nothing needs them. */
class ChunkStoreTest {
  private static final BytePath FOLDER = BytePath.of("/home/store");

  @TempDir
  Path folder;

  private final FaultyDisk disk = new FaultyDisk();
  private final ManualClocks clocks = new ManualClocks(Samples.NOON);
  private Ledger ledger;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    disk.makeDirectories(BytePath.of("/home"), 0700);
    disk.syncFileSystem(BytePath.of("/"));
    ledger = Ledger.open(folder.resolve("ledger"), StoreTables.MIGRATIONS);
    store = Store.open(disk, FOLDER, ledger);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static PackedChunk chunk(String text) {
    return PackedChunk.of(bytes(text), 1);
  }

  private static ContentId id(String text) {
    return ContentId.of(bytes(text));
  }

  private void keep(Ticket ticket, String... texts) throws IOException {
    List<ContentId> ids = new ArrayList<>();
    Entry[] entries = new Entry[texts.length + 1];
    entries[0] = directory("");
    for (int i = 0; i < texts.length; i++) {
      store.chunks().put(chunk(texts[i]));
      ids.add(id(texts[i]));
      entries[i + 1] = file("file-" + i, 0, bytes(texts[i]));
    }
    store.chunks().sync();
    List<ContentId> lacking = new ArrayList<>();
    Set<Long> packs = store.chunks().packsOf(ids, lacking);
    assertThat(lacking).isEmpty();
    Manifest manifest = new Manifest(
        ticket,
        Outcome.COMPLETE,
        List.of(new Manifest.Tree("pbx/voicemail", "voicemail", List.of(entries))),
        List.of());
    store.book().keepManifest(ticket.generation(), ManifestCodec.encode(manifest));
    store.book().stored(manifest, packs);
  }

  private BytePath pack(int number) {
    return BytePath.of("/home/store/packs/0000000" + number + ".pack");
  }

  private void flip(BytePath path, int at) throws IOException {
    byte[] all = new byte[(int) disk.stat(path).size()];
    try (Disk.ReadableFile in = disk.open(path)) {
      assertThat(in.read(0, all, 0, all.length)).isEqualTo(all.length);
    }
    all[at] ^= 1;
    disk.remove(path);
    try (Disk.WritableFile out = disk.create(path, 0600)) {
      out.write(all, 0, all.length);
    }
  }

  @Test
  void whatWasPutIsFoundBeforeAndAfterTheSync() throws Exception {
    store.chunks().put(chunk("one"));
    assertThat(store.chunks().get(id("one"))).isEqualTo(bytes("one"));
    store.chunks().sync();
    assertThat(store.chunks().get(id("one"))).isEqualTo(bytes("one"));
    assertThat(store.chunks().missing(List.of(id("one"), id("two")))).containsExactly(false, true);
    assertThatThrownBy(() -> store.chunks().get(id("two"))).isInstanceOf(DamagedException.class);
  }

  @Test
  void whatWasNotSyncedIsGoneAfterACrashAndLeavesNothing() throws Exception {
    store.chunks().put(chunk("one"));
    store.chunks().sync();
    store.chunks().put(chunk("two"));
    disk.crash(5);
    store = Store.open(disk, FOLDER, ledger);
    assertThat(store.chunks().get(id("one"))).isEqualTo(bytes("one"));
    assertThat(store.chunks().missing(List.of(id("two")))).containsExactly(true);
    store.chunks().put(chunk("two"));
    store.chunks().sync();
    assertThat(store.chunks().get(id("two"))).isEqualTo(bytes("two"));
  }

  @Test
  void packsOfRunsThatDiedAreRemoved() throws Exception {
    store.chunks().put(chunk("one"));
    assertThat(disk.exists(pack(1))).isTrue();
    store = Store.open(disk, FOLDER, ledger);
    assertThat(disk.exists(pack(1))).isFalse();
  }

  @Test
  void onlyPacksThatNothingNeedsAreCollectedAndNeverWhileReceiving() throws Exception {
    Ticket first = store.book().begin(0, clocks);
    keep(first, "one", "shared");
    store.chunks().collect();
    Ticket second = store.book().begin(0, clocks);
    keep(second, "two", "shared");
    Ticket third = store.book().begin(0, clocks);
    store.book().drop(first.generation());
    assertThat(store.chunks().collect()).isZero();
    store.book().failed(third.generation(), "given up");
    assertThat(store.chunks().collect()).as("shared is in the first pack").isZero();
    assertThat(store.chunks().get(id("shared"))).isEqualTo(bytes("shared"));
    store.book().drop(second.generation());
    assertThat(store.chunks().collect()).isPositive();
    assertThat(disk.list(BytePath.of("/home/store/packs"))).isEmpty();
    assertThat(store.chunks().missing(List.of(id("shared")))).containsExactly(true);
  }

  @Test
  void damageIsNamedAndHealedByTheNextBackup() throws Exception {
    Ticket first = store.book().begin(0, clocks);
    keep(first, "one", "two");
    flip(pack(1), Packs.HEAD + PackedChunk.HEAD + chunk("one").packed().length - 1);
    store.chunks().close();
    store = Store.open(disk, FOLDER, ledger);
    Manifest manifest = store.book().manifest(first.generation());
    Verify.Result result = new Verify(store.chunks()).run(manifest, (a, b, c, d) -> {});
    assertThat(result.isComplete()).isFalse();
    assertThat(result.damaged()).hasSize(1);
    assertThat(result.damaged().get(0)).startsWith("pbx/voicemail/file-0: ");
    store.chunks().markBad(result.bad());
    Ticket second = store.book().begin(0, clocks);
    keep(second, "one");
    assertThat(new Verify(store.chunks()).run(manifest, (a, b, c, d) -> {}).isComplete())
        .isTrue();
    // The first generation needs the new pack now, also when the second is gone.
    store.book().drop(second.generation());
    store.chunks().collect();
    assertThat(new Verify(store.chunks()).run(manifest, (a, b, c, d) -> {}).isComplete())
        .isTrue();
  }

  @Test
  void aPackThatIsGoneIsSentAnew() throws Exception {
    keep(store.book().begin(0, clocks), "one");
    store.chunks().close();
    disk.remove(pack(1));
    store = Store.open(disk, FOLDER, ledger);
    assertThat(store.chunks().missing(List.of(id("one")))).containsExactly(true);
    keep(store.book().begin(0, clocks), "one");
    assertThat(store.chunks().get(id("one"))).isEqualTo(bytes("one"));
  }

  @Test
  void packsRollWhenTheyAreFull() throws Exception {
    store.chunks().close();
    ChunkStore small = ChunkStore.open(disk, FOLDER, ledger, 100);
    for (int i = 0; i < 10; i++) {
      small.put(chunk("chunk number " + i));
    }
    small.sync();
    assertThat(disk.list(BytePath.of("/home/store/packs")).size()).isGreaterThan(4);
    for (int i = 0; i < 10; i++) {
      assertThat(small.get(id("chunk number " + i))).isEqualTo(bytes("chunk number " + i));
    }
  }

  @Test
  void aReadOnlyLedgerIsEnoughToRead() throws Exception {
    Ticket ticket = store.book().begin(0, clocks);
    keep(ticket, "one");
    try (Ledger beside = Ledger.openReadOnly(folder.resolve("ledger"));
        Packs packs = new Packs(disk, FOLDER, beside)) {
      Manifest manifest =
          GenerationBook.reading(disk, FOLDER, beside).manifest(ticket.generation());
      assertThat(new Verify(packs).run(manifest, (a, b, c, d) -> {}).isComplete())
          .isTrue();
    }
  }

  @Test
  void oneVerifyReadsAChunkOnceForAllGenerationsAndBlamesEachFile() throws IOException {
    keep(store.book().begin(0, clocks), "shared", "one");
    keep(store.book().begin(0, clocks), "shared", "two");
    List<ContentId> read = new ArrayList<>();
    Verify verify = new Verify(chunk -> {
      read.add(chunk);
      if (chunk.equals(id("shared"))) {
        throw new DamagedException("it is damaged");
      }
      return store.chunks().get(chunk);
    });
    for (long number = 1; number <= 2; number++) {
      Manifest manifest = store.book().manifest(new GenerationId(number));
      Verify.Result result = verify.run(manifest, (a, b, c, d) -> {});
      assertThat(result.damagedFiles()).isEqualTo(1);
      assertThat(result.bad()).containsExactly(id("shared"));
    }
    assertThat(read).containsExactlyInAnyOrder(id("shared"), id("one"), id("two"));
  }

  @Test
  void collectingSparesThePackThatIsBeingWritten() throws IOException {
    store.book().begin(0, clocks);
    store.chunks().put(chunk("of a run that failed"));
    store.chunks().sync();
    store.chunks().put(chunk("of the same run, not yet synced"));
    store.book().failed(new GenerationId(1), "in the test");
    store.chunks().collect();
    store.book().begin(0, clocks);
    String text = "of the same run, not yet synced";
    if (store.chunks().missing(List.of(id(text)))[0]) {
      store.chunks().put(chunk(text));
    }
    store.chunks().sync();
    assertThat(store.chunks().get(id(text))).isEqualTo(bytes(text));
  }
}
