package dev.bcs.snmp;

import dev.bcs.status.Event;
import dev.bcs.status.History;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * The event table, read from the log row by row and never as a whole.
 *
 * <p>Events never change, so those read last are kept: a walk asks for each row once a column.
 * Numbers have no holes, so the next row is known without reading it.
 */
final class EventRows {
  private static final int KEPT = 512;
  private static final int READ_AHEAD = 64;
  private static final int FIRST_COLUMN = 2;
  private static final int LAST_COLUMN = 7;

  private final OID entry;
  private final OID notifications;
  private final History history;
  private final Map<Long, Event> kept = new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Event> eldest) {
      return size() > KEPT;
    }
  };

  EventRows(Mib mib, History history) {
    this.entry = mib.oid("bcsEventEntry");
    this.notifications = mib.oid("bcsNotifications");
    this.history = history;
  }

  @Nullable
  Variable get(OID oid, Moment moment) {
    if (oid.size() != entry.size() + 2 || !oid.startsWith(entry)) {
      return null;
    }
    long column = oid.getUnsigned(entry.size());
    long row = oid.getUnsigned(entry.size() + 1);
    if (column < FIRST_COLUMN || column > LAST_COLUMN) {
      return null;
    }
    Event event = event(row);
    return event == null ? null : value((int) column, event, moment);
  }

  /** The number of the first instance after this one, or null past the table's end. */
  @Nullable
  OID after(OID oid) {
    long oldest = Math.max(1, history.oldest());
    long newest = history.newest();
    if (newest < oldest) {
      return null;
    }
    OID first = cell(FIRST_COLUMN, oldest);
    if (oid.compareTo(first) < 0) {
      return first;
    }
    if (!oid.startsWith(entry)) {
      return null;
    }
    long column = oid.getUnsigned(entry.size());
    long row = oid.size() > entry.size() + 1 ? oid.getUnsigned(entry.size() + 1) : 0;
    long next = Math.max(oldest, row + 1);
    if (next > newest) {
      column++;
      next = oldest;
    }
    return column > LAST_COLUMN ? null : cell((int) column, next);
  }

  private OID cell(int column, long row) {
    OID oid = new OID(entry);
    oid.append(column);
    oid.append((int) row);
    return oid;
  }

  private synchronized @Nullable Event event(long seq) {
    Event known = kept.get(seq);
    if (known != null) {
      return known;
    }
    List<Event> read = history.after(seq - 1, READ_AHEAD);
    read.forEach(e -> kept.put(e.seq(), e));
    return read.isEmpty() || read.get(0).seq() != seq ? null : read.get(0);
  }

  private Variable value(int column, Event event, Moment moment) {
    return switch (column) {
      case 2 -> moment.time(event.time());
      case 3 -> kind(event);
      case 4 -> Values.text(event.key());
      case 5 -> Values.code(event.severity().code());
      case 6 -> Values.text(event.text());
      default -> Values.text(event.actor());
    };
  }

  private OID kind(Event event) {
    if (event.notification() == 0) {
      return new OID("0.0");
    }
    OID oid = new OID(notifications);
    oid.append(event.notification());
    return oid;
  }
}
