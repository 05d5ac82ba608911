package dev.bcs.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.commands.Commands;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fence and the address hooks, as real commands. */
class HooksTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Commands commands = new Commands(Clocks.system());

  private String script(String body) throws IOException {
    Path file = folder.resolve("hook");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }

  private static TakeoverSettings settings(List<String> fence, List<String> up) {
    return new TakeoverSettings(
        List.of(
            new TakeoverSettings.Address("eth0", "192.0.2.10/24"),
            new TakeoverSettings.Address("eth1", "192.0.2.11/24")),
        fence,
        up,
        List.of(),
        Duration.ofSeconds(2));
  }

  private StepResult fence(FenceKind kind, List<String> command) {
    return new Fence(settings(command, List.of()), commands).run(kind, "wave-a", new Epoch(4));
  }

  @Test
  void theFenceKnowsWhomToFence() throws IOException {
    String script = script("echo outlet of $BCS_PEER off at $BCS_EPOCH, $1");
    StepResult result = fence(FenceKind.COMMAND, List.of(script, "pdu"));
    assertThat(result.done()).isTrue();
    assertThat(result.text()).contains("outlet of wave-a off at 4, pdu");
  }

  @Test
  void aFenceThatFailsOrHangsIsNoFence() throws IOException {
    assertThat(
            fence(FenceKind.COMMAND, List.of(script("echo no power; exit 5"))).text())
        .contains("code 5")
        .contains("no power");
    assertThat(fence(FenceKind.COMMAND, List.of(script("sleep 30"))).text()).contains("ran longer");
    assertThat(fence(FenceKind.COMMAND, List.of("/none")).text()).contains("does not exist");
    assertThat(fence(FenceKind.COMMAND, List.of()).done()).isFalse();
  }

  @Test
  void whatAPersonSaysIsOnlyRecorded() {
    assertThat(fence(FenceKind.POWERED_OFF, List.of()).text())
        .isEqualTo("a person says that wave-a is powered off");
    assertThat(fence(FenceKind.NOT_ATTESTED, List.of()).done()).isFalse();
    assertThat(fence(FenceKind.BY_PEER, List.of()).done()).isFalse();
  }

  @Test
  void everyAddressIsTriedAndEveryFailureTold() throws IOException {
    String script = script("echo $1 $BCS_INTERFACE $BCS_ADDRESS $2; test $1 = eth1");
    Addresses addresses = new Addresses(settings(List.of(), List.of(script)), commands);
    StepResult up = addresses.up();
    assertThat(up.done()).isFalse();
    assertThat(up.text())
        .contains("192.0.2.10/24 on eth0 up ended with code 1")
        .contains("eth1 eth1 192.0.2.11/24 192.0.2.11/24");
    assertThat(addresses.down().text()).contains("no hook is configured");
    assertThat(addresses.down().done()).isTrue();
  }
}
