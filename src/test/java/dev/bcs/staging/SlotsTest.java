package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.Stat;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Outcome;
import dev.bcs.store.Ticket;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two slots: what is ready, what may be held, and what is believed after a bad night. */
class SlotsTest {
  @TempDir
  Path folder;

  private final FaultyDisk disk = new FaultyDisk();
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));
  private Secondary secondary;

  @BeforeEach
  void start() throws IOException {
    disk.makeDirectories(BytePath.of("/home/bcs"), 0700);
    disk.makeDirectories(BytePath.of("/live"), 0755);
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
  }

  @AfterEach
  void stop() {
    secondary.close();
  }

  private static Tree mail(String text) {
    return new Tree().directory("in").file("in/one", text).file("in/same", "is the same");
  }

  private static Tree conf() {
    return new Tree().file("pbx.conf", "extensions = 12");
  }

  private long inode(String letter, String path) throws IOException {
    return disk.stat(Secondary.slot("pbx/mail", letter).child(path)).inode();
  }

  /** The machine stops without a word and boots again; the worker may be kept from its work. */
  private void reboot() throws IOException {
    secondary.ledger.close();
    clocks.reboot(Duration.ofMinutes(1));
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
  }

  private void overwrite(BytePath path, String text) throws IOException {
    Stat was = disk.stat(path);
    disk.remove(path);
    try (var file = disk.create(path, was.mode())) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      file.write(bytes, 0, bytes.length);
    }
    disk.setModified(path, was.modified());
  }

  @Test
  void whatDidNotChangeIsNotWrittenAgain() throws Exception {
    secondary.backup(mail("first"), conf());
    secondary.backup(mail("second"), conf());
    long same = inode("a", "in/same");
    long one = inode("a", "in/one");
    secondary.backup(mail("third"), conf());
    assertThat(inode("a", "in/same")).isEqualTo(same);
    assertThat(inode("a", "in/one")).isNotEqualTo(one);
    assertThat(inode("a", "in/same")).isNotEqualTo(inode("b", "in/same"));
  }

  @Test
  void aFileThatSomebodyTouchedInTheIdleSlotIsWrittenAgain() throws Exception {
    secondary.backup(mail("first"), conf());
    secondary.backup(mail("second"), conf());
    overwrite(Secondary.slot("pbx/mail", "a").child("in/same"), "IS the same");
    disk.makeSymbolicLink(new byte[] {'/'}, Secondary.slot("pbx/mail", "a").child("in/way-out"));
    secondary.backup(mail("third"), conf());
    assertThat(mail("third").differences(disk, Secondary.slot("pbx/mail", "a"))).isEmpty();
  }

  @Test
  void aHoldStandsStillAlsoAcrossARestart() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    List<Placement> placements = secondary.slots.hold(first);
    assertThat(placements.get(0))
        .isEqualTo(new Placement(
            "pbx/mail",
            BytePath.of("/live/mail"),
            BytePath.of("/live/.bcs/pbx/mail/slot-a"),
            BytePath.of("/live/.bcs/pbx/mail/aside-4"),
            List.of("run/")));
    assertThatThrownBy(() -> secondary.ticket()).hasMessageContaining("still being staged");
    reboot();
    assertThat(secondary.slots.hold(first)).isEqualTo(placements);
    assertThatThrownBy(() -> secondary.slots.hold(new GenerationId(9)))
        .hasMessageContaining("generation 1 is being promoted");
    secondary.slots.release();
    assertThat(secondary.slots.doubts()).isEmpty();
    assertThat(secondary.slots.ready().orElseThrow().generation()).isEqualTo(first);
  }

  @Test
  void aConsumedSlotIsEmptyAndWhatLiesThereIsNotBuiltOver() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    secondary.slots.hold(first);
    secondary.slots.consumed(first);
    secondary.slots.consumed(first);
    assertThat(secondary.slots.ready()).isEmpty();
    assertThat(secondary.slots.generations()).isEmpty();
    secondary.backup(mail("second"), conf());
    assertThat(mail("second").differences(disk, Secondary.slot("pbx/mail", "a")))
        .isEmpty();
    BytePath kept = BytePath.of("/live/.bcs/pbx/mail/found-" + clocks.now().toEpochMilli());
    assertThat(mail("first").differences(disk, kept)).isEmpty();
  }

  @Test
  void onlyWhatLiesInASlotCanBeHeld() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    secondary.backup(mail("second"), conf());
    secondary.backup(mail("third"), conf());
    assertThatThrownBy(() -> secondary.slots.hold(first))
        .hasMessageContaining("does not lie in a slot")
        .hasMessageContaining("hint: ");
    assertThat(secondary.slots.hold(new GenerationId(2)).get(0).slot())
        .isEqualTo(Secondary.slot("pbx/mail", "b"));
  }

  @Test
  void aHoldDuringABuildGivesTheBuildUpAndReleaseTakesItUpAgain() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    secondary.workerStands = true;
    Ticket ticket = secondary.ticket();
    secondary.send(ticket, Outcome.COMPLETE, mail("second"), conf());
    secondary.slots.hold(first);
    secondary.runWaiting();
    assertThat(secondary.progress(ticket.generation())).isEqualTo("stored wait");
    secondary.workerStands = false;
    secondary.slots.release();
    assertThat(secondary.progress(ticket.generation())).isEqualTo("verified done");
  }

  @Test
  void afterAnUncleanBootTheSlotIsDoubtedUntilItWasRead() throws Exception {
    secondary.backup(mail("first"), conf());
    secondary.ledger.close();
    clocks.reboot(Duration.ofMinutes(1));
    SlotBook book;
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
    assertThat(secondary.slots.doubts()).isEmpty();
    book = new SlotBook(secondary.ledger);
    book.doubt("a", SlotBook.UNCLEAN);
    secondary.workerStands = true;
    secondary.slots.start();
    assertThat(secondary.slots.doubts()).containsExactly(SlotBook.UNCLEAN);
    secondary.runWaiting();
    assertThat(secondary.slots.doubts()).isEmpty();
  }

  @Test
  void aSlotFoundDamagedAfterAnUncleanBootIsBuiltAgainInTheOther() throws Exception {
    GenerationId first = secondary.backup(mail("first"), conf());
    overwrite(Secondary.slot("pbx/mail", "a").child("in/one"), "FIRST");
    reboot();
    Held held = secondary.slots.ready().orElseThrow();
    assertThat(held.generation()).isEqualTo(first);
    assertThat(secondary.slots.doubts()).isEmpty();
    assertThat(secondary.slots.hold(first).get(0).slot())
        .isEqualTo(Secondary.slot("pbx/mail", "b"));
    assertThat(mail("first").differences(disk, Secondary.slot("pbx/mail", "b"))).isEmpty();
  }

  @Test
  void aRestartOfTheProgramAloneIsNoReasonToDoubt() throws Exception {
    secondary.backup(mail("first"), conf());
    overwrite(Secondary.slot("pbx/mail", "a").child("in/one"), "FIRST");
    secondary.ledger.close();
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
    assertThat(secondary.slots.hold(new GenerationId(1)).get(0).slot())
        .isEqualTo(Secondary.slot("pbx/mail", "a"));
  }

  @Test
  void aMissingFolderOfTheLivePlaceFailsWithASentence() throws Exception {
    disk.removeDirectory(BytePath.of("/live"));
    GenerationId id = secondary.backup(mail("first"), conf());
    assertThat(secondary.progress(id))
        .contains("the folder /live for pbx/mail is not there")
        .contains("hint: is its file system mounted?");
  }

  @Test
  void listenersHearOfReadinessAndOfFailure() throws Exception {
    int[] heard = {0};
    secondary.slots.onChange(() -> heard[0]++);
    secondary.backup(mail("first"), conf());
    assertThat(heard[0]).isEqualTo(1);
  }
}
