package dev.bcs.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.takeover.BootGuard;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that systemd asks before it starts a service says what the program says. */
class GuardScriptTest {
  private static final Clocks CLOCKS = Clocks.system();

  @TempDir
  Path dir;

  private Path file;
  private BootGuard guard;

  @BeforeEach
  void prepare() {
    file = Home.at(dir).mayServe();
    guard = new BootGuard(Disk.system(), BytePath.of(file.toString()), CLOCKS);
  }

  @Test
  void servicesMayStartExactlyWhileTheUnitIsAllowedToServe() throws Exception {
    assertThat(script()).isFalse();
    guard.allow(new Epoch(3));
    assertThat(script()).isTrue();
    guard.forbid();
    assertThat(script()).isFalse();
  }

  @Test
  void aFileOfAnotherBootOrATornOneAllowsNothing() throws Exception {
    Files.createDirectories(file.getParent());
    String boot = "boot " + CLOCKS.bootId();
    List<String> texts = List.of(
        "",
        boot,
        boot + "\n",
        boot + "\nepo",
        boot + "\nepoch 3\nepoch 4\n",
        boot + "0\nepoch 3\n",
        " " + boot + "\nepoch 3\n",
        "epoch 3\n" + boot + "\n",
        "boot 00000000-0000-0000-0000-000000000000\nepoch 3\n");
    for (String text : texts) {
      Files.writeString(file, text);
      assertThat(BootGuard.allows(file, CLOCKS.bootId())).as(text).isFalse();
      assertThat(script()).as(text).isFalse();
    }
  }

  private boolean script() throws IOException, InterruptedException {
    Process asked = new ProcessBuilder("service-wrapper/bcs-guard", dir.toString())
        .redirectErrorStream(true)
        .redirectOutput(dir.resolve("said").toFile())
        .start();
    assertThat(asked.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(dir.resolve("said"))).isEmpty();
    assertThat(asked.exitValue()).isBetween(0, 1);
    return asked.exitValue() == 0;
  }
}
