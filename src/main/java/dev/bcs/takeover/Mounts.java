package dev.bcs.takeover;

import dev.bcs.files.BytePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where file systems are mounted on this machine, after proc(5). */
interface Mounts {
  List<BytePath> points() throws IOException;

  /** Reads /proc/self/mountinfo, whose fifth field is the mount point with octal escapes. */
  static List<BytePath> ofThisMachine() throws IOException {
    List<BytePath> points = new ArrayList<>();
    byte[] table = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
    for (String line : new String(table, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 4) {
        points.add(unescaped(fields[4]));
      }
    }
    return points;
  }

  static BytePath unescaped(String field) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < field.length(); i++) {
      boolean escape = field.charAt(i) == '\\' && i + 3 < field.length();
      bytes.write(escape ? Integer.parseInt(field.substring(i + 1, i + 4), 8) : field.charAt(i));
      i += escape ? 3 : 0;
    }
    return BytePath.of(bytes.toByteArray());
  }
}
