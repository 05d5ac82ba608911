package dev.bcs.snmp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Counter32;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Gauge32;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** Makes SNMP values: cut at a character, saturated, or plainly unknown. */
final class Values {
  /** Longest BcsText, in octets. */
  static final int LONGEST_TEXT = 255;

  /** A number of seconds that is not known, so that every threshold fires. */
  static final long UNKNOWN = 4_294_967_295L;

  private Values() {}

  static Variable text(String text) {
    return new OctetString(cut(text, LONGEST_TEXT));
  }

  /** At most so many octets of UTF-8, never ending inside a character. */
  static byte[] cut(String text, int most) {
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    if (whole.length <= most) {
      return whole;
    }
    int end = most;
    while (end > 0 && (whole[end] & 0xc0) == 0x80) {
      end--;
    }
    return java.util.Arrays.copyOf(whole, end);
  }

  /** Holds still at its ends; below zero is zero. */
  static Variable gauge(long value) {
    return new Gauge32(Math.max(0, Math.min(value, UNKNOWN)));
  }

  static Variable seconds(@Nullable Duration length) {
    return gauge(length == null ? UNKNOWN : length.toSeconds());
  }

  /** Starts again at zero, as RFC 2578 has it. */
  static Variable counter(long value) {
    return new Counter32(value & UNKNOWN);
  }

  static Variable octets(long value) {
    return new Counter64(Math.max(0, value));
  }

  static Variable code(int code) {
    return new Integer32(code);
  }

  static Variable truth(boolean value) {
    return new Integer32(value ? 1 : 2);
  }

  /** DateAndTime of RFC 2579: 11 octets with the zone, or eight zero octets for no time. */
  static Variable time(@Nullable Instant instant, ZoneId zone) {
    if (instant == null) {
      return new OctetString(new byte[8]);
    }
    ZonedDateTime t = instant.atZone(zone);
    int offset = t.getOffset().getTotalSeconds() / 60;
    int part = Math.abs(offset);
    return new OctetString(new byte[] {
      (byte) (t.getYear() >> 8),
      (byte) t.getYear(),
      (byte) t.getMonthValue(),
      (byte) t.getDayOfMonth(),
      (byte) t.getHour(),
      (byte) t.getMinute(),
      (byte) t.getSecond(),
      (byte) (t.getNano() / 100_000_000),
      (byte) (offset < 0 ? '-' : '+'),
      (byte) (part / 60),
      (byte) (part % 60)
    });
  }

  /** The unit's zone by name; UTC where the name means nothing. */
  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (java.time.DateTimeException unknown) {
      return ZoneOffset.UTC;
    }
  }
}
