package dev.bcs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints history: what happened, why, by whom. */
@Command(
    name = "events",
    description = "Show what happened, why, and by whom; newest last.",
    sortOptions = false)
final class EventsCommand extends Task {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration AWAY = Duration.ofSeconds(60);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int MOST = 1000;

  @Option(names = "--follow", description = "stay, and print each event as it happens")
  boolean follow;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "100",
      description = "how many, 1 to 1000 (${DEFAULT-VALUE})")
  int last = 100;

  @Option(names = "--json", description = "print each event as one line of JSON")
  boolean json;

  private String newest = "";
  private long heardTicks;

  EventsCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    if (last < 1 || last > MOST) {
      throw new CommandFailed(ExitCode.USAGE, "--last is a number from 1 to 1000");
    }
    JsonNode page = door().get("events?most=" + last);
    page.path("events").forEach(this::show);
    newest = StatusScreen.text(page, "logId") + ":" + page.path("newest").asLong();
    heardTicks = terminal().clocks().ticks();
    while (follow) {
      followUntilLost();
      terminal().rest(AGAIN);
    }
    return ExitCode.DONE;
  }

  /** A daemon that is restarted is waited for; its log goes on where it was. */
  private void followUntilLost() {
    try {
      door().follow(newest, (event, id, data) -> {
        heardTicks = terminal().clocks().ticks();
        newest = id.isEmpty() ? newest : id;
        if (event.equals("event")) {
          show(parse(data));
        }
        return true;
      });
    } catch (CommandFailed lost) {
      if (terminal().clocks().since(heardTicks).compareTo(AWAY) > 0) {
        throw lost;
      }
    }
  }

  private static JsonNode parse(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new CommandFailed(ExitCode.FAILED, "an event cannot be read: " + data);
    }
  }

  private void show(JsonNode event) {
    if (json) {
      say(event.toString());
      return;
    }
    String actor = StatusScreen.text(event, "actor");
    say(String.format(
        Locale.ROOT,
        "%6d  %s  %-8s  %s: %s%s",
        event.path("seq").asLong(),
        Shown.time(event.path("time")),
        StatusScreen.text(event, "severity"),
        StatusScreen.text(event, "kind"),
        StatusScreen.text(event, "text").replace('\n', ' '),
        actor.isEmpty() ? "" : " (" + actor + ")"));
    String reason = reason(event.path("details"));
    if (!reason.isEmpty()) {
      say("        because: " + reason);
    }
  }

  private static String reason(JsonNode details) {
    for (JsonNode detail : details) {
      if (detail.asText().startsWith("reason=")) {
        return detail.asText().substring(7).strip();
      }
    }
    return "";
  }
}
