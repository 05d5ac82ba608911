package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/** Operations and their steps as lines. Pure. */
final class OperationLines {
  private static final Set<String> ENDED = Set.of("done", "failed", "skipped");
  private static final Set<String> RESULTS =
      Set.of("complete", "failed", "halted", "rolled-back", "refused");

  private OperationLines() {}

  static boolean isOver(JsonNode operation) {
    return RESULTS.contains(StatusScreen.text(operation, "result"));
  }

  static boolean hasEnded(JsonNode step) {
    return ENDED.contains(StatusScreen.text(step, "state"));
  }

  static String head(JsonNode op) {
    return StatusScreen.text(op, "verb") + " " + StatusScreen.text(op, "id") + " by "
        + StatusScreen.text(op, "actor") + ", begun " + Shown.time(op.path("started")) + ": "
        + StatusScreen.text(op, "reason");
  }

  static String step(JsonNode step, int of) {
    String text = StatusScreen.text(step, "text");
    return String.format(
            Locale.ROOT,
            "%2d/%d %-24s %-8s %8s  %s",
            step.path("number").asInt(),
            of,
            StatusScreen.text(step, "name"),
            StatusScreen.text(step, "state"),
            hasEnded(step) ? Shown.took(step.path("tookSeconds")) : "",
            text)
        .stripTrailing();
  }

  static String result(JsonNode op) {
    String detail = StatusScreen.text(op, "detail");
    return StatusScreen.text(op, "result") + (detail.isEmpty() ? "" : ": " + detail);
  }

  /** What to do about a result that is not the wanted one. */
  static String wayOut(JsonNode op) {
    return switch (StatusScreen.text(op, "result")) {
      case "halted" ->
        "mend what it says, then: bcs operation resume --reason TEXT, or bcs operation rollback"
            + " --reason TEXT";
      case "failed" -> "see: bcs status, bcs events; then order it again";
      default -> "see: bcs events";
    };
  }
}
