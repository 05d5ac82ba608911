package dev.bcs.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hours of a week in which no run begins; no clock.
 *
 * <p>Read against the hands of the wall clock, minute by minute: where they are set forward over an
 * end, it ends at the change; an hour that comes twice is blacked out twice. Windows that touch are
 * one. A window whose end is not after its begin goes on into the next day.
 */
final class Blackouts {
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final int DAY = 24 * 60;
  private static final int WEEK = 7 * DAY;
  /** A week with as many changes of the hands as no zone has. */
  private static final int STRETCHES = 16;

  private static final String DAY_NAMES = "[a-z]{3}(?:-[a-z]{3})?";
  private static final Pattern LINE = Pattern.compile("(" + DAY_NAMES + "(?:,\\s*" + DAY_NAMES
      + ")*)?(?:^|\\s+|$)(?:([0-9]{1,2}:[0-9]{2})-([0-9]{1,2}:[0-9]{2}))?");

  private final BitSet minutes;
  private final ZoneId zone;

  private Blackouts(BitSet minutes, ZoneId zone) {
    this.minutes = minutes;
    this.zone = zone;
  }

  /** Of lines such as "mon-fri 08:00-18:00"; one that says nothing is refused with a sentence. */
  static Blackouts of(List<String> lines, ZoneId zone) {
    BitSet minutes = new BitSet(WEEK);
    lines.forEach(line -> read(line, minutes));
    return new Blackouts(minutes, zone);
  }

  private static void read(String line, BitSet into) {
    Matcher parts = LINE.matcher(line.strip().toLowerCase(Locale.ROOT));
    if (line.isBlank() || !parts.matches()) {
      throw wrong(line, "it is not days and hours");
    }
    BitSet days = days(line, Optional.ofNullable(parts.group(1)));
    int from = minute(line, Optional.ofNullable(parts.group(2)).orElse("00:00"));
    int to = minute(line, Optional.ofNullable(parts.group(3)).orElse("24:00"));
    if (from == to || from == DAY) {
      throw wrong(line, "it lasts no time");
    }
    int length = to > from ? to - from : to + DAY - from;
    days.stream().forEach(day -> {
      int begin = day * DAY + from;
      into.set(begin, Math.min(begin + length, WEEK));
      into.set(0, Math.max(0, begin + length - WEEK));
    });
  }

  private static BitSet days(String line, Optional<String> names) {
    BitSet days = new BitSet(7);
    if (names.isEmpty()) {
      days.set(0, 7);
      return days;
    }
    for (String part : names.get().split(",", -1)) {
      String[] ends = part.strip().split("-", -1);
      int first = day(line, ends[0]);
      int last = day(line, ends[ends.length - 1]);
      for (int day = first; day != last; day = (day + 1) % 7) {
        days.set(day);
      }
      days.set(last);
    }
    return days;
  }

  private static int day(String line, String name) {
    int day = DAYS.indexOf(name);
    if (day < 0) {
      throw wrong(line, "there is no day " + name);
    }
    return day;
  }

  private static int minute(String line, String time) {
    if (time.equals("24:00")) {
      return DAY;
    }
    try {
      LocalTime read = LocalTime.parse(time.length() == 4 ? "0" + time : time);
      return read.toSecondOfDay() / 60;
    } catch (DateTimeException noSuchTime) {
      throw wrong(line, "there is no time " + time);
    }
  }

  private static IllegalArgumentException wrong(String line, String why) {
    return new IllegalArgumentException("blackout \"" + line + "\" cannot be read: " + why
        + "\nhint: days and hours, such as"
        + " \"mon-fri 08:00-18:00\", \"22:00-06:00\" or \"sat,sun\"");
  }

  boolean isEmpty() {
    return minutes.isEmpty();
  }

  boolean isWholeWeek() {
    return minutes.cardinality() == WEEK;
  }

  boolean covers(Instant at) {
    return covers(LocalDateTime.ofInstant(at, zone));
  }

  private boolean covers(LocalDateTime hands) {
    return minutes.get(minuteOf(hands));
  }

  private static int minuteOf(LocalDateTime hands) {
    return (hands.getDayOfWeek().getValue() - 1) * DAY + hands.getHour() * 60 + hands.getMinute();
  }

  /** When the black-out ends that covers this moment; empty if none ever does. */
  Optional<Instant> end(Instant covered) {
    return first(covered, false);
  }

  /** From this moment on, the first one that is blacked out; empty if none is. */
  Optional<Instant> begin(Instant from) {
    return first(from, true);
  }

  private Optional<Instant> first(Instant from, boolean covered) {
    Instant at = from;
    for (int i = 0; i < STRETCHES && !isEmpty() && !isWholeWeek(); i++) {
      ZoneOffset offset = zone.getRules().getOffset(at);
      LocalDateTime hands = LocalDateTime.ofInstant(at, offset);
      if (covers(hands) == covered) {
        return Optional.of(at);
      }
      int minute = minuteOf(hands);
      int here = covered ? minutes.nextSetBit(minute) : minutes.nextClearBit(minute);
      int anew = covered ? minutes.nextSetBit(0) : minutes.nextClearBit(0);
      int ahead = here >= 0 && here < WEEK ? here - minute : anew + WEEK - minute;
      Instant next = hands.truncatedTo(ChronoUnit.MINUTES).plusMinutes(ahead).toInstant(offset);
      ZoneOffsetTransition change = zone.getRules().nextTransition(at);
      at = change != null && change.getInstant().isBefore(next) ? change.getInstant() : next;
    }
    return Optional.empty();
  }

  /** When the black-out began that covers this moment, and that does not cover a whole week. */
  Instant start(Instant covered) {
    Instant at = covered;
    ZoneOffset offset = zone.getRules().getOffset(at);
    for (int i = 0; i < STRETCHES; i++) {
      LocalDateTime hands = LocalDateTime.ofInstant(at, offset);
      // At a change of the hands it is the moment before it that is looked at.
      int minute = minuteOf(i == 0 ? hands : hands.minusNanos(1));
      int clear = minutes.previousClearBit(minute);
      int back = clear >= 0 ? minute - clear : minute + WEEK - minutes.previousClearBit(WEEK - 1);
      LocalDateTime top = (i == 0 ? hands : hands.minusNanos(1)).truncatedTo(ChronoUnit.MINUTES);
      Instant start = top.minusMinutes(back - 1L).toInstant(offset);
      ZoneOffsetTransition change =
          zone.getRules().previousTransition(i == 0 ? at.plusNanos(1) : at);
      if (change == null || change.getInstant().isBefore(start)) {
        return start;
      }
      at = change.getInstant();
      offset = change.getOffsetBefore();
      if (!covers(change.getDateTimeBefore().minusNanos(1))) {
        return at;
      }
    }
    return at;
  }
}
