package dev.bcs.status;

/**
 * What a rule says of one kind of alarm at one moment.
 *
 * @param verdict whether it holds, does not, or cannot be told
 * @param subject unit, path, service or dataset spoken of
 * @param text what is wrong with every instance named, or why it no longer is
 */
record Finding(Verdict verdict, Severity severity, String subject, String text) {
  /** Unknown is a verdict of its own, so that it never clears an alarm and never raises one. */
  enum Verdict {
    HOLDS,
    GONE,
    /** Not known now, or another alarm is the root of it: what was, stays. */
    UNKNOWN
  }

  static Finding holds(Severity severity, String subject, String text) {
    return new Finding(Verdict.HOLDS, severity, subject, text);
  }

  static Finding gone(String subject, String text) {
    return new Finding(Verdict.GONE, Severity.CLEARED, subject, text);
  }

  static Finding unknown() {
    return new Finding(Verdict.UNKNOWN, Severity.CLEARED, "", "");
  }
}
