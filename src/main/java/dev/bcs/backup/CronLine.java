package dev.bcs.backup;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One line of five fields, read against the hands of a clock.
 *
 * <p>The parser's library finds days; the minutes of a day are the same on each day on which the
 * line is due, and are asked for once, because it is slow.
 */
final class CronLine {
  private static final String FIELDS =
      "\nhint: five fields, minute hour day month weekday, such as \"*/15 * * * *\"";
  private static final LocalDate ANY_DAY = LocalDate.of(2026, 1, 1);

  private final ExecutionTime time;
  private final TreeSet<LocalTime> minutes = new TreeSet<>();
  private volatile Found found = new Found(ANY_DAY, ANY_DAY.minusDays(1));

  /** From one day on, the first day on which the line is due. */
  private record Found(LocalDate from, LocalDate day) {}

  private CronLine(ExecutionTime time) {
    this.time = time;
    Optional<LocalDateTime> at = slowly(ANY_DAY.atStartOfDay().minusSeconds(1));
    Optional<LocalDate> day = at.map(LocalDateTime::toLocalDate);
    while (at.isPresent() && at.map(LocalDateTime::toLocalDate).equals(day)) {
      minutes.add(at.get().toLocalTime());
      at = slowly(at.get());
    }
  }

  /** Reads a line; a wrong one is an {@link IllegalArgumentException} with a sentence. */
  static CronLine of(String line) {
    try {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      return new CronLine(ExecutionTime.forCron(parser.parse(line).validate()));
    } catch (IllegalArgumentException e) {
      // The parser's own preface says no more than we do.
      String why = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
      throw new IllegalArgumentException(
          "schedule line \"" + line + "\" cannot be read: " + why + FIELDS, e);
    } catch (RuntimeException parserStumbled) {
      // Seen for a range without its end, as in "1-".
      throw new IllegalArgumentException(
          "schedule line \"" + line + "\" cannot be read: a field in it is not whole" + FIELDS,
          parserStumbled);
    }
  }

  private Optional<LocalDateTime> slowly(LocalDateTime after) {
    return time.nextExecution(after.atZone(ZoneOffset.UTC)).map(due -> due.toLocalDateTime());
  }

  /** What the hands show when it is next due after they show this. */
  Optional<LocalDateTime> next(LocalDateTime after) {
    if (minutes.isEmpty()) {
      return Optional.empty();
    }
    LocalDate today = after.toLocalDate();
    LocalTime later = minutes.higher(after.toLocalTime());
    if (later != null && firstDay(today).equals(Optional.of(today))) {
      return Optional.of(today.atTime(later));
    }
    return firstDay(today.plusDays(1)).map(day -> day.atTime(minutes.first()));
  }

  private Optional<LocalDate> firstDay(LocalDate from) {
    Found known = found;
    if (!from.isBefore(known.from) && !from.isAfter(known.day)) {
      return Optional.of(known.day);
    }
    Optional<LocalDate> day =
        slowly(from.atStartOfDay().minusSeconds(1)).map(LocalDateTime::toLocalDate);
    day.ifPresent(first -> found = new Found(from, first));
    return day;
  }
}
