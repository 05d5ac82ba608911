package dev.bcs.snmp;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** The instances of one picture in the order of their numbers; immutable once filled. */
final class Shelf {
  private final Mib mib;
  private final NavigableMap<OID, Function<Moment, Variable>> cells = new TreeMap<>();

  Shelf(Mib mib) {
    this.mib = mib;
  }

  /** A scalar. */
  void put(String name, Function<Moment, Variable> cell) {
    put(mib.oid(name), 0, cell);
  }

  /** A scalar that does not change while the picture is shown. */
  void put(String name, Variable value) {
    put(name, moment -> value);
  }

  /** A column of one row. */
  void put(String column, long row, Function<Moment, Variable> cell) {
    put(mib.oid(column), row, cell);
  }

  void put(String column, long row, Variable value) {
    put(column, row, moment -> value);
  }

  void put(OID object, long index, Function<Moment, Variable> cell) {
    OID oid = new OID(object);
    oid.append((int) index);
    cells.put(oid, cell);
  }

  @Nullable
  Variable get(OID oid, Moment moment) {
    Function<Moment, Variable> cell = cells.get(oid);
    return cell == null ? null : cell.apply(moment);
  }

  /** The number of the first instance after this one. */
  @Nullable
  OID after(OID oid) {
    return cells.higherKey(oid);
  }

  /** Every instance, for tests and for lists of what is answered. */
  Iterable<Map.Entry<OID, Function<Moment, Variable>>> all() {
    return cells.entrySet();
  }
}
