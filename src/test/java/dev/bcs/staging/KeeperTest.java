package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.FaultyDisk;
import dev.bcs.store.Generation;
import dev.bcs.store.Verb;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pruned when, and who can keep it from being pruned. */
class KeeperTest {
  private static final String SHRANK =
      "pbx/mail shrank from 20 to 2 files, generation 2 to 3: nothing is pruned until somebody"
          + " agrees (bcs generations --agree pbx/mail)";

  @TempDir
  private Path folder;

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
  void stop() throws IOException {
    secondary.close();
  }

  /** A generation with so many mails; at most two are kept, one of them in the settled slot. */
  private void backup(int mails, String content) throws IOException {
    clocks.advance(Duration.ofMinutes(5));
    Tree mail = new Tree();
    for (int i = 0; i < mails; i++) {
      mail.file("m" + i, content + i);
    }
    secondary.backup(mail, new Tree().file("pbx.conf", "extensions = 12"));
  }

  private List<Long> kept() {
    return secondary.store.book().list().stream()
        .filter(Generation::isStored)
        .map(each -> each.id().number())
        .toList();
  }

  private List<String> suspended() {
    return secondary.receiver.suspended().stream().map(Suspension::sentence).toList();
  }

  @Test
  void aDatasetThatShrankKeepsAllGenerationsUntilAPersonAgrees() throws IOException {
    backup(20, "mail ");
    backup(20, "mail ");
    assertThat(suspended()).isEmpty();
    backup(2, "mail ");
    assertThat(suspended()).containsExactly(SHRANK);
    backup(2, "mail ");
    backup(2, "mail ");
    assertThat(kept()).containsExactly(5L, 4L, 3L, 2L, 1L);
    secondary.close();
    secondary = new Secondary(disk, folder.resolve("ledger"), clocks);
    assertThat(suspended()).as("it survives a restart").containsExactly(SHRANK);
    assertThat(secondary.receiver.agree("pbx/conf")).isFalse();
    assertThat(secondary.receiver.agree("pbx/mail")).isTrue();
    assertThat(suspended()).isEmpty();
    backup(2, "mail ");
    assertThat(kept()).containsExactly(6L, 5L);
    assertThat(suspended()).isEmpty();
  }

  @Test
  void aDatasetThatIsAllNewIsLookedAtToo() throws IOException {
    backup(20, "a voice message, ");
    backup(20, "encrypted by somebody else, ");
    assertThat(suspended())
        .singleElement()
        .asString()
        .startsWith("pbx/mail has lost ")
        .contains(" % of its content, generation 1 to 2");
  }

  @Test
  void nothingIsTakenAwayWhileACommandOrThePeerReads() throws IOException {
    backup(3, "one ");
    backup(3, "two ");
    secondary.receiver.ask(Optional::empty);
    backup(3, "three ");
    assertThat(kept()).containsExactly(3L, 2L, 1L);
    secondary.receiver.ask(Alone.ALWAYS);
    secondary.call(Verb.FETCH, new byte[0]);
    backup(3, "four ");
    assertThat(kept()).containsExactly(4L, 3L, 2L, 1L);
    clocks.advance(Duration.ofMinutes(11));
    backup(3, "five ");
    assertThat(kept()).containsExactly(5L, 4L);
  }

  @Test
  void incompleteGenerationsArePrunedWithoutACompleteOneAfterThem() throws IOException {
    Tree mail = new Tree().file("m", "a mail");
    Tree conf = new Tree().file("pbx.conf", "extensions = 12");
    for (int i = 0; i < 4; i++) {
      clocks.advance(Duration.ofMinutes(15));
      secondary.send(secondary.ticket(), dev.bcs.store.Outcome.INCOMPLETE, mail, conf);
    }
    assertThat(kept()).containsExactly(4L);
    backup(1, "mail ");
    assertThat(kept()).containsExactly(5L);
  }

  @Test
  void aChunkThatIsFetchedDamagedIsSentAnewByTheNextBackup() throws IOException {
    Tree mail = new Tree().file("m", "a mail");
    Tree conf = new Tree().file("pbx.conf", "extensions = 12");
    secondary.backup(mail, conf);
    BytePath pack = Secondary.HOME.child("store/packs/00000001.pack");
    disk.breakReading(pack);
    var id = mail.chunks.keySet().iterator().next();
    ByteBuffer question = ByteBuffer.allocate(32).put(id.bytes());
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> secondary.call(Verb.FETCH, question.array()))
        .hasMessageContaining("cannot be read");
    assertThat(secondary.store.chunks().missing(List.of(id))).containsExactly(true);
  }
}
