package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.daemon.RealUnit.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input to a real pair: each is told, and the generation that was verified stays ready. */
class BadOrdersTest {
  @TempDir
  static Path folder;

  private static RealPair pair;

  /** A primary that may not read everything: as root, without the capability to overlook modes. */
  @BeforeAll
  static void start() throws Exception {
    pair = new RealPair(folder, folder);
    boolean root = Files.isWritable(Path.of("/etc/passwd"));
    pair.start(
        root
            ? new String[] {"setpriv", "--bounding-set=-dac_override,-dac_read_search"}
            : new String[0]);
  }

  @AfterAll
  static void end() throws Exception {
    if (pair != null) {
      pair.close();
    }
  }

  private static void mustBackUp() {
    Said again = pair.first.bcs("backup");
    assertThat(again.code()).as(again.err()).isZero();
    await("the alarm to clear")
        .atMost(RealUnit.SOON)
        .until(() -> pair.first.alarm("backup-failing").isEmpty());
  }

  @Test
  void aDatasetThatIsGoneIsNamedAndAlarmed() throws IOException {
    long ready = pair.ready();
    Path aside = pair.first.live.resolveSibling("aside");
    Files.move(pair.first.live, aside);
    Said said = pair.first.bcs("backup").plain();
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .contains("bcs: the backup is failed: dataset pbx/mail cannot be read")
        .contains("hint: its path is " + pair.first.live);
    await("the alarm")
        .atMost(RealUnit.SOON)
        .untilAsserted(() ->
            assertThat(pair.first.alarm("backup-failing")).contains(pair.first.live.toString()));
    pair.mustStillHold(ready);
    Files.move(aside, pair.first.live);
    mustBackUp();
    assertThat(pair.ready()).isGreaterThan(ready);
  }

  @Test
  void aFileThatCannotBeReadMakesAnIncompleteGenerationThatResetsNothing() throws IOException {
    long ready = pair.ready();
    String since = pair.second.status().path("gap").path("since").asText();
    Path locked = pair.first.live.resolve("two.wav");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    // Changes it, so that it is read again.
    Files.setLastModifiedTime(locked, FileTime.fromMillis(1_000_000_000));
    Said said = pair.first.bcs("backup").plain();
    assertThat(said.code()).as(said.out() + said.err()).isEqualTo(3);
    assertThat(said.err()).contains("incomplete").contains("two.wav could not be read");
    await("the alarm")
        .atMost(RealUnit.SOON)
        .untilAsserted(() -> assertThat(pair.first.alarm("backup-failing")).contains("two.wav"));
    assertThat(pair.second.status().path("gap").path("since").asText()).isEqualTo(since);
    pair.mustStillHold(ready);
    assertThat(pair.second.bcs("generations").out()).contains("incomplete");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rw-------"));
    mustBackUp();
  }

  @Test
  void wrongOrdersAreRefusedAndChangeNothing() throws IOException {
    RealUnit spare = pair.second;
    Said unknown = spare
        .bcs(
            "promote",
            "--reason",
            "testing bad input",
            "--fence",
            "isolated",
            "--override",
            "no-such-code")
        .plain();
    assertThat(unknown.code()).isEqualTo(4);
    assertThat(unknown.err())
        .contains("override-not-in-force: 'no-such-code' does not refuse it now")
        .contains("peer-up: ");
    Said fence =
        spare.bcs("promote", "--reason", "testing bad input", "--fence", "none").plain();
    assertThat(fence.code()).isEqualTo(2);
    assertThat(fence.err()).contains("there is no fence called \"none\"\nhint: unplugged");
    assertThat(spare.bcs("promote").plain().code()).isEqualTo(2);
    Said primary = pair.first
        .bcs("promote", "--reason", "testing bad input", "--fence", "isolated")
        .plain();
    assertThat(primary.code()).isEqualTo(4);
    assertThat(spare.bcs("backup").plain().code()).isEqualTo(4);
    Said ack =
        spare.bcs("ack", "no-such-alarm", "--reason", "testing bad input").plain();
    assertThat(ack.code()).as(ack.err()).isIn(2, 4);
    Path full = Files.createDirectories(folder.resolve("full"));
    Files.writeString(full.resolve("notes.txt"), "somebody's");
    Said restore = pair.first.bcs("restore", "newest", "--to", full.toString()).plain();
    assertThat(restore.code()).isEqualTo(4);
    assertThat(restore.err()).contains(full + " is not empty\nhint: ");
    assertThat(full.resolve("notes.txt")).hasContent("somebody's");
    assertThat(spare.status().path("role").asText()).isEqualTo("secondary");
    assertThat(pair.first.status().path("role").asText()).isEqualTo("primary");
  }

  @Test
  void damageInThePacksIsFoundAndEachFileNamed() throws IOException {
    Path pack = firstPack();
    byte[] whole = Files.readAllBytes(pack);
    byte[] flipped = whole.clone();
    flipped[whole.length - 3] ^= 8;
    Files.write(pack, flipped);
    mustBeDamaged();
    Files.write(pack, Arrays.copyOf(whole, whole.length / 2));
    mustBeDamaged();
    Files.write(pack, whole);
    Path away = folder.resolve("away.pack");
    Files.move(pack, away);
    mustBeDamaged();
    Files.move(away, pack);
    assertThat(pair.second.bcs("verify").code()).isZero();
  }

  private static Path firstPack() throws IOException {
    try (Stream<Path> all = Files.walk(pair.second.home.store().resolve("packs"))) {
      List<Path> packs = all.filter(Files::isRegularFile).sorted().toList();
      return packs.get(0);
    }
  }

  /** Here, and asked for by the primary. */
  private static void mustBeDamaged() {
    Said here = pair.second.bcs("verify").plain();
    assertThat(here.code()).as(here.out()).isEqualTo(1);
    assertThat(here.out()).contains("DAMAGED: ").contains("pbx/mail/").contains(".wav: chunk ");
    Said there = pair.first.bcs("verify", "newest").plain();
    assertThat(there.code()).as(there.out() + there.err()).isEqualTo(1);
    assertThat(there.out()).contains("on wave-b: DAMAGED: ");
  }
}
