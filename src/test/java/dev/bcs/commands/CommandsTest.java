package dev.bcs.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.time.Clocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands end in time, whatever they do. */
class CommandsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Commands commands = new Commands(Clocks.system());

  private Ran shell(String line, Duration limit) {
    return commands.run(List.of("/bin/sh", "-c", line), Map.of("WORD", "hello"), limit);
  }

  @Test
  void tellsExitCodeAndOutput() {
    Ran good = shell("echo $WORD; echo last >&2", LONG);
    assertThat(good.good()).isTrue();
    assertThat(good.output()).isEqualTo("hello\nlast\n");
    assertThat(good.text()).startsWith("done in ").endsWith(": last");
    Ran bad = shell("echo why; exit 3", LONG);
    assertThat(bad.good()).isFalse();
    assertThat(bad.text()).startsWith("ended with code 3").endsWith(": why");
  }

  @Test
  void endsWhatRunsTooLong() {
    Ran ran = shell("sleep 30", Duration.ofMillis(300));
    assertThat(ran.good()).isFalse();
    assertThat(ran.took()).isLessThan(Duration.ofSeconds(5));
    assertThat(ran.text()).contains("ran longer than 0.3 s");
  }

  @Test
  void aMissingProgramIsASentence() {
    Ran ran = commands.run(List.of("/no/such/program"), Map.of(), LONG);
    assertThat(ran.good()).isFalse();
    assertThat(ran.text()).contains("could not be started");
    assertThat(Commands.problem(List.of("/no/such/program")))
        .get()
        .asString()
        .contains("not exist");
    assertThat(Commands.problem(List.of("sh"))).get().asString().contains("absolute");
    assertThat(Commands.problem(List.of())).isPresent();
    assertThat(Commands.problem(List.of("/bin/sh"))).isEmpty();
  }

  @Test
  void outputIsBoundedAndDoesNotBlockTheCommand() {
    Ran ran = shell(
        "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789; "
            + "i=$((i+1)); done",
        LONG);
    assertThat(ran.good()).isTrue();
    assertThat(ran.output().length()).isEqualTo(Commands.OUTPUT_KEPT);
  }

  @Test
  void doesNotWaitForWhatACommandLeavesRunning() {
    Ran ran = shell("sleep 3 & echo started", LONG);
    assertThat(ran.good()).isTrue();
    assertThat(ran.took()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void whatIsLaunchedWritesToItsFile() throws Exception {
    Path log = folder.resolve("sub/service.log");
    Process process = commands.launch(List.of("/bin/sh", "-c", "echo up"), Map.of(), log);
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(log)).isEqualTo("up\n");
  }
}
