package dev.bcs.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds notifications back for a while, or ends that. */
@Command(
    name = "maintenance",
    description = "Hold notifications back for a while; backups, beats and promotion go on.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
final class MaintenanceCommand extends Task {
  private static final Pattern SPAN =
      Pattern.compile("(?:(\\d{1,3})d)?(?:(\\d{1,4})h)?(?:(\\d{1,5})m(?:in)?)?(?:(\\d{1,6})s)?");

  private MaintenanceCommand(Bcs bcs) {
    super(bcs);
  }

  static CommandLine line(Bcs bcs) {
    return new CommandLine(new MaintenanceCommand(bcs))
        .addSubcommand(new On(bcs))
        .addSubcommand(new Off(bcs));
  }

  @Override
  ExitCode run() {
    throw new CommandFailed(
        ExitCode.USAGE, "on or off?", "bcs maintenance on --for 2h --reason TEXT; or off");
  }

  /** Begins or prolongs it. */
  @Command(name = "on", description = "Begin or prolong maintenance.", sortOptions = false)
  static final class On extends Task {
    @Option(
        names = "--for",
        paramLabel = "SPAN",
        required = true,
        description = "how long, such as 2h, 90m or 1d12h; it ends by itself")
    String length = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "who and why, eight characters or more; for the audit")
    String reason = "";

    On(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      return order(this, span(length), reason);
    }
  }

  /** Ends it. */
  @Command(name = "off", description = "End maintenance.", sortOptions = false)
  static final class Off extends Task {
    @Option(names = "--reason", paramLabel = "TEXT", description = "for the audit")
    String reason = "";

    Off(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      return order(this, Duration.ZERO, reason);
    }
  }

  private static ExitCode order(Task task, Duration length, String reason) {
    task.say(task.door()
        .post("maintenance", Door.body().put("seconds", length.toSeconds()).put("reason", reason))
        .path("text")
        .asText());
    return ExitCode.DONE;
  }

  /** Reads {@code 2h}, {@code 90m}, {@code 1h30m}, {@code 45s}. */
  static Duration span(String text) {
    Matcher parts = SPAN.matcher(text.strip());
    Duration sum = Duration.ZERO;
    if (parts.matches()) {
      sum = Duration.ofDays(part(parts.group(1)))
          .plusHours(part(parts.group(2)))
          .plusMinutes(part(parts.group(3)))
          .plusSeconds(part(parts.group(4)));
    }
    if (sum.isZero()) {
      throw new CommandFailed(
          ExitCode.USAGE, "\"" + text + "\" is no span of time", "write it as 2h, 90m or 1d12h");
    }
    return sum;
  }

  private static long part(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
