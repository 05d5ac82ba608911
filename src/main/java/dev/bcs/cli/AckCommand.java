package dev.bcs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that somebody has seen an alarm and deals with it. */
@Command(
    name = "ack",
    description = "Acknowledge a raised alarm; it clears when its cause does.",
    sortOptions = false)
final class AckCommand extends Task {
  @Parameters(paramLabel = "ALARM", description = "its name, as bcs status shows it")
  String alarm = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "who and what is being done, eight characters or more; for the audit")
  String reason = "";

  AckCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    say(door()
        .post("ack", Door.body().put("alarm", alarm).put("reason", reason))
        .path("text")
        .asText());
    return ExitCode.DONE;
  }
}
