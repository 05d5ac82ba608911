package dev.bcs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file, its reader ends with settings or with problems, never otherwise. */
class DamagedFileTest {
  private static final List<String> BITS = List.of(
      "\"",
      "'",
      "[",
      "]",
      "{",
      "}",
      "=",
      ",",
      "#",
      "\n",
      "\\",
      "\\u0000",
      "\\uD800",
      "-1",
      "0",
      "\0",
      "1e999",
      "99999999999999999999",
      "2026-13-45",
      "true",
      "\"\"",
      "[[",
      "]]",
      "*",
      "/",
      ":",
      ".",
      "999999999w",
      "::",
      "%",
      "[]",
      "{}",
      "* * 30 2 *",
      "L",
      "?",
      "\u00fc",
      "udp:",
      "\"\"\"",
      "nan");

  /** With an interval: to look months ahead in a schedule takes long, and has its own test. */
  private static final String FULL = Written.full()
      .replaceAll("(?m)^#.*\n", "")
      .replace("schedule = [\"*/15 * * * *\"]", "every = \"15m\"");

  @TempDir
  Path folder;

  @Test
  void aFileThatEndsAnywhereIsReadOrTold() {
    byte[] full = FULL.getBytes(StandardCharsets.UTF_8);
    for (int end = 0; end < full.length; end += 7) {
      check(Arrays.copyOf(full, end), "cut at " + end);
    }
  }

  @Test
  void aFileThatIsDamagedAnywhereIsReadOrTold() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(FULL);
      for (int i = random.nextInt(3); i >= 0; i--) {
        damage(text, random);
      }
      check(text.toString().getBytes(StandardCharsets.UTF_8), "seed " + seed);
    }
  }

  @Test
  void aScheduleThatIsDamagedAnywhereIsReadOrTold() {
    for (int seed = 0; seed < 350; seed++) {
      Random random = new Random(seed);
      StringBuilder line = new StringBuilder("0 3 1-31/2,* * 0-7");
      for (int i = random.nextInt(3); i >= 0; i--) {
        damage(line, random);
      }
      String text = Written.completed("[backup]\nschedule = ['''" + line + "''']\n");
      check(text.getBytes(StandardCharsets.UTF_8), "seed " + seed);
    }
  }

  @Test
  void aValueOfAnotherKindIsToldForEveryKey() {
    List<String> values = List.of(
        "7",
        "-1",
        "true",
        "\"\"",
        "\"x\"",
        "[]",
        "[1, \"\"]",
        "{}",
        "[{}]",
        "{ a = 1 }",
        "2026-11-22",
        "1.5",
        "\"\\u0000\"",
        "[[[]]]");
    String[] lines = FULL.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      int at = lines[i].indexOf(" = ");
      if (at > 0 && !lines[i].startsWith("#")) {
        for (String value : values) {
          String[] changed = lines.clone();
          changed[i] = lines[i].substring(0, at) + " = " + value;
          byte[] bytes = String.join("\n", changed).getBytes(StandardCharsets.UTF_8);
          check(bytes, changed[i]);
        }
      }
    }
  }

  private static void damage(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + random.nextInt(12));
    String bit = BITS.get(random.nextInt(BITS.size()));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, bit);
      case 2 -> text.replace(at, end, bit);
      default -> text.insert(at, text.substring(at, end));
    }
  }

  private void check(byte[] bytes, String what) {
    try {
      Reading reading = new Written(folder).read(bytes);
      assertThat(reading.problems()).as(what).allSatisfy(problem -> {
        assertThat(problem.sentence()).isNotBlank();
        assertThat(problem.line()).isBetween(0, 10_000);
      });
    } catch (RuntimeException | StackOverflowError escaped) {
      throw new AssertionError(what, escaped);
    }
  }
}
