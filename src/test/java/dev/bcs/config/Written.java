package dev.bcs.config;

import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** Writes configurations into a folder and reads them back. */
final class Written {
  private static final String UNIT = """
      [unit]
      name = "wave-a"
      """;

  private static final String PAIR = """
      [pair]
      name = "hq-pbx"
      preferred-role = "primary"
      peer = ["10.0.0.2"]
      """;

  private static final String APPLIANCE = """
      [[application]]
      name = "pbx"
      [[application.dataset]]
      name = "configuration"
      type = "files"
      path = "/etc"
      class = "configuration"
      """;

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Pattern LEFT_OUT = Pattern.compile("(?m)^#(?=[a-z-]+ = )");
  private static final Pattern OTHER_WAY = Pattern.compile("(?m)^#or ");

  private final Path folder;

  Written(Path folder) {
    this.folder = folder;
  }

  Path home() {
    return folder.resolve("home");
  }

  Path file() {
    return folder.resolve("bcs.toml");
  }

  /** With the least that a unit needs added at the end, so that lines keep their numbers. */
  static String completed(String text) {
    return text
        + (text.contains("[unit]") ? "" : UNIT)
        + (text.contains("[pair]") ? "" : PAIR)
        + (text.contains("application") ? "" : APPLIANCE);
  }

  Reading read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  Reading read(byte[] bytes) {
    try {
      Files.write(file(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ConfigFile.read(file(), home(), new ManualClocks(NOW));
  }

  static List<String> texts(List<Problem> problems) {
    return problems.stream().map(Problem::text).toList();
  }

  /** The sample with all that it leaves out, but for the other ways. */
  static String full() {
    return LEFT_OUT.matcher(ConfigFile.sample()).replaceAll("");
  }

  /** Not to be read, since both ways are in it: only to see which keys there are. */
  static String withOtherWays() {
    return OTHER_WAY.matcher(full()).replaceAll("");
  }
}
