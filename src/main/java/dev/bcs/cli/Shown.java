package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.status.Spans;
import java.time.Duration;
import java.util.Locale;

/** Values of the status as people read them; what is not known is said so. */
final class Shown {
  private static final int SECONDS_AT = 19;

  private Shown() {}

  /** {@code 2026-11-22 11:09:00} of an ISO 8601 time, in the zone that it was given in. */
  static String time(JsonNode iso) {
    String text = iso.asText("");
    return iso.isNull() || text.length() < SECONDS_AT
        ? "never"
        : text.substring(0, SECONDS_AT).replace('T', ' ');
  }

  static String span(JsonNode seconds) {
    return seconds.isNumber() ? span(seconds.asDouble()) : "unknown";
  }

  static String span(double seconds) {
    return Spans.of(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** {@code 0.04 s} while it is short. */
  static String took(JsonNode seconds) {
    double value = seconds.asDouble();
    return value < 10 ? String.format(Locale.ROOT, "%.2f s", value) : span(value);
  }

  static String bytes(long bytes) {
    return Spans.bytes(bytes);
  }

  /** A count with its word: {@code 1 file}, {@code 3 files}. */
  static String count(long number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  /** {@code first line} of a text that may carry a hint. */
  static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
