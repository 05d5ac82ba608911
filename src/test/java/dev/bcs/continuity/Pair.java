package dev.bcs.continuity;

import dev.bcs.unit.Role;

/**
 * Both units and what lies between.
 *
 * @param excused a person waived a refusal or opened a unit by order: both may serve until they
 *     hear each other
 */
record Pair(Unit a, Unit b, boolean link, boolean excused) {
  static Pair fresh() {
    return new Pair(Unit.paired(true), Unit.paired(false), true, false);
  }

  /** The first primary stood down by epoch 2, whose promotion was rolled back; the link is cut. */
  static Pair stoodDown() {
    Unit a = Unit.paired(true);
    Unit b = Unit.paired(false);
    Unit reserved = b.book(b.book().reserve());
    Unit down = a.book(a.book().learn(reserved.book().reserved()))
        .happen(Happening.STOOD_DOWN)
        .services(false)
        .happen(Happening.SERVICES_DOWN);
    Unit back = reserved.book(reserved.book().giveUpReserved());
    return new Pair(down.sees(false).deaf(), back.sees(false).deaf(), false, false);
  }

  Unit unit(int i) {
    return i == 0 ? a : b;
  }

  Pair with(int i, Unit next) {
    return i == 0 ? new Pair(next, b, link, excused) : new Pair(a, next, link, excused);
  }

  Pair linked(boolean now) {
    return new Pair(a, b, now, excused);
  }

  Pair excuse(boolean now) {
    return new Pair(a, b, link, now);
  }

  boolean talk() {
    return link && a.daemon() && b.daemon();
  }

  boolean bothServe() {
    return a.services() && b.services();
  }

  @Override
  public String toString() {
    return show("a", a) + "  " + show("b", b) + (link ? "  linked" : "  cut")
        + (excused ? "  excused" : "");
  }

  private static String show(String name, Unit u) {
    return name + "=" + u.role().word() + "/" + u.book().epoch() + (u.daemon() ? "" : " dead")
        + (u.services() ? " SERVES" : "") + (u.phase() == Unit.Phase.NONE ? "" : " " + u.phase())
        + (u.role() == Role.CLOSED && u.token() ? " token" : "");
  }
}
