package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the running, halted or last operation, step by step. */
@Command(
    name = "operation",
    description = "Show the running, halted or last operation; resume it or roll it back.",
    synopsisSubcommandLabel = "[COMMAND]",
    sortOptions = false)
final class OperationCommand extends Task {
  @Option(names = "--json", description = "print it as JSON")
  boolean json;

  private OperationCommand(Bcs bcs) {
    super(bcs);
  }

  static CommandLine line(Bcs bcs) {
    return new CommandLine(new OperationCommand(bcs))
        .addSubcommand(new Resume(bcs))
        .addSubcommand(new Rollback(bcs));
  }

  @Override
  ExitCode run() {
    JsonNode operation = door().status().path("operation");
    if (json) {
      bcs.print(operation);
    } else if (operation.isObject()) {
      say(OperationLines.head(operation));
      JsonNode steps = operation.path("steps");
      steps.forEach(step -> say(OperationLines.step(step, steps.size())));
      say(OperationLines.result(operation));
      if (StatusScreen.text(operation, "result").equals("halted")) {
        say("hint: " + OperationLines.wayOut(operation));
      }
    } else {
      say("there was no operation yet");
    }
    return ExitCode.DONE;
  }

  /** Goes on with a halted operation. */
  @Command(name = "resume", description = "Go on with the halted operation.", sortOptions = false)
  static final class Resume extends Task {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "who and why, eight characters or more; for the audit")
    String reason = "";

    Resume(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      return goOn(this, "resume", reason, "complete");
    }
  }

  /** Takes a halted operation back. */
  @Command(
      name = "rollback",
      description = "Take the halted operation back, as far as that can be done.",
      sortOptions = false)
  static final class Rollback extends Task {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "who and why, eight characters or more; for the audit")
    String reason = "";

    Rollback(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      return goOn(this, "rollback", reason, "rolled-back");
    }
  }

  private static ExitCode goOn(Task task, String verb, String reason, String wanted) {
    Door door = task.door();
    long token = door.get("check").path("token").asLong();
    JsonNode accepted = door.post(verb, Door.body().put("token", token).put("reason", reason));
    OperationFollower follower = new OperationFollower(door, task.terminal());
    task.say(accepted.path("text").asText());
    return follower.follow(accepted.path("operation").asText(), wanted);
  }
}
