package dev.bcs.snmp;

import static dev.bcs.snmp.Values.code;
import static dev.bcs.snmp.Values.counter;
import static dev.bcs.snmp.Values.gauge;
import static dev.bcs.snmp.Values.text;
import static dev.bcs.snmp.Values.truth;

import dev.bcs.status.History;
import dev.bcs.status.Picture;
import dev.bcs.status.Severity;
import java.util.Comparator;
import org.snmp4j.smi.OctetString;

/** Lays alarms, the ends of the event log, and counts of notifications on the shelf. */
final class AlarmCells {
  private AlarmCells() {}

  static void fill(Shelf s, Picture p, History history, Tally tally) {
    s.put("bcsAlarmWorst", code(worst(p).code()));
    s.put(
        "bcsAlarmActive",
        gauge(p.alarms().stream().filter(a -> a.severity() != Severity.CLEARED).count()));
    for (Picture.Alarm a : p.alarms()) {
      int row = a.code();
      s.put("bcsAlarmName", row, text(a.name()));
      s.put("bcsAlarmSeverity", row, code(a.severity().code()));
      s.put("bcsAlarmSince", row, m -> m.time(a.since()));
      s.put("bcsAlarmAge", row, m -> a.since() == null ? gauge(0) : m.growing(a.age()));
      s.put("bcsAlarmRaised", row, counter(a.raised()));
      s.put("bcsAlarmHeld", row, truth(a.held()));
      s.put("bcsAlarmText", row, text(a.text()));
      s.put("bcsAlarmAdvice", row, text(a.advice()));
      s.put("bcsAlarmSeq", row, gauge(a.seq()));
    }
    s.put("bcsEventLogId", m -> new OctetString(history.logId()));
    s.put("bcsEventNewest", m -> gauge(history.newest()));
    s.put("bcsEventOldest", m -> gauge(history.oldest()));
    s.put("bcsNotifySent", m -> counter(tally.sent()));
    s.put("bcsNotifySuppressed", m -> counter(tally.suppressed()));
    s.put("bcsNotifyDropped", m -> counter(tally.dropped()));
    s.put("bcsNotifyPending", m -> gauge(tally.pending()));
  }

  private static Severity worst(Picture p) {
    return p.alarms().stream()
        .filter(a -> !a.held())
        .map(Picture.Alarm::severity)
        .max(Comparator.comparingInt(Severity::rank))
        .orElse(Severity.CLEARED);
  }
}
