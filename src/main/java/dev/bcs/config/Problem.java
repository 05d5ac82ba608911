package dev.bcs.config;

/**
 * One thing in a configuration file that cannot work, or of which a person should know.
 *
 * @param line from 1; 0 if it is about the whole file
 * @param hint the way out, without the word; empty if there is none
 */
public record Problem(Severity severity, String file, int line, String sentence, String hint) {
  /** Whether a daemon may start in spite of it. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code bcs.toml:12: sentence}, and the hint on a line of its own. */
  public String text() {
    return file
        + (line > 0 ? ":" + line : "")
        + (isError() ? ": " : ": warning: ")
        + sentence
        + (hint.isEmpty() ? "" : "\nhint: " + hint);
  }
}
