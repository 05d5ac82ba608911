package dev.bcs.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A swap on the disk of this machine, through a link on the way to the live place. */
class SwapOnRealFilesTest {
  private static final byte[] ODD = {(byte) 0xff, ' '};

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Disk disk = Disk.system();
  private final Swap swap = new Swap(disk);

  private List<SwapPair> pairs() {
    return List.of(new SwapPair(
        "pbx/mail",
        BytePath.of(folder.resolve("spool/mail")),
        BytePath.of(folder.resolve("spool/.bcs/mail/slot-b")),
        BytePath.of(folder.resolve("spool/.bcs/mail/aside-4")),
        List.of("node.id", "run/")));
  }

  @BeforeEach
  void fixture() throws IOException {
    Files.createDirectories(folder.resolve("data/mail/run"));
    Files.createSymbolicLink(folder.resolve("spool"), Path.of("data"));
    Files.writeString(folder.resolve("data/mail/node.id"), "this unit");
    Files.writeString(folder.resolve("data/mail/run/pid"), "17");
    Files.createDirectories(folder.resolve("data/.bcs/mail/slot-b/new"));
    disk.create(BytePath.of(folder).child("data/mail").child(ODD), 0600).close();
    disk.create(BytePath.of(folder).child("data/.bcs/mail/slot-b/new").child(ODD), 0600)
        .close();
  }

  @Test
  void swapsSealsAndKeepsWhatWasLive() throws IOException {
    assertThat(Preflight.system(disk).obstacles(pairs())).isEmpty();
    swap.run(pairs());
    swap.run(pairs());
    swap.seal(pairs());
    swap.run(pairs());
    assertThat(Files.readString(folder.resolve("data/mail/node.id"))).isEqualTo("this unit");
    assertThat(Files.readString(folder.resolve("data/mail/run/pid"))).isEqualTo("17");
    assertThat(disk.exists(BytePath.of(folder).child("data/mail/new").child(ODD)))
        .isTrue();
    assertThat(disk.exists(BytePath.of(folder).child("data/.bcs/mail/aside-4").child(ODD)))
        .isTrue();
    assertThat(folder.resolve("data/.bcs/mail").toFile().list()).containsExactly("aside-4");
  }

  @Test
  void isTakenBackBeforeTheSeal() throws IOException {
    swap.run(pairs());
    swap.undo(pairs());
    swap.undo(pairs());
    assertThat(disk.exists(BytePath.of(folder).child("data/mail").child(ODD))).isTrue();
    assertThat(folder.resolve("data/.bcs/mail").toFile().list()).containsExactly("slot-b");
    assertThat(folder.resolve("data/.bcs/mail/slot-b").toFile().list()).containsExactly("new");
  }
}
