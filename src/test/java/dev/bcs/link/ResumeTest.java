package dev.bcs.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupEngine;
import dev.bcs.backup.BackupSettings;
import dev.bcs.backup.BackupTables;
import dev.bcs.backup.BackupView;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Slots;
import dev.bcs.staging.StagingSettings;
import dev.bcs.staging.StagingTables;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.store.StoreTables;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup over a real link whose path is cut or stands still in the middle of a large file. */
class ResumeTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** What may be on its way when the path is cut, and is sent again: four bodies of 4 MiB. */
  private static final long ON_ITS_WAY = 4L * (4 << 20);

  @TempDir
  private Path folder;

  private TestUnit a;
  private TestUnit b;
  private Ledger ours;
  private Ledger theirs;
  private Link linkA;
  private Link linkB;
  private Relay relay;
  private Slots slots;
  private BackupEngine engine;

  @BeforeEach
  void makeThePair() throws IOException {
    a = new TestUnit(folder.resolve("a"), "wave-a", "primary");
    b = new TestUnit(folder.resolve("b"), "wave-b", "secondary");
    TestUnit.pair(a, b);
    int port = FreePorts.one();
    relay = new Relay(port);
    linkB = b.link("127.0.0.1:" + port);
    linkA = a.link("127.0.0.1:" + FreePorts.one(), relay.address());
    Path there = folder.resolve("b/live");
    List<Migration> migrations = new ArrayList<>(StoreTables.MIGRATIONS);
    migrations.addAll(StagingTables.MIGRATIONS);
    theirs = Ledger.open(folder.resolve("b/test.sqlite"), migrations);
    Store store = Store.open(Disk.system(), BytePath.of(folder.resolve("b/store")), theirs);
    StagingSettings settings = new StagingSettings(0, new Retention.Keep(3, Duration.ZERO, 0, 0));
    Clocks clocks = Clocks.system();
    slots = new Slots(store, List.of(dataset(there)), clocks, settings, () -> true, () -> 1);
    Receiver receiver =
        new Receiver(store, slots, List.of(dataset(there)), () -> Role.SECONDARY, clocks, settings);
    receiver.register(linkB);
    linkB.on("hello", body -> body);
    receiver.start();
    slots.start();
    ours = Ledger.open(folder.resolve("a/test.sqlite"), BackupTables.MIGRATIONS);
    Files.createDirectories(folder.resolve("a/live"));
    engine = new BackupEngine(
        new BackupSettings(
            List.of(),
            Duration.ofHours(24),
            Duration.ofHours(26),
            new BackupSettings.Keep(8, Duration.ofDays(3), 14, 8)),
        List.of(dataset(folder.resolve("a/live"))),
        Disk.system(),
        linkA,
        ours,
        clocks,
        folder.resolve("a/backup"));
    linkB.start();
    linkA.start();
    await().atMost(LIMIT).until(linkA::connected);
  }

  @AfterEach
  void closeAll() throws IOException {
    engine.close();
    linkA.close();
    linkB.close();
    relay.close();
    slots.close();
    ours.close();
    theirs.close();
    a.close();
    b.close();
  }

  private static Dataset dataset(Path live) {
    return new Dataset("pbx", "mail", "files", live.toString(), "voicemail", List.of(), List.of());
  }

  /** A file that does not compress. */
  private void file(String name, long bytes) throws IOException {
    Random luck = new Random(5);
    byte[] piece = new byte[1 << 20];
    try (var out = Files.newOutputStream(folder.resolve("a/live").resolve(name))) {
      for (long left = bytes; left > 0; left -= piece.length) {
        luck.nextBytes(piece);
        out.write(piece);
      }
    }
  }

  private void verified() {
    await().atMost(LIMIT).until(() -> engine.view().lastOutcome().isPresent());
    assertThat(engine.view().detail()).isEmpty();
    assertThat(engine.view().lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(slots.ready()).isPresent();
  }

  @Test
  void whatArrivedIsNotSentAgainAfterABreak() throws IOException {
    cutTwice(48L << 20);
  }

  @Test
  @Tag("long")
  void theSameWithFourGigabytes() throws IOException {
    cutTwice(4L << 30);
  }

  private void cutTwice(long bytes) throws IOException {
    file("large", bytes);
    long before = relay.carried();
    relay.cutAfter(bytes / 3);
    engine.enable();
    await().atMost(LIMIT).until(() -> relay.carried() - before > bytes / 3);
    relay.cutAfter(bytes / 3);
    verified();
    long carried = relay.carried() - before;
    System.out.println("link: " + carried + " bytes were carried for a file of " + bytes
        + " in spite of two breaks");
    assertThat(carried).isBetween(bytes, bytes + bytes / 20 + 2 * ON_ITS_WAY);
  }

  @Test
  void aPeerThatStandsStillStallsNothingElseAndTheRunGoesOnAfterIt() throws Exception {
    file("large", 24L << 20);
    Clocks clocks = Clocks.system();
    long before = relay.carried();
    engine.enable();
    await().atMost(LIMIT).until(() -> relay.carried() - before > 6 << 20);
    relay.freeze();
    await().atMost(LIMIT).until(() -> !linkA.connected());
    long asked = clocks.ticks();
    BackupView view = engine.view();
    engine.runNow("while it stands still");
    assertThat(clocks.since(asked)).isLessThan(Duration.ofSeconds(5));
    assertThat(view.running()).isPresent();
    relay.thaw();
    verified();
    assertThat(linkA.call("hello", new byte[] {1}, Duration.ofSeconds(30))).hasSize(1);
  }

  @Test
  void aBandwidthLimitIsKeptAndOthersAreAnsweredMeanwhile() throws Exception {
    long bytes = 6L << 20;
    file("large", bytes);
    engine.limit(new dev.bcs.backup.Limits(2 << 20, true));
    Clocks clocks = Clocks.system();
    long began = clocks.ticks();
    engine.enable();
    int answers = 0;
    while (engine.view().lastOutcome().isEmpty() && clocks.since(began).compareTo(LIMIT) < 0) {
      assertThat(linkA.call("hello", new byte[] {1}, Duration.ofSeconds(30))).hasSize(1);
      answers++;
    }
    verified();
    assertThat(clocks.since(began)).isGreaterThan(Duration.ofMillis(2200));
    assertThat(answers).isGreaterThan(2);
  }
}
