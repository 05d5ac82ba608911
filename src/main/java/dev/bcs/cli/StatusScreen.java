package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The status as one screen of text; the first line is the band. Pure. */
final class StatusScreen {
  private final JsonNode status;
  private final List<String> lines = new ArrayList<>();

  private StatusScreen(JsonNode status) {
    this.status = status;
  }

  static List<String> of(JsonNode status) {
    StatusScreen screen = new StatusScreen(status);
    screen.unit();
    screen.peer();
    screen.gap();
    screen.readiness();
    screen.forecast();
    screen.backup();
    screen.services();
    screen.parity();
    screen.alarms();
    screen.operation();
    return screen.lines;
  }

  private void line(String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-12s%s", name, text).stripTrailing());
  }

  private void unit() {
    lines.add(text(status, "band") + "  " + text(status, "because"));
    lines.add("");
    line(
        "unit",
        text(status, "unit") + " of " + text(status, "pair") + ", " + text(status, "role")
            + ", epoch " + status.path("epoch").asText() + ", bcs " + text(status, "version"));
    line("serves", serves());
    JsonNode startup = status.path("startup");
    if (startup.isObject()) {
      line("opens", text(startup, "sentence"));
    }
    JsonNode maintenance = status.path("maintenance");
    if (maintenance.isObject()) {
      line(
          "maintenance",
          "until " + Shown.time(maintenance.path("until")) + ": " + text(maintenance, "reason")
              + " (" + text(maintenance, "actor") + ")");
    }
  }

  /** Who serves as far as this unit knows; an old word of a silent peer is no knowledge. */
  private String serves() {
    JsonNode peer = status.path("peer");
    if (text(status, "role").equals("primary")) {
      return text(status, "unit") + " (this unit)";
    }
    if (!text(peer, "role").equals("primary")) {
      return "nobody that this unit knows of";
    }
    return text(peer, "state").equals("up")
        ? text(peer, "name")
        : "perhaps nobody: " + text(peer, "name") + " did, and is " + text(peer, "state");
  }

  private void peer() {
    JsonNode peer = status.path("peer");
    if (text(peer, "name").isEmpty()) {
      line("peer", "none: this unit is not paired");
      return;
    }
    JsonNode heard = peer.path("lastHeardSeconds");
    line(
        "peer",
        text(peer, "name") + " is " + text(peer, "state") + ": " + text(peer, "sentence")
            + (heard.isNumber() ? ", heard " + Shown.took(heard) + " ago" : ", never heard"));
    for (JsonNode path : peer.path("paths")) {
      String state = path.path("up").asBoolean()
          ? String.format(
              Locale.ROOT,
              "up, %.2f ms, %d %% lost",
              path.path("roundTripSeconds").asDouble() * 1000,
              path.path("lossPercent").asInt())
          : "DOWN for " + Shown.span(path.path("silentSeconds"));
      line("  path", text(path, "address") + " " + state);
    }
  }

  private void gap() {
    JsonNode gap = status.path("gap");
    String limit = Shown.span(gap.path("limitSeconds"));
    String level = text(gap, "level");
    if (gap.path("seconds").isNumber()) {
      line(
          "gap",
          (gap.path("atLeast").asBoolean() ? "at least " : "") + Shown.span(gap.path("seconds"))
              + " of " + limit + " (" + gap.path("percent").asText() + " %), " + level + ", since "
              + Shown.time(gap.path("since")));
    } else {
      line("gap", "never: no verified copy is known; the limit is " + limit + ", " + level);
    }
    if (gap.path("atFailureSeconds").isNumber()) {
      line("", "at failure: " + Shown.span(gap.path("atFailureSeconds")) + " of work is missing");
    }
  }

  private void readiness() {
    JsonNode readiness = status.path("readiness");
    JsonNode recovery = readiness.path("expectedRecoverySeconds");
    line(
        "readiness",
        text(readiness, "verdict")
            + (recovery.isNumber() ? ", recovery in about " + Shown.span(recovery) : ""));
    Door.reasons(readiness.path("reasons")).forEach(r -> line("", Shown.firstLine(r)));
  }

  private void forecast() {
    JsonNode forecast = status.path("forecast");
    line("loss now", loss(forecast));
  }

  /** What a promotion now would lose, in one line. */
  static String loss(JsonNode forecast) {
    if (!forecast.isObject()) {
      return "unknown";
    }
    List<String> classes = new ArrayList<>();
    for (JsonNode each : forecast.path("classes")) {
      if (each.path("files").asLong() > 0 || each.path("bytes").asLong() > 0) {
        classes.add(text(each, "class") + " " + Shown.count(each.path("files").asLong(), "file")
            + " " + Shown.bytes(each.path("bytes").asLong()));
      }
    }
    return (forecast.path("atLeast").asBoolean() ? "at least " : "")
        + (classes.isEmpty() ? "nothing" : String.join(", ", classes)) + " (as of "
        + Shown.time(forecast.path("asOf")) + ")";
  }

  private void backup() {
    JsonNode last = status.path("lastBackup");
    String outcome = text(last, "outcome");
    line(
        "backup",
        outcome.equals("none")
            ? "no run yet"
            : outcome + ", began " + Shown.time(last.path("start")) + ", ended "
                + Shown.time(last.path("end")) + ", "
                + Shown.bytes(last.path("bytesSent").asLong()) + " sent");
    if (!text(last, "detail").isEmpty()) {
      line("", Shown.firstLine(text(last, "detail")));
    }
    for (JsonNode each : last.path("moments")) {
      line(
          "",
          text(each, "application")
              + (each.path("still").asBoolean()
                  ? " was held still from "
                  : " was captured while it ran, from ")
              + Shown.time(each.path("from")) + " to " + Shown.time(each.path("to")));
    }
    if (last.path("missed").asInt() > 0) {
      line("", Shown.count(last.path("missed").asInt(), "run") + " missed");
    }
    JsonNode running = status.path("runningBackup");
    if (running.isObject()) {
      line("", "running: " + ProgressLine.of(running));
    }
    JsonNode next = status.path("nextBackup");
    line("", "next " + (next.isNull() ? "unknown" : Shown.time(next)));
  }

  private void services() {
    String name = "services";
    for (JsonNode service : status.path("services")) {
      line(name, text(service, "id") + " " + text(service, "state") + ": " + text(service, "text"));
      name = "";
    }
    if (!name.isEmpty()) {
      line(name, "none are configured");
    }
  }

  private void parity() {
    JsonNode parity = status.path("parity");
    line("parity", text(parity, "state"));
    for (JsonNode each : parity.path("differences")) {
      line("", difference(each));
    }
  }

  static String difference(JsonNode each) {
    return text(each, "item") + ": " + text(each, "here") + " here, " + text(each, "there")
        + " there";
  }

  private void alarms() {
    String name = "alarms";
    for (JsonNode alarm : status.path("alarms")) {
      String by = alarm.path("acknowledgedBy").asText("");
      boolean unseen = alarm.path("acknowledgedBy").isNull() || by.isEmpty();
      line(
          name,
          text(alarm, "severity") + " " + text(alarm, "name") + " for "
              + Shown.span(alarm.path("ageSeconds")) + ": " + text(alarm, "text")
              + (unseen ? "" : " (seen by " + by + ")"));
      if (!text(alarm, "advice").isEmpty()) {
        line("", "-> " + text(alarm, "advice"));
      }
      name = "";
    }
    if (!name.isEmpty()) {
      line(name, "none");
    }
  }

  private void operation() {
    JsonNode operation = status.path("operation");
    if (operation.isObject()) {
      String step = text(operation, "step");
      line(
          "operation",
          text(operation, "verb") + " " + text(operation, "id") + " " + text(operation, "result")
              + (step.isEmpty() ? "" : ": " + step)
              + (text(operation, "detail").isEmpty()
                  ? ""
                  : ": " + Shown.firstLine(text(operation, "detail"))));
    }
  }

  static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNull() ? "" : value.asText("");
  }
}
