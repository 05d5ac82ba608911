package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupSettings.Keep;
import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Trees;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under the hands of a capture are captured truly, or named. */
class ChangingFilesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MAIL = "pbx/mail";
  /** More than one reading of the chunker's window. */
  private static final int LARGE = 9 << 20;

  @TempDir
  private Path folder;

  private final FakePeer peer = new FakePeer();
  private final OddDisk odd = new OddDisk();
  private Path live;
  private Ledger ledger;
  private BackupEngine engine;

  @BeforeEach
  void setUp() throws IOException {
    live = Files.createDirectories(folder.resolve("live/mail"));
    ledger = Ledger.open(folder.resolve("bcs.sqlite"), BackupTables.MIGRATIONS);
    engine = new BackupEngine(
        new BackupSettings(
            List.of("0 3 * * *"),
            Duration.ZERO,
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8)),
        List.of(new Dataset(
            "pbx", "mail", "files", live.toString(), "voicemail", List.of("out/"), List.of())),
        odd.disk(),
        peer,
        ledger,
        Clocks.system(),
        folder.resolve("backup"));
  }

  @AfterEach
  void tearDown() {
    engine.close();
    ledger.close();
  }

  @Test
  void aTwinThatWasReplacedMeanwhileLeavesTheOtherAsItIs() throws IOException {
    write("a", "of both");
    Files.createLink(live.resolve("b"), live.resolve("a"));
    write("out/new", "of a alone");
    odd.onOpen(at("a"), () -> {
      if (Files.exists(live.resolve("out/new"))) {
        Files.move(live.resolve("out/new"), live.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
      }
    });
    assertThat(run(1).lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(text("b")).isEqualTo("of both");
    assertThat(text("a")).isIn("of both", "of a alone");
  }

  @Test
  void aFileThatGrowsAndIsRewrittenIsNotTakenForALog() throws IOException {
    Files.write(live.resolve("db"), new byte[LARGE]);
    int[] reads = {0};
    odd.afterRead(at("db"), () -> {
      if (reads[0]++ == 0) {
        try (FileChannel db = FileChannel.open(live.resolve("db"), StandardOpenOption.WRITE)) {
          put(db, 0);
          put(db, LARGE - 1);
          put(db, LARGE);
        }
      }
    });
    BackupView view = run(1);
    byte[] got = peer.content(MAIL, "db");
    assertThat(got[0]).as(view.detail()).isEqualTo(got[LARGE - 1]);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
  }

  @Test
  void aFileWrittenThroughMemoryIsNotTornAlthoughItsTimesStandStill() throws IOException {
    MappedByteBuffer memory = mapped("db");
    settle();
    int[] reads = {0};
    odd.afterRead(at("db"), () -> {
      if (reads[0]++ == 0) {
        memory.put(0, (byte) 2);
        memory.put(LARGE - 1, (byte) 2);
      }
    });
    BackupView view = run(1);
    byte[] got = peer.content(MAIL, "db");
    assertThat(got[0]).as(view.detail()).isEqualTo(got[LARGE - 1]);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
  }

  @Test
  void whatIsWrittenThroughMemoryAfterACaptureIsNotOverlooked() throws IOException {
    MappedByteBuffer memory = mapped("db");
    settle();
    run(1);
    memory.put(0, (byte) 3);
    assertThat(engine.lossPaths(5)).containsExactly("pbx/mail: db (changed)");
    run(2);
    assertThat(peer.content(MAIL, "db")[0]).isEqualTo((byte) 3);
  }

  @Test
  void whatLiesOnAnotherFileSystemIsLostAndCounts() throws IOException {
    write("in", "1");
    write("disk/one", "12345");
    odd.mounted(at("disk"));
    settle();
    BackupView view = run(1);
    assertThat(view.detail()).contains("disk is another file system");
    assertThat(engine.lossPaths(5)).containsExactly("pbx/mail: disk/one (new)");
  }

  @Test
  void aDatasetThatBecameALinkIsNotCountedAsEmpty() throws IOException {
    write("in", "1");
    settle();
    run(1);
    Files.move(live, folder.resolve("elsewhere"));
    Files.createSymbolicLink(live, folder.resolve("elsewhere"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> engine.lossPaths(5))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a directory");
  }

  @Test
  void aFileThatMovesToAnotherFolderMeanwhileIsNotMissed() throws IOException {
    write("cur/old", "old");
    write("new/mail", "moves");
    odd.onOpen(at("cur/old"), () -> {
      if (Files.exists(live.resolve("new/mail"))) {
        Files.move(live.resolve("new/mail"), live.resolve("cur/mail"));
      }
    });
    assertThat(run(1).lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(text("cur/mail")).isEqualTo("moves");
  }

  @Test
  void aDirectorySwappedForALinkMeanwhileLeadsNowhere() throws IOException {
    write("in/mail", "ours");
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("mail"), "a secret of somebody else");
    odd.onOpen(at("in/mail"), () -> {
      if (!Files.isSymbolicLink(live.resolve("in"))) {
        Files.move(live.resolve("in"), folder.resolve("moved"));
        Files.createSymbolicLink(live.resolve("in"), outside);
      }
    });
    BackupView view = run(1);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("in/mail could not be read").contains("symbolic link");
    assertThat(peer.chunkBytes()).isZero();
  }

  @Test
  void aPeerOfTheReleaseBeforeGetsTheContentAndLaterTheRest() throws IOException {
    BytePath file = BytePath.of(live).child("f");
    Disk disk = Disk.system();
    try (Disk.WritableFile out = disk.create(file, 0600)) {
      out.write(new byte[] {1}, 0, 1);
      out.skip(1 << 20);
    }
    Attribute comment = new Attribute(BytePath.of("user.comment"), new byte[] {'x'});
    assertThat(disk.setAttribute(file, comment)).isTrue();
    settle();
    peer.reads(1);
    BackupView view = run(1);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(view.detail()).contains("the peer's bcs is older");
    assertThat(peer.content(MAIL, "f")).hasSize((1 << 20) + 1);
    peer.reads(2);
    run(2);
    assertThat(peer.entry(MAIL, "f").traits().attributes()).containsExactly(comment);
    assertThat(peer.content(MAIL, "f")).hasSizeLessThan(1 << 17);
    peer.reads(1);
    run(3);
    assertThat(peer.content(MAIL, "f")).hasSize((1 << 20) + 1);
  }

  @Test
  void aMountPointWithoutItsDiskIsNoCompleteBackup() throws IOException {
    write("in/mail", "1");
    run(1);
    Files.delete(live.resolve("in/mail"));
    odd.mounted(live.toString());
    BackupView view = run(2);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("held 1 file at the last backup").contains("mount its disk");
    write("here", "it shall be so");
    assertThat(run(3).lastOutcome()).contains(Outcome.COMPLETE);
  }

  @Test
  void whatSomebodyEmptiedIsACompleteBackupAndTold() throws IOException {
    write("in/mail", "1");
    run(1);
    Files.delete(live.resolve("in/mail"));
    BackupView view = run(2);
    assertThat(view.lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(view.detail()).isEqualTo(MAIL + " is empty, and held 1 file at the last backup");
  }

  @Test
  void aTreeWithoutABottomIsNamedAndTheRestCaptured() throws IOException {
    BytePath at = BytePath.of(live);
    for (int level = 0; level < Survey.DEEPEST + 30; level++) {
      at = at.child("d");
      Disk.system().makeDirectory(at, 0700);
    }
    write("other", "is there");
    BackupView view = run(1);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("more than 1000 folders deep");
    assertThat(text("other")).isEqualTo("is there");
    new Trees(Disk.system()).remove(BytePath.of(live));
  }

  private MappedByteBuffer mapped(String name) throws IOException {
    Files.write(live.resolve(name), new byte[LARGE]);
    try (FileChannel file =
        FileChannel.open(live.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = file.map(FileChannel.MapMode.READ_WRITE, 0, LARGE);
      memory.put(0, (byte) 1);
      memory.put(LARGE - 1, (byte) 1);
      return memory;
    }
  }

  private static void put(FileChannel file, long at) throws IOException {
    file.write(java.nio.ByteBuffer.wrap(new byte[] {7}), at);
  }

  private String at(String name) {
    return live.resolve(name).toString();
  }

  private String text(String name) {
    return new String(peer.content(MAIL, name), StandardCharsets.UTF_8);
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(live.resolve(name).getParent());
    Files.writeString(live.resolve(name), text);
  }

  private BackupView run(int number) {
    if (number == 1) {
      engine.enable();
    } else {
      engine.runNow("test");
    }
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
}
