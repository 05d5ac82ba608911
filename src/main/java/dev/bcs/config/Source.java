package dev.bcs.config;

import org.tomlj.TomlPosition;

/** The text of the file, to find the line on which the value of a list really stands. */
final class Source {
  private final String text;

  Source(String text) {
    this.text = text;
  }

  /** The parser tells where it went on after a bracket or comma, which may be lines above. */
  int line(TomlPosition told) {
    int line = told.line();
    int at = offset(told);
    boolean comment = false;
    while (at < text.length()) {
      char c = text.charAt(at++);
      comment = c != '\n' && (comment || c == '#');
      if (c == '\n') {
        line++;
      } else if (!comment && !Character.isWhitespace(c)) {
        return line;
      }
    }
    return told.line();
  }

  private int offset(TomlPosition told) {
    int at = 0;
    for (int i = 1; i < told.line(); i++) {
      at = text.indexOf('\n', at) + 1;
    }
    for (int i = 1; i < told.column() && at < text.length(); i++) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at;
  }
}
