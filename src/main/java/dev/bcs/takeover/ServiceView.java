package dev.bcs.takeover;

import java.time.Duration;
import java.util.Locale;

/** One service of this unit as it was last checked. */
public record ServiceView(String id, State state, String text, Duration age) {
  /** The codes are frozen. */
  public enum State {
    RUNNING(1),
    STOPPED(2),
    FAILED(3),
    UNKNOWN(4),
    HELD_DOWN(5);

    private final int code;

    State(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
