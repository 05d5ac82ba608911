package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on the disk of this machine: slots are true, share no inode, and keep what they can. */
class RealDiskTest {
  @TempDir
  Path folder;

  @Test
  void threeGenerationsAreStagedOnARealDisk() throws Exception {
    Disk disk = Disk.system();
    Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(folder.resolve("live"));
    BytePath live = BytePath.of(folder.resolve("live"));
    Stats me = Stats.of(disk, live);
    try (Secondary secondary = new Secondary(
        disk,
        folder.resolve("ledger"),
        new ManualClocks(Instant.parse("2026-11-22T12:00:00Z")),
        BytePath.of(folder.resolve("home")),
        List.of(
            dataset("mail", live.child("mail").toString()),
            dataset("conf", live.child("conf").toString())))) {
      backup(secondary, me, "first");
      backup(secondary, me, "second");
      BytePath a = live.child(".bcs/pbx/mail/slot-a");
      long same = disk.stat(a.child("in/same")).inode();
      long twin = disk.stat(a.child("twin-a")).inode();
      backup(secondary, me, "third");
      assertThat(disk.stat(a.child("in/same")).inode()).isEqualTo(same);
      assertThat(disk.stat(a.child("twin-b")).inode()).isEqualTo(twin);
      assertThat(mail(me, "third").differences(disk, a)).isEmpty();
      BytePath b = live.child(".bcs/pbx/mail/slot-b");
      assertThat(mail(me, "second").differences(disk, b)).isEmpty();
      assertThat(disk.stat(b.child("in/same")).inode()).isNotEqualTo(same);
      assertThat(secondary.slots.notes()).isEmpty();
    }
  }

  @Test
  void aFolderOfSlotsThatSomebodyElsePlantedIsNotBuiltInto() throws Exception {
    Disk disk = Disk.system();
    Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(folder.resolve("live"));
    Files.createDirectories(folder.resolve("elsewhere"));
    BytePath live = BytePath.of(folder.resolve("live"));
    Stats me = Stats.of(disk, live);
    try (Secondary secondary = new Secondary(
        disk,
        folder.resolve("ledger"),
        new ManualClocks(Instant.parse("2026-11-22T12:00:00Z")),
        BytePath.of(folder.resolve("home")),
        List.of(
            dataset("mail", live.child("mail").toString()),
            dataset("conf", live.child("conf").toString())))) {
      Files.createSymbolicLink(folder.resolve("live/.bcs"), folder.resolve("elsewhere"));
      assertThat(refused(secondary, me)).contains("/live/.bcs is not a directory of this user");
      try (var names = Files.list(folder.resolve("elsewhere"))) {
        assertThat(names).isEmpty();
      }
      Files.delete(folder.resolve("live/.bcs"));
      Files.createDirectory(folder.resolve("live/.bcs"));
      disk.setMode(live.child(".bcs"), 0777);
      assertThat(refused(secondary, me)).contains("/live/.bcs can be written by others");
      disk.setMode(live.child(".bcs"), 0700);
      backup(secondary, me, "first");
    }
  }

  private static String refused(Secondary secondary, Stats me) throws IOException {
    GenerationId id =
        secondary.backup(mail(me, "x"), new Tree(me.user(), me.group()).file("pbx.conf", "x"));
    String said = secondary.progress(id);
    assertThat(said).startsWith("failed done: ");
    return said;
  }

  /** Whose files a test makes. */
  private record Stats(int user, int group) {
    static Stats of(Disk disk, BytePath path) throws IOException {
      return new Stats(disk.stat(path).user(), disk.stat(path).group());
    }
  }

  private static Dataset dataset(String name, String path) {
    return new Dataset("pbx", name, "files", path, "voicemail", List.of(), List.of());
  }

  private static Tree mail(Stats me, String text) {
    return new Tree(me.user(), me.group())
        .directory("in")
        .file("in/one", "a message that says " + text)
        .file("in/same", "is always the same")
        .file("Ünï\ncode", "odd names")
        .twins(1, "one file", "twin-a", "twin-b")
        .link("latest", "in/" + text)
        .fifo("pipe")
        .directory("empty");
  }

  private static void backup(Secondary secondary, Stats me, String text) throws IOException {
    GenerationId id = secondary.backup(
        mail(me, text), new Tree(me.user(), me.group()).file("pbx.conf", "x = " + text));
    assertThat(secondary.progress(id)).isEqualTo("verified done");
  }
}
