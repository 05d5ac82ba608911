package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.config.ConfigFile;
import dev.bcs.config.Problem;
import dev.bcs.config.Reading;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks at the configuration before the daemon has to. */
@Command(
    name = "config",
    description = "Check the configuration, or print one to begin with.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
final class ConfigCommand extends Task {
  private ConfigCommand(Bcs bcs) {
    super(bcs);
  }

  static CommandLine line(Bcs bcs) {
    return new CommandLine(new ConfigCommand(bcs))
        .addSubcommand(new Check(bcs))
        .addSubcommand(new Sample(bcs));
  }

  @Override
  ExitCode run() {
    throw new CommandFailed(ExitCode.USAGE, "what about it?", "bcs config check, or sample");
  }

  /** Prints a configuration with every key in it. */
  @Command(
      name = "sample",
      description = "Print a configuration with every key and what it means, to begin with.",
      sortOptions = false)
  static final class Sample extends Task {
    Sample(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      say(ConfigFile.sample().stripTrailing());
      return ExitCode.DONE;
    }
  }

  /** Prints every problem, and in what the units differ. */
  @Command(
      name = "check",
      description = {
        "Print every problem of the configuration at once, with its line.",
        "Where the daemon runs, also say in what the two units differ."
      },
      sortOptions = false)
  static final class Check extends Task {
    Check(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      Reading reading = ConfigFile.read(bcs.config, bcs.home);
      reading.problems().stream().map(Problem::text).forEach(this::say);
      if (reading.problems().isEmpty()) {
        say(bcs.config + ": nothing is wrong");
      }
      compare();
      return reading.errors().isEmpty() ? ExitCode.DONE : ExitCode.USAGE;
    }

    private void compare() {
      JsonNode status;
      try {
        status = door().status();
      } catch (CommandFailed notToBeAsked) {
        say("not compared with the peer: "
            + Shown.firstLine(notToBeAsked.text()).substring(5));
        return;
      }
      JsonNode parity = status.path("parity");
      String peer = StatusScreen.text(status.path("peer"), "name");
      switch (StatusScreen.text(parity, "state")) {
        case "alike" -> say("the running unit and its peer " + peer + " are alike");
        case "different" -> {
          say("the running unit and its peer " + peer + " differ:");
          parity.path("differences").forEach(each -> say("  " + StatusScreen.difference(each)));
        }
        default -> say("not compared with the peer: it has not told its own");
      }
    }
  }
}
