package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.staging.Placement;
import dev.bcs.store.Dataset;
import dev.bcs.store.Means;
import dev.bcs.store.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance's own commands back it up and restore it, and their exit codes are believed. */
class ApplianceTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private Path here;
  private Path there;
  private @Nullable Pair pair;

  @BeforeEach
  void fixture() throws IOException {
    here = Files.createDirectories(folder.resolve("here/switch"));
    there = Files.createDirectories(folder.resolve("there/switch"));
    Files.writeString(here.resolve("state"), "one");
  }

  @AfterEach
  void close() {
    if (pair != null) {
      pair.close();
    }
  }

  private static List<String> shell(String line) {
    return List.of("/bin/sh", "-c", line);
  }

  private Dataset dataset(
      Path path, String backup, String restore, String check, boolean toFolder, Duration limit) {
    return new Dataset(
        "pbx",
        "switch",
        "appliance",
        path.toString(),
        "configuration",
        List.of(),
        List.of(),
        new Means(
            "",
            "",
            5432,
            "",
            shell(backup),
            shell(restore),
            check.isEmpty() ? List.of() : shell(check),
            toFolder,
            limit));
  }

  private BackupView run(String backup, String restore, String check, boolean toFolder)
      throws IOException {
    Duration limit = Duration.ofMinutes(1);
    pair = new Pair(
        folder,
        List.of(dataset(here, backup, "false", "", toFolder, limit)),
        List.of(dataset(there, "false", restore, check, toFolder, limit)));
    pair.engine.enable();
    return pair.ended(1);
  }

  private Path slot() throws IOException {
    Pair both = Objects.requireNonNull(pair);
    List<Placement> placements =
        both.slots.hold(both.slots.ready().orElseThrow().generation());
    both.slots.release();
    return Path.of(placements.get(0).slot().toString());
  }

  @Test
  void whatTheBackupWritesToItsOutputIsRestoredIntoTheSlot() throws IOException {
    BackupView view = run(
        "tar -C " + here + " -c .",
        "tar -C $BCS_INTO -x && echo $BCS_DATASET > $BCS_INTO/named",
        "test -s $BCS_INTO/state",
        false);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    assertThat(Files.readString(slot().resolve("state"))).isEqualTo("one");
    assertThat(Files.readString(slot().resolve("named"))).isEqualTo("pbx/switch\n");
    assertThat(there.toFile().list()).isEmpty();
  }

  @Test
  void whatTheBackupWritesIntoAFolderIsRestoredFromOne() throws IOException {
    BackupView view = run(
        "mkdir $BCS_DUMP/a && cp " + here + "/state $BCS_DUMP/a/state && echo all is well",
        "cp -R $BCS_DUMP/a/state $BCS_INTO/",
        "",
        true);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    assertThat(Files.readString(slot().resolve("state"))).isEqualTo("one");
    assertThat(folder.resolve("backup/dump")).doesNotExist();
  }

  @Test
  void aBackupThatEndsWithAnotherCodeOrWritesNothingMakesTheRunIncomplete() throws IOException {
    BackupView view = run("echo half; echo disk on fire >&2; exit 3", "false", "", false);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail())
        .isEqualTo("pbx/switch was not dumped: sh ended with code 3: disk on fire");
    assertThat(view.acknowledged()).isZero();
    Objects.requireNonNull(pair).close();
    view = again("true");
    assertThat(view.detail()).contains("wrote nothing to its output").contains("hint: set output");
  }

  private BackupView again(String backup) throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Duration limit = Duration.ofMinutes(1);
    pair = new Pair(
        other,
        List.of(dataset(here, backup, "false", "", false, limit)),
        List.of(dataset(there, "false", "false", "", false, limit)));
    pair.engine.enable();
    return pair.ended(1);
  }

  @Test
  void aRestoreOrACheckThatFailsIsNamedAndNothingBecomesReady() throws IOException {
    BackupView view = run("echo x", "cat > $BCS_INTO/x", "echo x is wrong >&2; exit 9", false);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail())
        .contains("pbx/switch was not loaded: sh ended with code 9: x is wrong");
    assertThat(Objects.requireNonNull(pair).slots.ready()).isEmpty();
    assertThat(Disk.system().exists(BytePath.of(folder.resolve("there/.bcs/pbx/switch/slot-a"))))
        .isFalse();
  }

  @Test
  void aRestoreThatPutsNothingIntoTheSlotIsToldWhereToRestore() throws IOException {
    BackupView view = run("echo x", "true", "", false);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail()).contains("put nothing into BCS_INTO").contains("hint:");
  }

  @Test
  void aBackupThatHangsIsEndedAtItsLimit() throws IOException {
    pair = new Pair(
        folder,
        List.of(dataset(here, "echo x; sleep 600", "false", "", false, Duration.ofSeconds(1))),
        List.of(dataset(there, "false", "false", "", false, Duration.ofSeconds(1))));
    pair.engine.enable();
    BackupView view = pair.ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("sh ran longer than 1.0 s and was ended");
  }
}
