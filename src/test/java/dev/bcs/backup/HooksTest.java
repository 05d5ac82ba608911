package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupSettings.Keep;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application is held still while it is captured, and let go whatever happens. */
class HooksTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final FakePeer peer = new FakePeer();
  private Path said;
  private Path live;
  private Ledger ledger;

  @SuppressWarnings("NullAway.Init") // set by each test, which says the hooks
  private BackupEngine engine;

  @BeforeEach
  void fixture() throws IOException {
    said = folder.resolve("said");
    live = Files.createDirectories(folder.resolve("live"));
    Files.writeString(live.resolve("state"), "running");
    Files.writeString(said, "");
    ledger = Ledger.open(folder.resolve("bcs.sqlite"), BackupTables.MIGRATIONS);
  }

  @AfterEach
  void close() {
    engine.close();
    ledger.close();
  }

  private void engine(Hooks hooks) {
    engine = new BackupEngine(
        new BackupSettings(
            List.of("0 3 * * *"),
            Duration.ZERO,
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8)),
        new Subject(
            List.of(new Dataset(
                "pbx", "mail", "files", live.toString(), "voicemail", List.of(), List.of())),
            List.of(hooks)),
        Disk.system(),
        peer,
        ledger,
        Clocks.system(),
        folder.resolve("backup"));
  }

  private static List<String> shell(String line) {
    return List.of("/bin/sh", "-c", line);
  }

  private List<String> saying(String word) {
    return shell("echo $BCS_APPLICATION " + word + " $BCS_HOOK >> " + said);
  }

  private String heard() throws IOException {
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  private BackupView ended(int runs) {
    await()
        .atMost(LIMIT)
        .until(() -> new RunLog(ledger).newest(10).size() >= runs
            && engine.view().running().isEmpty());
    return engine.view();
  }

  @Test
  void whatIsCapturedIsWhatLiesThereWhileItIsHeldStill() throws IOException {
    engine(new Hooks(
        "pbx",
        shell(
            "echo still > " + live + "/state; echo made > " + live + "/made; echo held >> " + said),
        shell("echo running > " + live + "/state; echo let go >> " + said),
        LONG,
        LONG));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    assertThat(heard()).isEqualTo("held\nlet go\n");
    assertThat(new String(peer.content("pbx/mail", "state"), StandardCharsets.UTF_8))
        .isEqualTo("still\n");
    assertThat(peer.content("pbx/mail", "made")).isNotEmpty();
    assertThat(view.moments()).hasSize(1);
    Moment moment = view.moments().get(0);
    assertThat(moment.still()).isTrue();
    assertThat(moment.from()).isBeforeOrEqualTo(moment.to());
    assertThat(moment.text()).startsWith("pbx was held still from ");
    assertThat(new RunLog(ledger).held()).isEmpty();
  }

  @Test
  void aBeforeHookThatFailsMakesTheRunIncompleteAndTheAfterHookRuns() throws IOException {
    engine(new Hooks("pbx", shell("echo no key; exit 7"), saying("go"), LONG, LONG));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail())
        .contains("application pbx could not be held still")
        .contains("ended with code 7")
        .contains("no key")
        .contains("hint:");
    assertThat(heard()).isEqualTo("pbx go after\n");
    assertThat(view.moments().get(0).still()).isFalse();
    assertThat(view.acknowledged()).isZero();
  }

  @Test
  void aHookThatHangsIsEndedAtItsLimit() throws IOException {
    engine(new Hooks("pbx", shell("sleep 600"), saying("go"), Duration.ofSeconds(3), LONG));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("ran longer than 3.0 s and was ended");
    assertThat(heard()).isEqualTo("pbx go after\n");
  }

  @Test
  void anAfterHookThatFailsIsToldAndTriedAgain() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken"), "");
    engine(new Hooks(
        "pbx",
        saying("hold"),
        shell("test ! -e " + broken + " && echo let go >> " + said),
        LONG,
        LONG));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("may still be held still").contains("hint: run");
    Files.delete(broken);
    engine.runNow("again");
    assertThat(ended(2).lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(heard()).isEqualTo("pbx hold before\nlet go\npbx hold before\nlet go\n");
  }

  @Test
  void aRunThatFailsLetsGoToo() throws IOException {
    engine(new Hooks(
        "pbx", shell("rm -r " + live + "; echo held >> " + said), saying("go"), LONG, LONG));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(heard()).isEqualTo("held\npbx go after\n");
  }

  @Test
  void whatACrashLeftHeldIsLetGoAtTheNextStartWhateverTheRole() throws IOException {
    new RunLog(ledger).hold("pbx", Instant.EPOCH);
    new RunLog(ledger).hold("gone", Instant.EPOCH);
    engine(new Hooks("pbx", saying("hold"), saying("go"), LONG, LONG));
    await().atMost(LIMIT).until(() -> new RunLog(ledger).held().isEmpty());
    assertThat(heard()).isEqualTo("pbx go after\n");
  }

  @Test
  void whatIsHeldTooLongIsLetGoBeforeTheEnd() throws IOException {
    Path pipe = live.resolve("z");
    // The capture stands while the peer does not answer.
    engine(new Hooks(
        "pbx",
        shell("head -c 40000000 /dev/urandom > " + pipe),
        saying("go"),
        LONG,
        Duration.ofMillis(1)));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    assertThat(heard()).isEqualTo("pbx go after\n");
    assertThat(view.moments().get(0).still()).isFalse();
  }
}
