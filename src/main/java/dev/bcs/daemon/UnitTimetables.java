package dev.bcs.daemon;

import dev.bcs.backup.Advice;
import dev.bcs.backup.BackupEngine;
import dev.bcs.backup.Timetable;
import dev.bcs.status.Timetables;

/** The week ahead of this unit's backups, in the words of the status room. */
final class UnitTimetables implements Timetables {
  private final BackupEngine backups;

  UnitTimetables(BackupEngine backups) {
    this.backups = backups;
  }

  @Override
  public Week week() {
    Timetable table = backups.timetable();
    Advice advice = table.advice();
    return new Week(
        table.asOf(),
        table.zone(),
        table.next(),
        table.days().stream().map(UnitTimetables::day).toList(),
        table.blackouts(),
        table.gapLimit(),
        advice.run().orElse(null),
        advice.shortest(),
        advice.longest(),
        advice.worstGap().orElse(null),
        table.missed(),
        advice.warnings(),
        advice.proposal().orElse(null),
        advice.datasets().stream().map(UnitTimetables::growth).toList());
  }

  private static Day day(Timetable.Day day) {
    return new Day(
        day.day(), day.runs(), day.first().orElse(null), day.last().orElse(null), day.longest());
  }

  private static Growth growth(Advice.Growth growth) {
    return new Growth(
        growth.dataset(),
        growth.capture(),
        growth.files(),
        growth.bytes(),
        growth.filesMore(),
        growth.bytesMore(),
        growth.changedBytes());
  }
}
