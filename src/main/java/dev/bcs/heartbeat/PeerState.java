package dev.bcs.heartbeat;

import java.util.Locale;

/** What this unit believes of its peer; the codes are frozen. */
public enum PeerState {
  UNKNOWN(1),
  UP(2),
  SUSPECT(3),
  DOWN(4);

  private final int code;

  PeerState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
