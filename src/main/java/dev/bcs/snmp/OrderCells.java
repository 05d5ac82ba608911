package dev.bcs.snmp;

import static dev.bcs.snmp.Values.code;
import static dev.bcs.snmp.Values.gauge;
import static dev.bcs.snmp.Values.text;

import dev.bcs.status.Picture;
import java.util.stream.Collectors;

/** Lays promotion and control on the shelf: previews, tokens, results, and what reads empty. */
final class OrderCells {
  private OrderCells() {}

  static void fill(Shelf s, Attempts attempts, LastControl last) {
    s.put("bcsPromotePreview", m -> text(m.check().preview()));
    s.put("bcsPromoteRefusals", m -> text(refusals(m)));
    s.put("bcsPromoteToken", m -> gauge(m.check().token()));
    s.put("bcsPromoteUnit", text(""));
    s.put("bcsPromoteReason", text(""));
    s.put("bcsPromoteFence", code(1));
    s.put("bcsPromoteGeneration", gauge(0));
    s.put("bcsPromoteOverrides", text(""));
    s.put("bcsPromoteGo", gauge(0));
    s.put("bcsPromoteLastToken", m -> gauge(attempts.last(m.picture()).token()));
    s.put("bcsPromoteLastUser", m -> text(attempts.last(m.picture()).user()));
    s.put("bcsPromoteResult", m -> code(attempts.last(m.picture()).result()));
    s.put("bcsPromoteStep", m -> text(attempts.last(m.picture()).step()));
    s.put("bcsPromoteDetail", m -> text(attempts.last(m.picture()).detail()));
    s.put("bcsControlToken", m -> gauge(m.check().token()));
    s.put("bcsControlUnit", text(""));
    s.put("bcsControlReason", text(""));
    s.put("bcsControlOverrides", text(""));
    s.put("bcsControlMinutes", gauge(0));
    s.put("bcsControlAlarm", text(""));
    for (OrderKind kind : OrderKind.values()) {
      if (kind != OrderKind.PROMOTE) {
        s.put(kind.go(), gauge(0));
      }
    }
    s.put("bcsControlLastToken", m -> gauge(last.shown().token()));
    s.put("bcsControlLastUser", m -> text(last.shown().user()));
    s.put("bcsControlLastVerb", m -> text(last.shown().verb()));
    s.put("bcsControlResult", m -> code(last.shown().result()));
    s.put("bcsControlDetail", m -> text(last.shown().detail()));
  }

  static String refusals(Moment moment) {
    return moment.check().refusals().stream()
        .map(Picture.Reason::code)
        .collect(Collectors.joining(" "));
  }
}
