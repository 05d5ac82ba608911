package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupSettings.Keep;
import dev.bcs.files.Stat;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.Dataset;
import dev.bcs.store.Entry;
import dev.bcs.store.Outcome;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on the real disk against a strict peer in memory. */
class BackupEngineTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
  private static final String MAIL = "pbx/mail";

  @TempDir
  private Path folder;

  private final FakePeer peer = new FakePeer();
  private final OddDisk odd = new OddDisk();
  private Path live;
  private Ledger ledger;
  private BackupEngine engine;
  private Duration hungAfter = BackupSettings.HUNG_AFTER;

  @BeforeEach
  void setUp() throws IOException {
    live = Files.createDirectories(folder.resolve("live/mail"));
    write("old.wav", "an old message");
    open();
  }

  @AfterEach
  void tearDown() {
    engine.close();
    ledger.close();
  }

  private void open() {
    ledger = Ledger.open(folder.resolve("bcs.sqlite"), BackupTables.MIGRATIONS);
    engine = engine();
  }

  private BackupEngine engine() {
    return new BackupEngine(
        new BackupSettings(
            List.of("0 3 * * *"),
            Duration.ZERO,
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8),
            List.of(),
            hungAfter),
        List.of(new Dataset(
            "pbx",
            "mail",
            "files",
            live.toString(),
            "voicemail",
            List.of("**/tmp/**", "*.lock"),
            List.of("run/"))),
        odd.disk(),
        peer,
        ledger,
        Clocks.system(),
        folder.resolve("backup"));
  }

  @Test
  void theFirstRunIsVerifiedAndNothingIsLostAfterIt() throws IOException {
    byte[] large = new byte[9 << 20];
    new Random(1).nextBytes(large);
    Files.write(live.resolve("large"), large);
    Files.createDirectories(live.resolve("empty"));
    Files.createSymbolicLink(live.resolve("link"), Path.of("nowhere"));
    Files.createLink(live.resolve("twin.wav"), live.resolve("old.wav"));
    Files.createDirectories(live.resolve(".bcs/pbx/slot-a"));
    write(".bcs/pbx/slot-a/x", "slot");
    Files.createDirectories(live.resolve("a/tmp"));
    write("a/tmp/x", "excluded");
    write("x.lock", "excluded");
    Files.createDirectories(live.resolve("run"));
    write("run/pid", "local");
    settle();

    engine.enable();
    BackupView view = ended(1);

    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(view.acknowledged()).isEqualTo(101);
    assertThat(view.failuresInARow()).isZero();
    assertThat(peer.content(MAIL, "large")).isEqualTo(large);
    assertThat(peer.last().trees().get(0).entries())
        .extracting(e -> e.path().toString())
        .containsExactly("", "a", "a/tmp", "empty", "large", "link", "old.wav", "run", "twin.wav");
    assertThat(peer.entry(MAIL, "link").target()).isEqualTo("nowhere".getBytes(UTF));
    Entry twin = peer.entry(MAIL, "twin.wav");
    assertThat(twin.hardLink())
        .isPositive()
        .isEqualTo(peer.entry(MAIL, "old.wav").hardLink());
    assertThat(peer.entry(MAIL, "empty").kind()).isEqualTo(Stat.Kind.DIRECTORY);
    await().atMost(LIMIT).until(() -> lost().equals("0/0"));

    write("new.wav", "12345");
    Files.delete(live.resolve("large"));
    await().atMost(LIMIT).until(() -> lost().equals("2/5"));
    assertThat(engine.lossPaths(10))
        .containsExactlyInAnyOrder("pbx/mail: new.wav (new)", "pbx/mail: large (deleted)");
    assertThat(engine.lossPaths(1)).hasSize(1);
  }

  @Test
  void beforeAnyGenerationEverythingCounts() {
    peer.refuse("storage-low");
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail()).isEqualTo("the peer refused (storage-low): this unit says no");
    assertThat(view.failuresInARow()).isEqualTo(1);
    await().atMost(LIMIT).until(() -> lost().equals("1/14"));
  }

  @Test
  void whatDidNotChangeIsNeitherReadNorSentAgainAlsoAfterARestart() throws IOException {
    settle();
    engine.enable();
    ended(1);
    int opened = odd.opened();
    long sent = peer.chunkBytes();
    engine.close();
    ledger.close();
    open();
    assertThat(engine.view().acknowledged()).isEqualTo(101);
    write("new.wav", "new");
    engine.enable();
    run(2);
    assertThat(peer.content(MAIL, "old.wav")).asString(UTF).isEqualTo("an old message");
    assertThat(peer.chunkBytes() - sent).isEqualTo(3);
    // one for the baseline itself, one for the new file
    assertThat(odd.opened() - opened).isEqualTo(2);
  }

  @Test
  void aPeerThatLostItsStoreGetsEverythingAgain() {
    settle();
    engine.enable();
    ended(1);
    peer.forgetChunks();
    BackupView view = run(2);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(peer.content(MAIL, "old.wav")).asString(UTF).isEqualTo("an old message");
  }

  @Test
  void anUnreadableFileIsNamedAndMakesTheRunIncomplete() throws IOException {
    write("bad.wav", "bad");
    odd.breaks(live.resolve("bad.wav").toString());
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail())
        .contains("pbx/mail: bad.wav could not be read")
        .contains("Input/output error");
    assertThat(view.acknowledged())
        .as("an incomplete generation is no baseline")
        .isZero();
    assertThat(peer.last().outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(peer.last().notes()).singleElement().asString().contains("bad.wav");
  }

  @Test
  void whatVanishesOrGrowsIsNotedAndComplete() throws IOException {
    write("gone.wav", "gone");
    write("log", "12345");
    odd.onOpen(live.resolve("gone.wav").toString(), () -> Files.delete(live.resolve("gone.wav")));
    odd.afterRead(
        live.resolve("log").toString(),
        () -> Files.writeString(live.resolve("log"), "678", StandardOpenOption.APPEND));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(view.detail()).startsWith("2 notes; the first: pbx/mail: gone.wav vanished");
    assertThat(peer.content(MAIL, "log")).asString(UTF).isEqualTo("12345");
    await().atMost(LIMIT).until(() -> !lost().equals("0/0"));
  }

  @Test
  void whatShrinksOrIsRewrittenTwiceIsIncomplete() throws IOException {
    write("short", "123456789");
    write("busy", "aaaaa");
    odd.afterRead(live.resolve("short").toString(), () -> write("short", "1"));
    int[] n = {0};
    odd.afterRead(live.resolve("busy").toString(), () -> write("busy", "bbbb" + n[0]++));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(peer.last().notes())
        .containsExactly(
            "pbx/mail: busy was rewritten twice while it was read",
            "pbx/mail: short shrank while it was read");
  }

  @Test
  void aMissingDatasetFailsTheRunWithASentence() throws IOException {
    Files.move(live, folder.resolve("elsewhere"));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail()).startsWith("dataset pbx/mail cannot be read").contains("hint: ");
    assertThat(peer.said()).contains("backup.abort");
    Files.createSymbolicLink(live, folder.resolve("elsewhere"));
    assertThat(run(2).detail()).contains("is a symbolic link");
  }

  @Test
  void aShortLossOfTheLinkIsBridgedWithinTheRun() {
    peer.lose(3);
    engine.enable();
    assertThat(ended(1).lastOutcome()).contains(Outcome.COMPLETE);
  }

  @Test
  void whatThePeerCouldNotVerifyIsAFailure() {
    peer.answer("failed");
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail()).contains("the disk is full");
    assertThat(view.acknowledged()).isZero();
  }

  @Test
  void whoCeasesToServeGivesUpItsRunAndForgetsItsBaseline() {
    engine.enable();
    ended(1);
    peer.lose(Integer.MAX_VALUE);
    engine.runNow("test");
    await().atMost(LIMIT).until(() -> engine.view().running().isPresent());
    engine.disable();
    engine.disable();
    await().atMost(LIMIT).until(() -> engine.view().running().isEmpty());
    BackupView view = engine.view();
    assertThat(view.detail()).contains("given up");
    assertThat(view.acknowledged()).isZero();
    assertThat(view.next()).isEmpty();
    assertThat(view.forecast()).isEmpty();
    peer.welcome();
    engine.enable();
    await().atMost(LIMIT).until(() -> engine.view().acknowledged() > 0);
  }

  @Test
  void aRunThatWasCutOffCountsAsFailed() {
    new RunLog(ledger).begin(missed(2), LONG_AGO);
    engine.close();
    ledger.close();
    open();
    BackupView view = engine.view();
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail()).isEqualTo("bcs stopped during this run");
    assertThat(view.missed()).isEqualTo(2);
    assertThat(view.missedSince()).contains(LONG_AGO);
  }

  @Test
  void scheduledRunsThatFindNothingChangedConfirmAndLeaveNoTrail() throws IOException {
    settle();
    engine.enable();
    ended(1);
    for (int i = 1; i <= 3; i++) {
      runByTime();
      int confirmed = i;
      await().atMost(LIMIT).until(() -> peer.confirmed() == confirmed);
      await().atMost(LIMIT).until(() -> engine.view().running().isEmpty());
    }
    BackupView view = engine.view();
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(view.detail()).endsWith("nothing has changed");
    assertThat(view.acknowledged()).isEqualTo(101);
    assertThat(peer.manifests()).hasSize(1);
    assertThat(new RunLog(ledger).newest(10)).hasSize(2);
    peer.forgetChunks();
    runByTime();
    await().atMost(LIMIT).until(() -> peer.manifests().size() == 2);
    write("new.wav", "new");
    await().atMost(LIMIT).until(() -> engine.view().running().isEmpty());
    runByTime();
    await().atMost(LIMIT).until(() -> peer.manifests().size() == 3);
    assertThat(peer.content(MAIL, "new.wav")).asString(UTF).isEqualTo("new");
  }

  @Test
  void whatWasWrittenTooLatelyToBeSureIsReadAgainAndConfirmed() throws IOException {
    engine.enable();
    ended(1);
    settle();
    runByTime();
    await().atMost(LIMIT).until(() -> peer.confirmed() == 1);
    await().atMost(LIMIT).until(() -> engine.view().running().isEmpty());
    int opened = odd.opened();
    runByTime();
    await().atMost(LIMIT).until(() -> peer.confirmed() == 2);
    assertThat(odd.opened() - opened).as("the baseline itself").isLessThanOrEqualTo(1);
  }

  /** Begins anew, as if a run were due; it has begun or ended when something shows it. */
  private void runByTime() {
    engine.close();
    new RunLog(ledger).dueFrom(Optional.of(Clocks.system().now().minus(Duration.ofDays(3))));
    engine = engine();
    engine.enable();
  }

  @Test
  void missedRunsAreCaughtUpOnceAndTold() {
    new RunLog(ledger).dueFrom(Optional.of(Clocks.system().now().minus(Duration.ofDays(3))));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(view.detail()).matches("caught up [23] missed runs");
    assertThat(view.missed()).isZero();
    Timetable week = engine.timetable();
    assertThat(week.advice().run()).contains(view.lastTook());
    assertThat(week.advice().datasets())
        .singleElement()
        .satisfies(each -> assertThat(each.files()).isEqualTo(1));
    assertThat(week.next()).hasSize(100);
    assertThat(view.next())
        .hasValueSatisfying(next -> assertThat(next).isAfter(Clocks.system().now()));
  }

  @Test
  void aRunWithoutProgressIsEndedAndNoOtherBeginsWhileItIsStuck() throws Exception {
    engine.close();
    hungAfter = Duration.ofSeconds(1);
    engine = engine();
    write("stuck.wav", "on a disk that does not answer");
    CountDownLatch answers = new CountDownLatch(1);
    odd.onOpen(live.resolve("stuck.wav").toString(), () -> stuckUntil(answers));
    engine.enable();
    BackupView view = ended(1);
    assertThat(view.lastOutcome()).contains(Outcome.FAILED);
    assertThat(view.detail()).startsWith("hung: no progress for 1 s in send after 1 of 2 files");
    assertThat(peer.said()).contains("backup.abort");
    int said = peer.said().size();
    engine.runNow("test");
    await().during(Duration.ofMillis(300)).until(() -> peer.said().size() == said);
    answers.countDown();
    odd.onOpen(live.resolve("stuck.wav").toString(), () -> {});
    await().atMost(LIMIT).until(() -> engine.view().acknowledged() > 0);
    assertThat(peer.content(MAIL, "stuck.wav")).asString(UTF).startsWith("on a disk");
  }

  /** As a read of a disk that does not answer: no interrupt ends it. */
  private static void stuckUntil(CountDownLatch answers) {
    boolean waiting = true;
    while (waiting) {
      try {
        answers.await();
        waiting = false;
      } catch (InterruptedException notEvenThen) {
        // The kernel does not let go either.
      }
    }
  }

  @Test
  void whileARunIsOnTheLastOneIsToldWholeAndAskingJoins() throws Exception {
    engine.enable();
    BackupView first = ended(1);
    CountDownLatch goOn = new CountDownLatch(1);
    write("slow.wav", "slow");
    odd.onOpen(live.resolve("slow.wav").toString(), () -> stuckUntil(goOn));
    engine.runNow("test");
    await().atMost(LIMIT).until(() -> engine.view().running().isPresent());
    engine.runNow("joins");
    assertThat(engine.view().lastStart()).isEqualTo(first.lastStart());
    assertThat(engine.view().lastEnd()).isEqualTo(first.lastEnd());
    goOn.countDown();
    ended(2);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> new RunLog(ledger).newest(9).size() == 2);
  }

  private static Turn missed(int count) {
    return new Turn(Optional.of("schedule"), count, Optional.of(LONG_AGO), 0, LONG_AGO, LONG_AGO);
  }

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

  private String lost() {
    return engine
        .view()
        .forecast()
        .map(f -> f.losses().get(0).files() + "/" + f.losses().get(0).bytes())
        .orElse("unknown");
  }

  private BackupView run(int number) {
    engine.runNow("test");
    return ended(number);
  }

  /** Waits until so many runs have ended. */
  private BackupView ended(int number) {
    await()
        .atMost(LIMIT)
        .until(() -> new RunLog(ledger).newest(10).size() >= number
            && engine.view().running().isEmpty());
    return engine.view();
  }

  /** So long that what was written is surely older than the next reading. */
  private static void settle() {
    long began = Clocks.system().ticks();
    await()
        .atMost(LIMIT)
        .until(() -> Clocks.system().since(began).compareTo(Duration.ofMillis(250)) > 0);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(live.resolve(name), text);
  }
}
