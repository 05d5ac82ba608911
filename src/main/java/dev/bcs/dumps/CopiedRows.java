package dev.bcs.dumps;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts the rows of each table in a plain dump of pg_dump: the lines between COPY and its end.
 *
 * <p>A COPY counts only behind the comment with which pg_dump begins data, so that one in the body
 * of a function is none.
 */
final class CopiedRows {
  private static final int LONGEST = 1 << 16;
  private static final String PART = "(?:\"(?:[^\"]|\"\")+\"|[^\\s\".(]+)";
  private static final Pattern COPY =
      Pattern.compile("COPY (" + PART + "(?:\\." + PART + ")?) .*FROM stdin;");
  private static final int NEAR = 4;

  private CopiedRows() {}

  /** By the name of the table, quoted as SQL needs it. */
  static Map<String, Long> in(Path dump) throws IOException {
    Map<String, Long> rows = new LinkedHashMap<>();
    String table = "";
    long count = 0;
    int sinceHead = NEAR;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(dump), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      while (next(in, line)) {
        if (!table.isEmpty()) {
          if (line.size() == 2 && line.toString(StandardCharsets.UTF_8).equals("\\.")) {
            rows.merge(table, count, Long::sum);
            table = "";
          } else {
            count++;
          }
          continue;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        sinceHead = text.startsWith("-- Data for Name: ") ? 0 : sinceHead + 1;
        Matcher copy = COPY.matcher(text);
        if (sinceHead < NEAR && copy.matches()) {
          table = copy.group(1);
          count = 0;
        }
      }
    }
    if (!table.isEmpty()) {
      throw new IOException("the dump ends within the rows of " + table);
    }
    return rows;
  }

  /** The beginning of the next line; false at the end. */
  private static boolean next(InputStream in, ByteArrayOutputStream line) throws IOException {
    line.reset();
    int b = in.read();
    if (b < 0) {
      return false;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() < LONGEST) {
        line.write(b);
      }
    }
    return true;
  }
}
