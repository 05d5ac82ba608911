package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the picture, once or every second. */
@Command(
    name = "status",
    description = "Show the pair: who serves, the gap, readiness, alarms and what runs.",
    sortOptions = false)
final class StatusCommand extends Task {
  private static final Duration EACH = Duration.ofSeconds(1);

  @Option(names = "--watch", description = "draw it anew every second")
  boolean watch;

  @Option(names = "--json", description = "print it as JSON, as GET /api/v1/status has it")
  boolean json;

  private List<String> last = List.of();
  private long lastTicks;

  StatusCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    show(door().status());
    while (watch) {
      terminal().rest(EACH);
      try {
        show(door().status());
      } catch (CommandFailed lost) {
        if (!terminal().isLive() || lost.code() != ExitCode.NO_DAEMON) {
          throw lost;
        }
        showStale(lost);
      }
    }
    return ExitCode.DONE;
  }

  private void show(JsonNode status) {
    if (json) {
      if (watch) {
        say(status.toString());
      } else {
        bcs.print(status);
      }
      return;
    }
    last = StatusScreen.of(status);
    lastTicks = terminal().clocks().ticks();
    draw();
  }

  /** What was shown is no longer true, and must not look as if it were. */
  private void showStale(CommandFailed lost) {
    Duration age = terminal().clocks().since(lastTicks);
    terminal().clear();
    say(terminal()
        .bold(String.format(
            Locale.ROOT,
            "NOT LIVE for %02d:%02d  %s",
            age.toMinutes(),
            age.toSecondsPart(),
            Shown.firstLine(lost.text()))));
    say("it was:");
    last.forEach(this::say);
  }

  private void draw() {
    if (watch) {
      terminal().clear();
    }
    say(terminal().bold(last.get(0)));
    last.subList(1, last.size()).forEach(this::say);
    if (watch && !terminal().isLive()) {
      say("");
    }
  }
}
