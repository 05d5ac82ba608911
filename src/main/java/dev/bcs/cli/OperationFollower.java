package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Stays with an operation that was accepted, tells each step once, and judges its end. */
final class OperationFollower {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration UNTOLD = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Terminal terminal;
  private final FreshStatus statuses;
  private final Set<String> told = new HashSet<>();

  /** For an order that was accepted just now. */
  OperationFollower(Door door, Terminal terminal) {
    this.terminal = terminal;
    this.statuses = new FreshStatus(door, terminal);
  }

  /**
   * Follows it to its end.
   *
   * @param wanted the result that counts as done
   */
  ExitCode follow(String id, String wanted) {
    long begun = terminal.clocks().ticks();
    while (terminal.clocks().since(begun).compareTo(LONGEST) < 0) {
      JsonNode operation = statuses.next(LOOK).path("operation");
      if (StatusScreen.text(operation, "id").equals(id)) {
        tell(operation);
        if (OperationLines.isOver(operation)) {
          return end(operation, wanted);
        }
      } else if (terminal.clocks().since(begun).compareTo(UNTOLD) > 0) {
        break;
      }
    }
    throw new CommandFailed(
        ExitCode.FAILED,
        "the operation " + id + " was accepted, but how it ended is not known",
        "see: bcs operation, bcs events");
  }

  private void tell(JsonNode operation) {
    JsonNode steps = operation.path("steps");
    for (JsonNode step : steps) {
      String key = step.path("number").asText() + StatusScreen.text(step, "state");
      if (OperationLines.hasEnded(step) && told.add(key)) {
        terminal.say(OperationLines.step(step, steps.size()));
      }
    }
    String now = StatusScreen.text(operation, "step");
    if (!now.isEmpty()) {
      terminal.rewrite(now);
    }
  }

  private ExitCode end(JsonNode operation, String wanted) {
    String line = StatusScreen.text(operation, "verb") + " " + StatusScreen.text(operation, "id")
        + " is " + OperationLines.result(operation);
    if (StatusScreen.text(operation, "result").equals(wanted)) {
      terminal.say(line);
      return ExitCode.DONE;
    }
    throw new CommandFailed(ExitCode.FAILED, line, OperationLines.wayOut(operation));
  }
}
