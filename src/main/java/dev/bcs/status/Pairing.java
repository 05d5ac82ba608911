package dev.bcs.status;

import java.time.Instant;

/** How the Unix socket makes a pair of two units; the daemon implements it. */
public interface Pairing {
  /** Opens an invitation; the one before it is closed. */
  Invitation invite(Actor actor) throws Refused;

  /**
   * Takes up the invitation of the unit at host and port; blocks until both have pinned each other.
   *
   * @return a sentence that says with whom and as what this unit is paired now
   */
  String accept(String host, int port, String code, Actor actor) throws Refused;

  /**
   * How the last invitation stands: {@code open}, {@code used}, {@code expired}, {@code closed}
   * (five wrong codes), {@code withdrawn}, or {@code none} if there was none or it is not known.
   */
  default String invitation() {
    return "none";
  }

  /** What the other unit's administrator types, and until when it holds. */
  record Invitation(String code, Instant until) {}
}
