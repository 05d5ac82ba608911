package dev.bcs.snmp;

import dev.bcs.status.Actor;

/** What became of the last order at bcsControl, since the start. */
final class LastControl {
  private volatile Shown shown = new Shown(0, "", "", 1, "");

  /** What bcsControlResult and its neighbours show. */
  record Shown(long token, String user, String verb, int result, String detail) {}

  Shown shown() {
    return shown;
  }

  void accepted(long token, Actor actor, String verb, String text) {
    shown = new Shown(token, actor.toString(), verb, 3, text);
  }

  /** The last token that was taken stays. */
  void refused(Actor actor, String verb, String why) {
    shown = new Shown(shown.token(), actor.toString(), verb, 2, why);
  }
}
