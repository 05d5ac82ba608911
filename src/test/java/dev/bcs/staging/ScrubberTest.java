package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.store.ContentId;
import dev.bcs.store.Verify;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rots in the store or in a slot is found by itself, and mended where it can be. */
class ScrubberTest {
  private static final Duration WITHIN = Duration.ofDays(7);

  @TempDir
  private Path folder;

  private final FaultyDisk disk = new FaultyDisk();
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));
  private Secondary secondary;
  private Scrubber scrubber;

  @BeforeEach
  void start() throws IOException {
    disk.makeDirectories(BytePath.of("/home/bcs"), 0700);
    disk.makeDirectories(BytePath.of("/live"), 0755);
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
    scrubber = scrubber();
    secondary.backup(mail(), conf());
  }

  @AfterEach
  void stop() {
    scrubber.close();
    secondary.close();
  }

  private Scrubber scrubber() {
    return new Scrubber(secondary.store, secondary.slots, Secondary.DATASETS, clocks, WITHIN);
  }

  private static Tree mail() {
    return new Tree().directory("in").file("in/one", "the first message").file("two", "another");
  }

  private static Tree conf() {
    return new Tree().file("pbx.conf", "extensions = 12");
  }

  private void pass() throws IOException {
    for (int i = 0; i < 20; i++) {
      assertThat(scrubber.tend()).isBetween(Duration.ofMillis(200), Duration.ofHours(1));
    }
  }

  /** The last byte of a file is another now. */
  private void rot(BytePath path) throws IOException {
    byte[] all = Tree.read(disk, path);
    all[all.length - 1] ^= 1;
    disk.remove(path);
    try (Disk.WritableFile out = disk.create(path, 0640)) {
      out.write(all, 0, all.length);
    }
  }

  private long bad() {
    return secondary.ledger.read(
        tx -> tx.first("SELECT COUNT(*) FROM store_chunk WHERE bad = 1", row -> row.getLong(1))
            .orElseThrow());
  }

  @Test
  void aDamagedChunkIsFoundAndSentAnewByTheNextBackup() throws IOException {
    pass();
    assertThat(bad()).isZero();
    rot(Secondary.HOME.child("store/packs/00000001.pack"));
    pass();
    assertThat(bad()).isEqualTo(1);
    ContentId lost = secondary.ledger.read(tx -> tx.first(
            "SELECT id FROM store_chunk WHERE bad = 1", row -> new ContentId(row.getBytes(1)))
        .orElseThrow());
    assertThat(secondary.store.chunks().missing(List.of(lost))).containsExactly(true);
    var next = secondary.backup(mail(), conf());
    assertThat(bad()).isZero();
    assertThat(new Verify(secondary.store.chunks())
            .run(secondary.store.book().manifest(next), (a, b, c, d) -> {})
            .isComplete())
        .isTrue();
  }

  @Test
  void aDamagedSlotIsBuiltAnewByItself() throws IOException {
    String letter = secondary.slots.slotOf(secondary.slots.ready().orElseThrow().generation());
    BytePath slot = Secondary.slot("pbx/mail", letter.substring(0, 1));
    rot(slot.child("in/one"));
    assertThat(secondary.slots.doubts()).isEmpty();
    pass();
    var generation = secondary.slots.ready().orElseThrow().generation();
    assertThat(secondary.slots.doubts()).isEmpty();
    BytePath now = Secondary.slot("pbx/mail", secondary.slots.slotOf(generation).substring(0, 1));
    assertThat(now).isNotEqualTo(slot);
    assertThat(mail().differences(disk, now)).isEmpty();
  }

  @Test
  void whoHoldsNothingRestsAfterAPass() throws IOException {
    FaultyDisk empty = new FaultyDisk();
    empty.makeDirectories(BytePath.of("/home/bcs"), 0700);
    empty.makeDirectories(BytePath.of("/live"), 0755);
    try (Secondary other = new Secondary(empty, folder.resolve("other"), clocks);
        Scrubber idle =
            new Scrubber(other.store, other.slots, Secondary.DATASETS, clocks, WITHIN)) {
      Duration all = Duration.ZERO;
      for (int i = 0; i < 30; i++) {
        all = all.plus(idle.tend());
      }
      assertThat(all).isGreaterThan(Duration.ofHours(9));
    }
  }

  @Test
  void itStandsBackWhileAGenerationIsReceived() throws IOException {
    secondary.ticket();
    rot(Secondary.HOME.child("store/packs/00000001.pack"));
    for (int i = 0; i < 20; i++) {
      assertThat(scrubber.tend()).isEqualTo(Duration.ofSeconds(30));
    }
    assertThat(bad()).isZero();
  }

  @Test
  void itsAgeIsToldUntilAPassIsAtItsEndAlsoAcrossARestart() throws IOException {
    assertThat(scrubber.stale()).isEmpty();
    clocks.advance(Duration.ofDays(15));
    scrubber = scrubber();
    assertThat(scrubber.stale())
        .contains("store and slots were last reread 15 days ago, and should be within 7");
    scrubber.tend();
    scrubber.tend();
    scrubber = scrubber();
    assertThat(scrubber.stale()).isPresent();
    pass();
    assertThat(scrubber.stale()).isEmpty();
    scrubber = scrubber();
    assertThat(scrubber.stale()).isEmpty();
  }
}
