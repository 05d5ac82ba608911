package dev.bcs.store;

import java.util.Locale;

/** How a backup run ended; only a complete one can reset the gap. */
public enum Outcome {
  COMPLETE(1),
  INCOMPLETE(2),
  FAILED(3);

  private final int code;

  Outcome(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Outcome ofCode(int code) {
    for (Outcome each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    throw new IllegalArgumentException("no outcome has the code " + code);
  }
}
