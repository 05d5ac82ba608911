package dev.bcs.snmp;

import dev.bcs.status.Archive;
import dev.bcs.status.History;
import dev.bcs.status.Picture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;

/**
 * All that the agent answers, in the order of its numbers.
 *
 * <p>The shelf is filled once a picture; what grows with time is computed when it is read.
 */
final class Tree {
  private static final OID SYSTEM = new OID("1.3.6.1.2.1.1");

  private final Mib mib;
  private final History history;
  private final Archive archive;
  private final Tally tally;
  private final Attempts attempts;
  private final LastControl lastControl;
  private final Supplier<Long> upTicks;
  private final EventRows events;
  private volatile @Nullable Filled filled;

  /** A shelf with the picture it was filled from. */
  private record Filled(Picture picture, Shelf shelf) {}

  Tree(
      Mib mib,
      History history,
      Archive archive,
      Tally tally,
      Attempts attempts,
      LastControl lastControl,
      Supplier<Long> upTicks) {
    this.mib = mib;
    this.history = history;
    this.archive = archive;
    this.tally = tally;
    this.attempts = attempts;
    this.lastControl = lastControl;
    this.upTicks = upTicks;
    this.events = new EventRows(mib, history);
  }

  @Nullable
  Variable get(OID oid, Moment moment) {
    Variable value = shelf(moment.picture()).get(oid, moment);
    return value == null ? events.get(oid, moment) : value;
  }

  /** The number of the first instance after this one, or null at the end of the view. */
  @Nullable
  OID after(OID oid, Moment moment) {
    OID onShelf = shelf(moment.picture()).after(oid);
    OID inEvents = events.after(oid);
    if (onShelf == null || inEvents == null) {
      return onShelf == null ? inEvents : onShelf;
    }
    return onShelf.compareTo(inEvents) < 0 ? onShelf : inEvents;
  }

  /** The very picture is compared, not its contents: that would cost more than it saves. */
  @SuppressWarnings("ReferenceEquality")
  Shelf shelf(Picture picture) {
    Filled known = filled;
    if (known != null && known.picture() == picture) {
      return known.shelf();
    }
    Shelf shelf = new Shelf(mib);
    system(shelf, picture);
    UnitCells.fill(shelf, picture, archive.generations());
    AlarmCells.fill(shelf, picture, history, tally);
    OrderCells.fill(shelf, attempts, lastControl);
    filled = new Filled(picture, shelf);
    return shelf;
  }

  /** The part of SNMPv2-MIB that every NMS asks for first. */
  private void system(Shelf s, Picture p) {
    s.put(system(1), 0, m -> Values.text("BCS " + p.version() + ", unit " + p.unit()));
    s.put(system(2), 0, m -> mib.oid("bcsUnit"));
    s.put(system(3), 0, m -> new TimeTicks(upTicks.get() & Values.UNKNOWN));
    s.put(system(4), 0, m -> Values.text(""));
    s.put(system(5), 0, m -> Values.text(p.unit()));
    s.put(system(6), 0, m -> Values.text(""));
    s.put(system(7), 0, m -> Values.code(72));
  }

  private static OID system(int column) {
    OID oid = new OID(SYSTEM);
    oid.append(column);
    return oid;
  }
}
