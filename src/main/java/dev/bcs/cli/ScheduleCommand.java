package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the backups of the week ahead, what they take, and what would fit better. */
@Command(
    name = "schedule",
    description = "Show the backups of the week ahead, how long they take, and what fits better.",
    sortOptions = false)
final class ScheduleCommand extends Task {
  @Option(names = "--json", description = "print it as JSON, as GET /api/v1/schedule has it")
  boolean json;

  ScheduleCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    JsonNode week = door().get("schedule");
    if (json) {
      bcs.print(week);
    } else {
      show(week);
    }
    return ExitCode.DONE;
  }

  private void show(JsonNode week) {
    boolean known = week.path("expectedRunSeconds").isNumber();
    say("next run      " + Shown.time(week.path("next").path(0)) + " ("
        + week.path("zone").asText() + ")");
    say("a run takes   "
        + (known
            ? Shown.took(week.path("expectedRunSeconds"))
            : "unknown: none was complete on this unit"));
    say("between runs  " + Shown.span(week.path("shortestIntervalSeconds")) + " to "
        + Shown.span(week.path("longestIntervalSeconds")));
    say("worst gap     "
        + (known ? Shown.span(week.path("worstGapSeconds")) : "unknown") + " of "
        + Shown.span(week.path("gapLimitSeconds")));
    week.path("blackouts").forEach(line -> say("black-out     " + line.asText()));
    if (week.path("missed").asInt() > 0) {
      say("missed        " + Shown.count(week.path("missed").asInt(), "run")
          + " since the last complete one");
    }
    say("");
    row("day", "runs", "first", "last", "longest wait");
    week.path("days")
        .forEach(day -> row(
            day.path("day").asText(),
            day.path("runs").asText(),
            day.path("first").isNull() ? "" : Shown.time(day.path("first")),
            day.path("last").isNull() ? "" : Shown.time(day.path("last")),
            day.path("runs").asInt() == 0 ? "" : Shown.span(day.path("longestIntervalSeconds"))));
    datasets(week.path("datasets"));
    say("");
    week.path("warnings").forEach(warning -> say("warning: " + warning.asText()));
    if (week.path("proposal").isTextual()) {
      say("the tightest schedule that is safe: " + week.path("proposal").asText());
    } else if (known) {
      say("no interval below a day is safe: a run takes too long");
    } else {
      say("advice comes after the first complete run");
    }
  }

  private void row(String day, String runs, String first, String last, String wait) {
    say(String.format(Locale.ROOT, "%-10s  %5s  %-19s  %-19s  %s", day, runs, first, last, wait)
        .stripTrailing());
  }

  private void datasets(JsonNode datasets) {
    if (!datasets.isEmpty()) {
      say("");
    }
    for (JsonNode each : datasets) {
      say(each.path("id").asText() + ": "
          + Shown.count(each.path("files").asLong(), "file") + ", "
          + Shown.bytes(each.path("bytes").asLong()) + "; captured in "
          + Shown.took(each.path("captureSeconds")) + "; each day "
          + signed(
              each.path("filesMoreADay").asLong(),
              Long.toString(Math.abs(each.path("filesMoreADay").asLong())))
          + " files, "
          + signed(
              each.path("bytesMoreADay").asLong(),
              Shown.bytes(Math.abs(each.path("bytesMoreADay").asLong())))
          + ", " + Shown.bytes(each.path("bytesChangedADay").asLong()) + " in changed files");
    }
  }

  private static String signed(long value, String size) {
    return (value < 0 ? "-" : "+") + size;
  }
}
