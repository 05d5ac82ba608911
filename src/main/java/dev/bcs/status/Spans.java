package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times, spans and sizes as people read them, the same in every sentence. */
public final class Spans {
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  private Spans() {}

  /** "45 s", "30 min", "2 h 14 min", "3 d 4 h": the two largest units. */
  public static String of(Duration span) {
    long s = Math.max(0, span.toSeconds());
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return pair(s / 60, "min", s < 600 ? s % 60 : 0, "s");
    }
    return s < 86_400
        ? pair(s / 3600, "h", s % 3600 / 60, "min")
        : pair(s / 86_400, "d", s % 86_400 / 3600, "h");
  }

  /** "08:00" today, "2026-11-21 08:00" on another day. */
  public static String clock(Instant when, Instant now, ZoneId zone) {
    ZonedDateTime at = when.atZone(zone);
    boolean today = at.toLocalDate().equals(now.atZone(zone).toLocalDate());
    return at.format(today ? CLOCK : DAY);
  }

  /** "512 bytes", "1.4 MB", in powers of 1000. */
  public static String bytes(long bytes) {
    String[] units = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) {
      return bytes + " bytes";
    }
    double value = bytes / 1000.0;
    int unit = 0;
    while (value >= 999.95 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  private static String pair(long large, String unit, long small, String lesser) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + lesser);
  }
}
