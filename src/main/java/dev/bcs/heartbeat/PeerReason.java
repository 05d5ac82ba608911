package dev.bcs.heartbeat;

import java.util.Locale;

/** Why the peer is believed to be as it is; the codes are frozen. */
public enum PeerReason {
  NEVER_HEARD(1, "not heard since this unit started"),
  HEARD(2, "its beats arrive"),
  SILENT_ON_ALL_PATHS(3, "silent on all paths"),
  DAEMON_GONE(4, "the host answers, its BCS is gone"),
  SERVICES_FAILED(5, "the host is alive, its services have failed"),
  LINK_DOWN_HERE(6, "this unit's own links are down"),
  SAID_GOODBYE(7, "it said goodbye"),
  OBSERVER_LATE(8, "this unit itself ran late, so it does not judge");

  private final int code;
  private final String sentence;

  PeerReason(int code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  public int code() {
    return code;
  }

  /** What the operator reads. */
  public String sentence() {
    return sentence;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
