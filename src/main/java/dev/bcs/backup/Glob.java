package dev.bcs.backup;

import dev.bcs.files.BytePath;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A pattern for paths relative to a dataset: {@code **} any depth, {@code *} within a name,
 * {@code ?} one character; all else is itself, byte by byte.
 *
 * <p>A slash at the end is ignored, so {@code run/} is {@code run}. {@code **}{@code /tmp} is found
 * at the top too.
 */
final class Glob {
  /** One character of UTF-8, or a byte that is none, but no slash; in bytes as Latin-1. */
  private static final String ONE =
      "(?:[\\x00-\\x2e\\x30-\\x7f]|[\\xc0-\\xff][\\x80-\\xbf]*" + "|[\\x80-\\xbf])";

  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  static Glob of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String bytes = new String(utf8, StandardCharsets.ISO_8859_1);
    int end = bytes.endsWith("/") ? bytes.length() - 1 : bytes.length();
    StringBuilder regex = new StringBuilder();
    int i = 0;
    while (i < end) {
      char c = bytes.charAt(i);
      boolean twice = c == '*' && i + 1 < end && bytes.charAt(i + 1) == '*';
      if (twice && i + 2 < end && bytes.charAt(i + 2) == '/') {
        regex.append("(?:.*/)?");
        i += 3;
      } else if (twice) {
        regex.append(".*");
        i += 2;
      } else {
        regex.append(c == '*' ? "[^/]*" : c == '?' ? ONE : Pattern.quote(String.valueOf(c)));
        i++;
      }
    }
    return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  boolean matches(BytePath path) {
    return pattern
        .matcher(new String(path.bytes(), StandardCharsets.ISO_8859_1))
        .matches();
  }
}
