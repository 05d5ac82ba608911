package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders a backup run and stays until the secondary has verified it. */
@Command(
    name = "backup",
    description = {
      "Back the primary up now, or join the run that is under way.",
      "Ends when the secondary has verified it: 0 complete, 3 incomplete, 1 failed."
    },
    sortOptions = false)
final class BackupCommand extends Task {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration DOUBT = Duration.ofSeconds(5);
  private static final Duration NO_RUN = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofDays(2);

  @Option(names = "--reason", paramLabel = "TEXT", description = "for the audit")
  String reason = "";

  @Option(names = "--json", description = "print the outcome as JSON")
  boolean json;

  private Instant acceptedAt = Instant.EPOCH;
  private long acceptedTicks;
  private String endBefore = "";
  private boolean seenRunning;

  BackupCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    Door door = door();
    endBefore = StatusScreen.text(door.status().path("lastBackup"), "end");
    JsonNode accepted = door.post("backup", Door.body().put("reason", reason));
    acceptedTicks = terminal().clocks().ticks();
    acceptedAt = terminal().clocks().now().truncatedTo(ChronoUnit.MILLIS);
    if (!json) {
      say(accepted.path("text").asText());
    }
    return report(follow(new FreshStatus(door, terminal())));
  }

  /** The {@code lastBackup} of the run that was ordered or joined. */
  private JsonNode follow(FreshStatus statuses) {
    Ticker ticker = new Ticker(terminal());
    while (waited().compareTo(LONGEST) < 0) {
      JsonNode status = statuses.next(LOOK);
      JsonNode running = status.path("runningBackup");
      if (running.isObject()) {
        seenRunning = true;
        if (!json) {
          ticker.at(() -> ProgressLine.of(running));
        }
      } else if (isOurs(status.path("lastBackup"))) {
        terminal().finishLine();
        return status.path("lastBackup");
      } else if (waited().compareTo(NO_RUN) > 0 && !seenRunning) {
        throw new CommandFailed(
            ExitCode.FAILED, "no run began within 60 s", "see: bcs status, and the daemon's log");
      }
    }
    throw new CommandFailed(
        ExitCode.FAILED, "the run did not end within two days", "see: bcs status");
  }

  /**
   * Whether the last run is the one that was ordered or joined: it ended after the order was
   * accepted, or was seen to run meanwhile.
   *
   * <p>A run that ended in the very moment of the order may count as joined: after some seconds in
   * which no other began, there is none.
   */
  private boolean isOurs(JsonNode last) {
    String end = StatusScreen.text(last, "end");
    if (end.isEmpty() || end.equals(endBefore)) {
      return false;
    }
    boolean later = !OffsetDateTime.parse(end).toInstant().isBefore(acceptedAt);
    return later || seenRunning || waited().compareTo(DOUBT) > 0;
  }

  private Duration waited() {
    return terminal().clocks().since(acceptedTicks);
  }

  private ExitCode report(JsonNode last) {
    String outcome = StatusScreen.text(last, "outcome");
    String detail = StatusScreen.text(last, "detail");
    if (json) {
      bcs.print(last);
    } else if (outcome.equals("complete")) {
      say("complete: generation " + last.path("generation").asLong()
          + " is verified by the secondary, "
          + Shown.bytes(last.path("bytesSent").asLong())
          + " sent" + (detail.isEmpty() ? "" : "; " + detail));
    } else {
      terminal().tell("bcs: the backup is " + outcome + ": " + detail);
    }
    return switch (outcome) {
      case "complete" -> ExitCode.DONE;
      case "incomplete" -> ExitCode.INCOMPLETE;
      default -> ExitCode.FAILED;
    };
  }
}
