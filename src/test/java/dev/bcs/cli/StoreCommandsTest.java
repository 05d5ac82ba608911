package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.link.FreePorts;
import dev.bcs.link.Link;
import dev.bcs.link.LinkSettings;
import dev.bcs.link.PairInfo;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Slots;
import dev.bcs.staging.StagingSettings;
import dev.bcs.store.Dataset;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.Role;
import dev.bcs.unit.RoleBook;
import dev.bcs.unit.Standing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verify, restore and generations on real stores, one's own and the peer's. */
class StoreCommandsTest {
  @TempDir
  Path folder;

  @Test
  void verifiesEveryGenerationAndChangesNothing() throws IOException {
    Site b = new Site(folder, "wave-b", 0);
    b.keep("a.wav", "first", "b.wav", "second");
    b.keep("a.wav", "first", "c.wav", "third");
    Map<String, String> before = content(b.home.directory());
    Shell shell = b.shell();
    assertThat(shell.run("verify")).as(shell.err()).isZero();
    assertThat(shell.lines())
        .contains(
            "generation 2 here: 3 names, 10 bytes, every byte is right",
            "generation 1 here: 3 names, 11 bytes, every byte is right");
    assertThat(shell.run("verify", "newest", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(shell.out()).path("generations")).hasSize(1);
    assertThat(shell.run("restore", "1", "--to", folder.resolve("x").toString()))
        .isEqualTo(0);
    assertThat(content(b.home.directory())).isEqualTo(before);
  }

  @Test
  void readsBesideADaemonThatHasTheStoreOpen() throws IOException {
    Site b = new Site(folder, "wave-b", 0);
    b.keep("a.wav", "first");
    try (Ledger ledger = b.ledger();
        Store open = Store.open(Disk.system(), BytePath.of(b.home.store()), ledger);
        dev.bcs.unit.Home.Claim claim = b.home.claim()) {
      assertThat(b.shell().run("verify")).isZero();
      assertThat(open.book().list()).hasSize(1);
      assertThat(claim).isNotNull();
    }
  }

  @Test
  void namesEachDamagedFileAndEndsWithOne() throws IOException {
    Site b = new Site(folder, "wave-b", 0);
    b.keep("a.wav", "first content", "b.wav", "second content");
    damage(b);
    Shell shell = b.shell();
    assertThat(shell.run("verify", "1")).isEqualTo(1);
    assertThat(shell.out())
        .contains("generation 1 here: DAMAGED: 1 of 3 names")
        .contains("  pbx/mail/b.wav: chunk ");
    Path to = folder.resolve("to");
    assertThat(shell.run("restore", "1", "--to", to.toString())).isEqualTo(3);
    assertThat(shell.err()).contains("1 could not be restored:\n  pbx/mail/b.wav: ");
    assertThat(to.resolve("pbx/mail/a.wav")).hasContent("first content");
    assertThat(to.resolve("pbx/mail/b.wav")).doesNotExist();
  }

  @Test
  void restoresPartsAndRefusesWhatIsFullOrItsOwnHome() throws IOException {
    Site b = new Site(folder, "wave-b", 0);
    b.keep("a.wav", "first", "b.wav", "second");
    Shell shell = b.shell();
    Path to = Files.createDirectories(folder.resolve("to"));
    assertThat(shell.run("restore", "newest", "--to", to.toString(), "--path", "pbx/mail/b.wav"))
        .as(shell.err())
        .isZero();
    assertThat(to.resolve("pbx/mail/b.wav")).hasContent("second");
    assertThat(to.resolve("pbx/mail/a.wav")).doesNotExist();
    assertThat(shell.run("restore", "1", "--to", to.toString())).isEqualTo(4);
    assertThat(shell.err()).contains("is not empty\nhint: give a new directory, or --into-full");
    assertThat(shell.run("restore", "1", "--to", to.toString(), "--into-full")).isZero();
    assertThat(to.resolve("pbx/mail/a.wav")).hasContent("first");
    Path inside = b.home.directory().resolve("x");
    assertThat(shell.run("restore", "1", "--to", inside.toString())).isEqualTo(4);
    assertThat(shell.run("restore", "9", "--to", folder.resolve("y").toString()))
        .isEqualTo(1);
    assertThat(shell.err())
        .contains("generation 9 is not in the store\nhint: see: bcs generations");
    assertThat(shell.run("restore", "1", "--to", folder.resolve("z").toString(), "--path", "pbx/q"))
        .isEqualTo(1);
    assertThat(shell.err()).contains("holds no pbx/q\nhint: paths begin with");
    assertThat(shell.run("restore", "last", "--to", to.toString())).isEqualTo(2);
  }

  @Test
  void neverRestoresIntoALivePlaceNotEvenThroughALink() throws IOException {
    Site b = new Site(folder, "wave-b", FreePorts.one());
    b.configure("secondary", 7400, "");
    b.keep("a.wav", "first");
    Path home = Files.createSymbolicLink(folder.resolve("to-home"), b.home.directory());
    Path live = Files.createSymbolicLink(folder.resolve("to-live"), b.live());
    Path nowhere = Files.createSymbolicLink(folder.resolve("to-nowhere"), Path.of("gone"));
    Path real = Files.createDirectories(folder.resolve("real"));
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), real);
    Shell shell = b.shell();
    for (Path refused : List.of(
        home.resolve("x"),
        live,
        live.resolve("deep/er"),
        b.live(),
        b.folder.resolve(".bcs/pbx"),
        nowhere,
        nowhere.resolve("x"))) {
      assertThat(shell.run("restore", "1", "--to", refused.toString(), "--into-full"))
          .as(refused.toString())
          .isEqualTo(4);
      assertThat(shell.err()).contains("hint: ");
    }
    assertThat(b.live()).isEmptyDirectory();
    assertThat(shell.run("restore", "1", "--to", alias.resolve("new").toString()))
        .as(shell.err())
        .isZero();
    assertThat(real.resolve("new/pbx/mail/a.wav")).hasContent("first");
  }

  @Test
  void findsATruncatedPackAMissingOneAndALostManifest() throws IOException {
    Site b = new Site(folder, "wave-b", 0);
    b.keep("a.wav", "first content");
    b.keep("b.wav", "second content");
    Shell shell = b.shell();
    Path second = b.home.store().resolve("packs/00000002.pack");
    byte[] whole = Files.readAllBytes(second);
    Files.write(second, Arrays.copyOf(whole, whole.length - 1));
    assertThat(shell.run("verify")).isEqualTo(1);
    assertThat(shell.out())
        .contains("generation 2 here: DAMAGED: 1 of 2 names")
        .contains("generation 1 here: 2 names, 13 bytes, every byte is right");
    Files.delete(second);
    assertThat(shell.run("verify")).isEqualTo(1);
    assertThat(shell.out()).contains("generation 2 here: DAMAGED: 1 of 2 names");
    byte[] newer = whole.clone();
    newer[9] = 2;
    Files.write(second, newer);
    assertThat(shell.run("restore", "2", "--to", folder.resolve("x").toString()))
        .isEqualTo(3);
    assertThat(shell.err())
        .contains("00000002.pack has format 2, and this bcs reads 1\nhint: update this unit first");
    Files.write(second, whole);
    assertThat(shell.run("verify")).as(shell.err()).isZero();
    Files.delete(b.home.store().resolve("manifests/2.bcsm"));
    assertThat(shell.run("verify")).isEqualTo(1);
    assertThat(shell.out()).contains("generation 2 here: DAMAGED: its manifest: ");
  }

  @Test
  void withoutADaemonTheLedgerIsAskedForGenerations() throws IOException {
    Site b = new Site(folder, "wave-b", 0);
    b.keep("a.wav", "first");
    Shell shell = b.shell();
    assertThat(shell.run("generations")).isZero();
    assertThat(shell.err()).startsWith("bcs: the daemon does not answer; this is what ");
    assertThat(shell.lines().get(1)).contains("1  verified   complete");
  }

  @Test
  void onThePrimaryTheGenerationsAreReadFromThePeer() throws Exception {
    Site a = new Site(folder, "wave-a", FreePorts.one());
    Site b = new Site(folder, "wave-b", FreePorts.one());
    a.configure("primary", b.port, "");
    b.configure("secondary", a.port, "");
    PairTest.pair(a, b);
    String large = "x".repeat(300_000);
    b.keep("a.wav", "first content", "b.wav", large, "c.wav", "third content");
    becomePrimary(a);
    Shell shell = a.shell();
    assertThat(shell.run("verify", "newest")).isEqualTo(1);
    assertThat(shell.err()).startsWith("bcs: the peer wave-b, which holds the generations, is not");
    Path to = folder.resolve("to");
    try (Peer peer = new Peer(b)) {
      assertThat(shell.run("verify")).as(shell.err()).isZero();
      assertThat(shell.out())
          .contains("generation 1 on wave-b: 4 names, 300 kB, every byte is right");
      assertThat(shell.run("restore", "newest", "--to", to.toString()))
          .as(shell.err())
          .isZero();
      assertThat(to.resolve("pbx/mail/b.wav")).hasContent(large);
      assertThat(peer.link.connected()).isFalse();
    }
    damage(b);
    try (Peer peer = new Peer(b)) {
      assertThat(peer.link.ports()).hasSize(1);
      assertThat(shell.run("verify")).isEqualTo(1);
      assertThat(shell.out()).contains("1 of 4 names\n  pbx/mail/c.wav: chunk ");
    }
  }

  private static void becomePrimary(Site a) {
    try (Ledger ledger = a.ledger()) {
      Clocks clocks = Clocks.system();
      Standing unused =
          new RoleBook(ledger).write(s -> Standing.paired(true, clocks.bootId(), clocks.now()));
    }
  }

  /** The last byte of the last pack is another now. */
  private static void damage(Site site) throws IOException {
    Path packs = site.home.store().resolve("packs");
    Path pack;
    try (Stream<Path> all = Files.list(packs)) {
      pack = all.max(Path::compareTo).orElseThrow();
    }
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
      file.seek(file.length() - 1);
      int last = file.read();
      file.seek(file.length() - 1);
      file.write(last ^ 1);
    }
  }

  /** Every file of a home but SQLite's own memory, by content. */
  private static Map<String, String> content(Path home) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = home.relativize(file).toString();
        if (!name.endsWith("-shm") && !name.endsWith("-wal")) {
          found.put(name, Arrays.toString(Files.readAllBytes(file)));
        }
      }
    }
    return found;
  }

  /** What of the secondary's daemon answers reading: its link, receiver and store. */
  private static final class Peer implements AutoCloseable {
    final Link link;
    private final Ledger ledger;
    private final Store store;

    Peer(Site site) throws IOException {
      ledger = site.ledger();
      store = Store.open(Disk.system(), BytePath.of(site.home.store()), ledger);
      Clocks clocks = Clocks.system();
      List<Dataset> datasets = List.of(new Dataset(
          "pbx", "mail", "files", site.live().toString(), "voicemail", List.of(), List.of()));
      StagingSettings settings = new StagingSettings(0, new Retention.Keep(3, Duration.ZERO, 0, 0));
      Slots slots = new Slots(store, datasets, clocks, settings, () -> true, () -> 1);
      Pairing pairing = Pairing.of(ledger).orElseThrow();
      link = new Link(
          new LinkSettings(List.of("127.0.0.1:" + site.port), List.of()),
          Keys.of(site.home, site.name, clocks.now()).mutual(pairing.peerCertificate()),
          PairInfo.of(pairing, Identity.of(ledger, site.name)),
          clocks);
      new Receiver(store, slots, datasets, () -> Role.SECONDARY, clocks, settings).register(link);
      link.start();
    }

    @Override
    public void close() throws IOException {
      link.close();
      store.close();
      ledger.close();
    }
  }
}
