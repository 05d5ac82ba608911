package dev.bcs.commands;

import java.time.Duration;
import java.util.Locale;

/**
 * How a command ended.
 *
 * @param exit its exit code; -1 if it was not started or was ended by us
 * @param output of both streams, its first 64 KiB
 * @param trouble why it has no exit code of its own; empty if it has one
 */
public record Ran(int exit, String output, Duration took, String trouble) {

  public boolean good() {
    return trouble.isEmpty() && exit == 0;
  }

  /** The last line of output that is not blank, at most 200 characters; empty if none. */
  public String lastLine() {
    String last = "";
    for (String line : output.split("\n", -1)) {
      last = line.isBlank() ? last : line.strip();
    }
    return last.length() > 200 ? last.substring(0, 200) : last;
  }

  /** One sentence for people. */
  public String text() {
    if (!trouble.isEmpty()) {
      return trouble;
    }
    String seconds = String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    String said = lastLine().isEmpty() ? "" : ": " + lastLine();
    return exit == 0
        ? "done in " + seconds + said
        : "ended with code " + exit + " after " + seconds + said;
  }
}
