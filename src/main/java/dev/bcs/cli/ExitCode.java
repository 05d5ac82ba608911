package dev.bcs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How a command ended; the numbers are a contract with scripts. */
enum ExitCode {
  DONE(0, "done"),
  FAILED(1, "failed, or damage was found"),
  USAGE(2, "wrong usage or configuration"),
  INCOMPLETE(3, "incomplete: something could not be read or restored truly"),
  REFUSED(4, "refused; every reason is printed"),
  NO_DAEMON(5, "the daemon does not answer"),
  NOT_PERMITTED(6, "not permitted"),
  INTERRUPTED(130, "interrupted");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  int number() {
    return number;
  }

  String meaning() {
    return meaning;
  }

  /** The table as {@code bcs --help} prints it. */
  static List<String> table() {
    List<String> lines = new ArrayList<>();
    for (ExitCode code : values()) {
      lines.add(String.format(Locale.ROOT, "%5d  %s", code.number, code.meaning));
    }
    return lines;
  }
}
