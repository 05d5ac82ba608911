package dev.bcs.config;

import dev.bcs.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file while it is read. */
final class Findings {
  private static final String HINT = "\nhint: ";

  private final String file;
  private final List<Problem> found = new ArrayList<>();
  private int errors;

  Findings(String file) {
    this.file = file;
  }

  void error(int line, String sentence, String hint) {
    errors++;
    found.add(new Problem(Severity.ERROR, file, line, sentence, hint));
  }

  /** An error in the words of another room: a sentence, and perhaps a line with a hint. */
  void error(int line, String told) {
    int at = told.indexOf(HINT);
    if (at < 0) {
      error(line, told, "");
    } else {
      error(line, told.substring(0, at), told.substring(at + HINT.length()));
    }
  }

  void warn(int line, String sentence, String hint) {
    found.add(new Problem(Severity.WARNING, file, line, sentence, hint));
  }

  /** So far; what depends on other settings is only looked at if they had none. */
  int errors() {
    return errors;
  }

  /** By line. */
  List<Problem> all() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
