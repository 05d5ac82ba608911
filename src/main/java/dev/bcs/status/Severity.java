package dev.bcs.status;

import java.util.Locale;

/** Severity of X.733 with the codes of RFC 3877: a lower code above cleared is worse. */
public enum Severity {
  CLEARED(1),
  INDETERMINATE(2),
  CRITICAL(3),
  MAJOR(4),
  MINOR(5),
  WARNING(6);

  private final int code;

  Severity(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** 0 for cleared, growing with badness; indeterminate lies between warning and minor. */
  public int rank() {
    return switch (this) {
      case CLEARED -> 0;
      case WARNING -> 1;
      case INDETERMINATE -> 2;
      case MINOR -> 3;
      case MAJOR -> 4;
      case CRITICAL -> 5;
    };
  }

  public static Severity ofCode(int code) {
    for (Severity severity : values()) {
      if (severity.code == code) {
        return severity;
      }
    }
    throw new IllegalArgumentException("no severity has the code " + code);
  }
}
