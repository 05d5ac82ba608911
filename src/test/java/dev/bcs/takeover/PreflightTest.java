package dev.bcs.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever would make a swap fail is said before it begins. */
class PreflightTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final FaultyDisk disk = new FaultyDisk();
  private final List<BytePath> mounted = new ArrayList<>();
  private final Preflight preflight = new Preflight(
      disk, () -> mounted, tree -> List.of("pbx (pid 812) has " + tree + "/log open"));
  private final SwapPair pair = pair("/no/srv", "/no/.bcs");

  private static SwapPair pair(String live, String folder) {
    return new SwapPair(
        "pbx/data",
        BytePath.of(live),
        BytePath.of(folder + "/slot-a"),
        BytePath.of(folder + "/aside-2"),
        List.of());
  }

  @BeforeEach
  void fixture() throws IOException {
    disk.makeDirectories(pair.live(), 0755);
    disk.makeDirectories(pair.slot(), 0755);
  }

  private String told() {
    List<Obstacle> found = preflight.obstacles(List.of(pair));
    found.forEach(o -> assertThat(o.code()).isEqualTo("slot-in-doubt"));
    return String.join("\n", found.stream().map(Obstacle::text).toList());
  }

  @Test
  void aPlainPairHasNoObstacles() {
    mounted.add(BytePath.of("/no"));
    mounted.add(BytePath.of("/no/srv-other"));
    assertThat(told()).isEmpty();
  }

  @Test
  void aMountCannotBeMoved() {
    mounted.add(BytePath.of("/no/srv/inner"));
    assertThat(told()).contains("pbx/data").contains("mounted at /no/srv/inner");
    mounted.set(0, BytePath.of("/no/.bcs"));
    assertThat(told()).contains("mounted at /no/.bcs, between");
  }

  @Test
  void theSlotMustLieInTheSameFileSystem() throws IOException {
    disk.mount(pair.slot());
    assertThat(told()).contains("different file systems");
  }

  @Test
  void namesMustBeChangeable() throws IOException {
    disk.makeReadOnly(pair.live().parent());
    assertThat(told()).contains("names in /no cannot be changed");
    disk.makeDirectory(pair.aside(), 0700);
    assertThat(told()).contains("aside-2 is taken");
  }

  @Test
  void whatIsNotADirectoryIsRefused() throws IOException {
    disk.removeDirectory(pair.live());
    assertThat(told()).contains("nothing is at /no/srv");
    disk.makeSymbolicLink(new byte[] {'x'}, pair.live());
    assertThat(told()).contains("is a symbolic link, not a directory");
    disk.remove(pair.live());
    disk.create(pair.live(), 0600).close();
    assertThat(told()).contains("is a file, not a directory");
    disk.remove(pair.live());
    disk.makeDirectory(pair.live(), 0700);
    disk.removeDirectory(pair.slot());
    assertThat(told()).contains("no staged tree is at");
  }

  @Test
  void openFilesAreTheirOwnRefusal() {
    assertThat(preflight.holders(List.of(pair)))
        .containsExactly(
            new Obstacle("files-open", "dataset pbx/data: pbx (pid 812) has /no/srv/log open"));
  }

  @Test
  void realProcessesAreFoundByDirectoryAndByFile() throws IOException {
    Path live = Files.createDirectory(folder.resolve("live"));
    SwapPair real = pair(live.toString(), folder.resolve("slots").toString());
    Preflight machine = Preflight.system(Disk.system());
    assertThat(machine.holders(List.of(real))).isEmpty();
    Process stands = new ProcessBuilder("sleep", "30").directory(live.toFile()).start();
    Process holds = new ProcessBuilder("sleep", "30")
        .redirectOutput(live.resolve("log").toFile())
        .start();
    try {
      assertThat(machine.holders(List.of(real)).stream().map(Obstacle::text))
          .containsExactlyInAnyOrder(
              "dataset pbx/data: sleep (pid " + stands.pid() + ") stands in " + live,
              "dataset pbx/data: sleep (pid " + holds.pid() + ") has " + live + "/log open");
    } finally {
      stands.destroyForcibly();
      holds.destroyForcibly();
    }
  }

  @Test
  void mountPointsAreReadAsTheKernelWritesThem() throws IOException {
    assertThat(Mounts.ofThisMachine()).contains(BytePath.of("/"));
    assertThat(Mounts.unescaped("/mnt/a\\040b\\134")).isEqualTo(BytePath.of("/mnt/a b\\"));
  }
}
