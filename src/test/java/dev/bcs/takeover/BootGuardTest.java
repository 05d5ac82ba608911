package dev.bcs.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The boot guard allows no more than was decided in this boot. */
class BootGuardTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T08:00:00Z"));

  @Test
  void allowsOnlyWhileItSaysSoAndOnlyInItsBoot() throws IOException {
    Path file = folder.resolve("guard/may-serve");
    BootGuard guard = new BootGuard(Disk.system(), BytePath.of(file), clocks);
    guard.forbid();
    assertThat(BootGuard.allows(file, clocks.bootId())).isFalse();
    guard.allow(new Epoch(3));
    guard.allow(new Epoch(5));
    assertThat(BootGuard.allows(file, clocks.bootId())).isTrue();
    assertThat(Files.readString(file)).isEqualTo("boot boot-1\nepoch 5\n");
    clocks.reboot(Duration.ofMinutes(1));
    assertThat(BootGuard.allows(file, clocks.bootId())).isFalse();
    guard.allow(new Epoch(5));
    assertThat(BootGuard.allows(file, clocks.bootId())).isTrue();
    guard.forbid();
    guard.forbid();
    assertThat(BootGuard.allows(file, clocks.bootId())).isFalse();
    Files.writeString(file, "boot " + clocks.bootId() + "\nepo");
    assertThat(BootGuard.allows(file, clocks.bootId())).isFalse();
  }

  @Test
  void aCrashAtAnyOperationLeavesAWholeFileOrNone() throws IOException {
    BytePath file = BytePath.of("/home/guard/may-serve");
    int crashes = 0;
    for (int at = 1; at <= 12; at++) {
      for (int seed = 0; seed < 10; seed++) {
        FaultyDisk disk = new FaultyDisk();
        disk.makeDirectories(BytePath.of("/home"), 0755);
        disk.syncFileSystem(file.parent().parent());
        BootGuard guard = new BootGuard(disk, file, clocks);
        disk.crashAt(at);
        try {
          guard.allow(new Epoch(3));
          guard.forbid();
          disk.crashAt(1000);
        } catch (Crash crash) {
          disk.crash(seed);
          crashes++;
        }
        if (disk.exists(file)) {
          assertThat(disk.stat(file).size()).isEqualTo("boot boot-1\nepoch 3\n".length());
        }
        guard.allow(new Epoch(3));
        guard.forbid();
        disk.crash(seed);
        assertThat(disk.exists(file)).isFalse();
      }
    }
    assertThat(crashes).isGreaterThanOrEqualTo(80);
  }
}
