package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.daemon.RealUnit.Said;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secondary's disk, a small tmpfs, is full in the middle of a run and before one. */
class FullDiskTest {
  private static final int MIB = 1 << 20;

  @TempDir
  Path folder;

  private Path small;

  @BeforeEach
  void mount() throws Exception {
    small = Files.createDirectories(folder.resolve("small"));
    boolean mounted = Files.isWritable(Path.of("/etc/passwd"))
        && run("mount", "-t", "tmpfs", "-o", "size=20m", "bcs-test", small.toString()) == 0;
    String why = "no full disk was tried: only root, and not in every container, mounts a tmpfs";
    if (!mounted) {
      System.out.println(why);
    }
    Assumptions.assumeTrue(mounted, why);
  }

  @AfterEach
  void unmount() throws Exception {
    int unused = run("umount", "-l", small.toString());
  }

  private static int run(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void theVerifiedGenerationSurvivesAFullDiskAndTheNextRunSucceedsWhenThereIsRoom()
      throws Exception {
    try (RealPair pair = new RealPair(folder, small)) {
      Files.writeString(
          pair.second.config,
          Files.readString(pair.second.config) + "[staging]\nreserve = \"2MiB\"\n");
      pair.start();
      long ready = pair.ready();

      Path big = pair.first.live.resolve("big.wav");
      write(big, 24);
      mustFailForRoom(pair);
      pair.mustStillHold(ready);

      Files.delete(big);
      Path filler = small.resolve("filler");
      fill(filler);
      mustFailForRoom(pair);
      await("the alarm")
          .atMost(RealUnit.SOON)
          .untilAsserted(() -> assertThat(pair.second.alarm("storage-low"))
              .contains(pair.second.home.directory().toString()));
      pair.mustStillHold(ready);
      Said would = pair.second.bcs("promote", "--dry-run").plain();
      assertThat(would.out()).contains("generation " + ready).doesNotContain("no-generation");

      Files.delete(filler);
      Said next = pair.first.bcs("backup").plain();
      assertThat(next.code()).as(next.err() + pair.second.logText()).isZero();
      assertThat(pair.ready()).isGreaterThan(ready);
      pair.mustStillHold(pair.ready());
      await("the alarm to clear")
          .atMost(RealUnit.SOON)
          .until(() -> pair.second.alarm("storage-low").isEmpty());
      assertThat(pair.second.isAlive()).isTrue();
      assertThat(pair.second.logText()).doesNotContain("\tat ");
    }
  }

  private static void mustFailForRoom(RealPair pair) {
    Said said = pair.first.bcs("backup").plain();
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err())
        .startsWith("bcs: the backup is failed: ")
        .containsAnyOf("No space left", "bytes free", "is full", "are free there");
  }

  /** Random, so that nothing compresses it. */
  private static void write(Path file, int mebibytes) throws IOException {
    Random random = new Random(7);
    byte[] piece = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] piece = new byte[4096];
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }
}
