package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What every command says of itself, word by word. */
class HelpTest {
  private static final Path GOLDEN = Path.of("test-fixtures/golden/cli-help.txt");

  @Test
  void theHelpOfEveryCommandIsTheGoldenOne() throws IOException {
    StringBuilder all = new StringBuilder();
    for (List<String> command : commands()) {
      all.append("$ bcs ").append(String.join(" ", command)).append('\n');
      all.append(run(0, command.toArray(new String[0]))).append('\n');
    }
    Path made = Files.createDirectories(Path.of("target/golden")).resolve("cli-help.txt");
    Files.writeString(made, all);
    assertThat(all.toString())
        .as("if the change is meant: cp " + made + " " + GOLDEN)
        .isEqualTo(Files.exists(GOLDEN) ? Files.readString(GOLDEN) : "");
  }

  @Test
  void theTableOfExitCodesIsTheContract() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 130);
    String help = run(0, "--help");
    for (ExitCode code : ExitCode.values()) {
      assertThat(help)
          .contains(String.format(Locale.ROOT, "%5d  %s", code.number(), code.meaning()));
    }
  }

  @Test
  void wrongUseIsOneSentenceAndAWayOut() {
    for (String[] args : new String[][] {
      {"stauts"},
      {"promote", "--frence", "x"},
      {"restore"},
      {"ack"},
      {"status", "--home"},
      {"maintenance"},
      {"pair"},
      {"user"},
      {"config"},
      {},
      {"promote"},
      {"events", "--last", "x"},
      {"pair", "accept", "pbx.example.org", "CODE"},
      {"pair", "accept", "10.0.0.1:x", "CODE"},
      {"promote", "--reason", "wave-a burnt", "--fence", "fire"},
      {"events", "--last", "0"},
      {"promote", "--reason", "wave-a burnt", "--generation", "0"},
      {"maintenance", "on", "--for", "long", "--reason", "an update"}
    }) {
      String said = run(2, args);
      assertThat(said).as(String.join(" ", args)).startsWith("bcs: ").doesNotContain("Exception");
      assertThat(said.lines().count()).as(said).isLessThanOrEqualTo(2);
    }
    assertThat(run(2, "stauts")).contains("did you mean status?");
  }

  private static List<List<String>> commands() {
    CommandLine line = Bcs.line(terminal(new StringWriter()));
    List<List<String>> all = new ArrayList<>();
    all.add(List.of("--help"));
    line.getSubcommands().forEach((name, sub) -> {
      all.add(List.of(name, "--help"));
      sub.getSubcommands().keySet().forEach(below -> all.add(List.of(name, below, "--help")));
    });
    return all;
  }

  private static Terminal terminal(StringWriter into) {
    PrintWriter writer = new PrintWriter(into);
    return new Terminal(writer, writer, null, Clocks.system(), Pause.real());
  }

  private static String run(int expected, String... args) {
    StringWriter said = new StringWriter();
    assertThat(Bcs.execute(terminal(said), args)).as(String.join(" ", args)).isEqualTo(expected);
    return said.toString();
  }
}
