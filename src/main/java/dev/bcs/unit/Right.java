package dev.bcs.unit;

import java.util.Locale;

/** What a user may do: look, or also act. */
public enum Right {
  VIEWER,
  OPERATOR;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads the word of the command line. */
  public static Right ofWord(String word) {
    for (Right right : values()) {
      if (right.word().equals(word)) {
        return right;
      }
    }
    throw new UnitException("no role is called \"" + word + "\"", "--role viewer|operator");
  }
}
