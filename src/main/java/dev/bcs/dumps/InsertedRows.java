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

/** Counts the rows of each table in a dump of mariadb-dump, whichever lines they stand on. */
final class InsertedRows {
  private static final int LONGEST = 1 << 16;
  private static final String NAME = "(`(?:[^`]|``)+`)";
  private static final Pattern USE = Pattern.compile("USE " + NAME + ";");
  private static final Pattern INSERT =
      Pattern.compile("INSERT (?:IGNORE )?INTO " + NAME + ".* VALUES", Pattern.DOTALL);

  private final InputStream in;
  private final Map<String, Long> rows = new LinkedHashMap<>();

  private InsertedRows(InputStream in) {
    this.in = in;
  }

  /** By the name of the table with its database, quoted as SQL needs it. */
  static Map<String, Long> in(Path dump) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(dump), 1 << 16)) {
      return new InsertedRows(in).count();
    }
  }

  private Map<String, Long> count() throws IOException {
    String database = "";
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    while (b >= 0) {
      line.reset();
      boolean rowsFollow = false;
      for (; b >= 0 && b != '\n' && !rowsFollow; b = in.read()) {
        if (line.size() < LONGEST) {
          line.write(b);
        }
        rowsFollow = b == 'S' && line.toString(StandardCharsets.UTF_8).endsWith(" VALUES");
      }
      String text = line.toString(StandardCharsets.UTF_8);
      Matcher use = USE.matcher(text);
      Matcher insert = INSERT.matcher(text);
      if (use.matches()) {
        database = use.group(1);
      } else if (rowsFollow && insert.matches()) {
        rows.merge(database + "." + insert.group(1), rows(b), Long::sum);
        b = '\n';
      }
      b = b == '\n' ? in.read() : b;
    }
    return rows;
  }

  /** From here to the semicolon: a row is what stands in outermost parentheses. */
  private long rows(int first) throws IOException {
    long count = 0;
    int depth = 0;
    boolean quoted = false;
    for (int b = first; b >= 0; b = in.read()) {
      if (quoted) {
        if (b == '\\') {
          b = in.read();
        } else if (b == '\'') {
          quoted = false;
        }
      } else if (b == '\'') {
        quoted = true;
      } else if (b == '(') {
        count += depth++ == 0 ? 1 : 0;
      } else if (b == ')') {
        depth--;
      } else if (b == ';' && depth == 0) {
        return count;
      }
    }
    throw new IOException("the dump ends within the rows of a table");
  }
}
