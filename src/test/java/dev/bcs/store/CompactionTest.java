package dev.bcs.store;

import static dev.bcs.store.Samples.bytes;
import static dev.bcs.store.Samples.directory;
import static dev.bcs.store.Samples.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.InMemory;
import dev.bcs.ledger.Ledger;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of which little is needed are rewritten, and dying on the way costs nothing. */
class CompactionTest {
  private static final BytePath FOLDER = BytePath.of("/home/store");
  private static final int PACK = 400;

  @TempDir(factory = InMemory.class)
  private Path folder;

  private int ledgers;

  /** A store of small packs on a disk of its own. */
  private static final class Shop {
    final FaultyDisk disk = new FaultyDisk();
    final ManualClocks clocks = new ManualClocks(Samples.NOON);
    final Path file;
    Ledger ledger;
    Store store;
    int commitsLeft = Integer.MAX_VALUE;
    int commits;

    Shop(Path file) throws IOException {
      this.file = file;
      disk.makeDirectories(BytePath.of("/home"), 0700);
      disk.syncFileSystem(BytePath.of("/"));
      ledger = Ledger.open(file, StoreTables.MIGRATIONS);
      store = open();
    }

    private Store open() throws IOException {
      ledger.beforeCommit(() -> {
        commits++;
        if (--commitsLeft < 0) {
          throw new Crash("commit " + commits);
        }
      });
      ChunkStore chunks = ChunkStore.open(disk, FOLDER, ledger, PACK);
      return new Store(disk, FOLDER, ledger, chunks, GenerationBook.open(disk, FOLDER, ledger));
    }

    void reboot(long seed) throws IOException {
      commitsLeft = Integer.MAX_VALUE;
      ledger.close();
      disk.crash(seed);
      ledger = Ledger.open(file, StoreTables.MIGRATIONS);
      store = open();
    }

    void keep(int from, int to) throws IOException {
      keep(from, to, 1);
    }

    void keep(int from, int to, int step) throws IOException {
      Ticket ticket = store.book().begin(0, clocks);
      List<Entry> entries = new ArrayList<>(List.of(directory("")));
      List<ContentId> ids = new ArrayList<>();
      for (int i = from; i < to; i += step) {
        byte[] content = bytes("the content of the file " + i);
        store.chunks().put(PackedChunk.of(content, 1));
        ids.add(ContentId.of(content));
        entries.add(file("f" + (1000 + i), 0, content));
      }
      store.chunks().sync();
      List<ContentId> lacking = new ArrayList<>();
      Set<Long> packs = store.chunks().packsOf(ids, lacking);
      assertThat(lacking).isEmpty();
      Manifest manifest = new Manifest(
          ticket,
          Outcome.COMPLETE,
          List.of(new Manifest.Tree("pbx/mail", "voicemail", entries)),
          List.of());
      store.book().keepManifest(ticket.generation(), ManifestCodec.encode(manifest));
      store.book().stored(manifest, packs);
    }

    /** Four generations, of which the two with most are gone. */
    void play() throws IOException {
      keep(0, 40);
      keep(3, 43);
      keep(0, 40, 7);
      keep(2, 42, 8);
      store.book().drop(new GenerationId(1));
      store.book().drop(new GenerationId(2));
      store.chunks().collect();
    }

    void mustBeWhole() throws IOException {
      for (Generation each : store.book().list()) {
        Verify.Result result =
            new Verify(store.chunks()).run(store.book().manifest(each.id()), (a, b, c, d) -> {});
        assertThat(result.damaged()).as("generation " + each.id()).isEmpty();
      }
      assertThat(store.book().list()).hasSize(2);
    }

    Compaction.Result compact() throws IOException {
      return new Compaction(store, () -> true).run();
    }

    /** Files of packs and rows of packs are the same. */
    void mustBeTidy() throws IOException {
      int rows = ledger
          .read(tx -> tx.all("SELECT pack FROM store_pack", row -> row.getLong(1)))
          .size();
      assertThat(disk.list(FOLDER.child("packs"))).hasSize(rows);
    }
  }

  private Shop shop() throws IOException {
    return new Shop(folder.resolve("ledger-" + ledgers++));
  }

  @Test
  void whatIsNeededStaysAndTheRestGoes() throws IOException {
    Shop shop = shop();
    shop.play();
    long before = shop.store.chunks().bytes();
    Compaction.Result result = shop.compact();
    assertThat(result.finished()).isTrue();
    assertThat(result.freed()).isPositive();
    shop.mustBeWhole();
    shop.mustBeTidy();
    assertThat(shop.store.chunks().bytes()).isLessThan(before / 2);
    assertThat(shop.compact().freed())
        .as("a second time there is nothing to do")
        .isZero();
    // What was forgotten is lacking, and can be put again.
    ContentId gone = ContentId.of(bytes("the content of the file 36"));
    assertThat(shop.store.chunks().missing(List.of(gone))).containsExactly(true);
    shop.keep(36, 40);
    assertThat(shop.store.chunks().get(gone)).isEqualTo(bytes("the content of the file 36"));
    // And the generations go on needing the packs into which their chunks moved.
    shop.store.book().drop(new GenerationId(5));
    shop.store.chunks().collect();
    shop.mustBeWhole();
    shop.ledger.close();
  }

  @Test
  void tenRoundsOfChangeDoNotGrowTheStoreWithoutBound() throws IOException {
    Shop shop = shop();
    List<Long> sizes = new ArrayList<>();
    for (int round = 1; round <= 10; round++) {
      shop.keep(round * 5, round * 5 + 20);
      if (round > 2) {
        shop.store.book().drop(new GenerationId(round - 2));
      }
      shop.store.chunks().collect();
      shop.compact();
      sizes.add(shop.store.chunks().bytes());
    }
    long needed = 25 * (PackedChunk.HEAD + 40);
    assertThat(sizes.get(9)).isLessThan(3 * needed);
    shop.mustBeWhole();
    shop.ledger.close();
  }

  @Test
  void nothingIsTakenAwayWhileAGenerationIsBeingReceived() throws IOException {
    Shop shop = shop();
    shop.play();
    shop.store.book().begin(0, shop.clocks);
    long before = shop.store.chunks().bytes();
    assertThat(shop.compact()).isEqualTo(new Compaction.Result(0, false));
    assertThat(shop.store.chunks().bytes()).isEqualTo(before);
    shop.ledger.close();
  }

  @Test
  void aDamagedChunkStaysWhereItIs() throws IOException {
    Shop shop = shop();
    shop.play();
    ContentId damaged = ContentId.of(bytes("the content of the file 7"));
    long pack = shop.ledger.read(tx -> tx.first(
            "SELECT pack FROM store_chunk WHERE id = ?", row -> row.getLong(1), damaged.bytes())
        .orElseThrow());
    BytePath file = FOLDER.child("packs").child("0000000" + pack + ".pack");
    byte[] all = new byte[(int) shop.disk.stat(file).size()];
    try (Disk.ReadableFile in = shop.disk.open(file)) {
      assertThat(in.read(0, all, 0, all.length)).isEqualTo(all.length);
    }
    for (int i = Packs.HEAD; i < all.length; i++) {
      all[i] ^= 1;
    }
    shop.disk.remove(file);
    try (Disk.WritableFile out = shop.disk.create(file, 0600)) {
      out.write(all, 0, all.length);
    }
    assertThat(shop.compact().finished()).isTrue();
    assertThat(shop.disk.exists(file)).isTrue();
    shop.ledger.close();
  }

  @Test
  void diesAtEveryFileOperationAndEveryCommit() throws IOException {
    Shop counted = shop();
    counted.play();
    long operations = counted.disk.operations();
    int commits = counted.commits;
    counted.compact();
    operations = counted.disk.operations() - operations;
    commits = counted.commits - commits;
    counted.ledger.close();
    for (int n = 1; n <= operations; n++) {
      for (int seed = 0; seed < 1; seed++) {
        Shop shop = shop();
        shop.play();
        shop.disk.crashAt(n);
        dieAndReturn(shop, n * 10 + seed);
      }
    }
    for (int n = 0; n < commits; n++) {
      Shop shop = shop();
      shop.play();
      shop.commitsLeft = n;
      dieAndReturn(shop, n);
    }
    System.out.println("store: died at each of " + operations + " file operations and " + commits
        + " commits of a compaction");
    assertThat(operations).isGreaterThan(10);
    assertThat(commits).isGreaterThan(10);
  }

  private static void dieAndReturn(Shop shop, int seed) throws IOException {
    boolean died = false;
    try {
      shop.compact();
    } catch (Crash expected) {
      died = true;
    }
    assertThat(died).as("the chosen point is met").isTrue();
    shop.reboot(seed);
    shop.mustBeWhole();
    assertThat(shop.compact().finished()).isTrue();
    shop.mustBeWhole();
    shop.mustBeTidy();
    shop.ledger.close();
  }
}
