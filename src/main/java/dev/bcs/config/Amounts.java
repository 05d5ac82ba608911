package dev.bcs.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations such as 250ms and sizes such as 64MiB; a bare number is neither. */
final class Amounts {
  static final String DURATIONS = "a number with its unit: 250ms, 1s, 15m, 2h, 3d, 1w";
  static final String SIZES = "a number with its unit: 64MiB, 10GiB, 500MB";

  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9}) ?([A-Za-z]{1,3})");
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Map<String, Duration> TIMES = Map.of(
      "ms", Duration.ofMillis(1),
      "s", Duration.ofSeconds(1),
      "m", Duration.ofMinutes(1),
      "h", Duration.ofHours(1),
      "d", Duration.ofDays(1),
      "w", Duration.ofDays(7));
  private static final Map<String, Long> BYTES = Map.of(
      "B", 1L,
      "kB", 1_000L,
      "MB", 1_000_000L,
      "GB", 1_000_000_000L,
      "TB", 1_000_000_000_000L,
      "KiB", 1L << 10,
      "MiB", 1L << 20,
      "GiB", 1L << 30,
      "TiB", 1L << 40);

  private Amounts() {}

  /** At most ten years; empty if it is no duration. */
  static Optional<Duration> duration(String text) {
    Matcher parts = AMOUNT.matcher(text);
    if (!parts.matches() || !TIMES.containsKey(parts.group(2))) {
      return Optional.empty();
    }
    Duration unit = TIMES.getOrDefault(parts.group(2), Duration.ZERO);
    Duration read = unit.multipliedBy(Long.parseLong(parts.group(1)));
    return read.compareTo(LONGEST) > 0 ? Optional.empty() : Optional.of(read);
  }

  /** Bytes, at most an exbibyte; empty if it is no size. */
  static Optional<Long> size(String text) {
    Matcher parts = AMOUNT.matcher(text);
    if (!parts.matches() || !BYTES.containsKey(parts.group(2))) {
      return Optional.empty();
    }
    long unit = BYTES.getOrDefault(parts.group(2), 1L);
    long count = Long.parseLong(parts.group(1));
    return count > (1L << 60) / unit ? Optional.empty() : Optional.of(count * unit);
  }

  /** As a person would write it here. */
  static String text(Duration length) {
    if (length.toMillis() % 1000 != 0) {
      return length.toMillis() + "ms";
    }
    long seconds = length.toSeconds();
    return seconds == 0 || seconds % 60 != 0
        ? seconds + "s"
        : seconds % 3600 != 0 ? seconds / 60 + "m" : seconds / 3600 + "h";
  }
}
