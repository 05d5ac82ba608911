package dev.bcs.heartbeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How often beats go out, and after what silence the peer is suspect, then down. */
public record HeartbeatSettings(Duration interval, Duration suspectAfter, Duration downAfter) {
  private static final Duration SHORTEST = Duration.ofMillis(10);

  /** What cannot work, as sentences; empty if all is well. */
  public List<String> problems() {
    List<String> found = new ArrayList<>();
    if (interval.compareTo(SHORTEST) < 0) {
      found.add("heartbeat interval is below 10 ms\nhint: 250ms is usual");
    }
    if (suspectAfter.compareTo(interval.multipliedBy(2)) < 0) {
      found.add("suspect-after is less than two heartbeat intervals, so one lost beat is an alarm"
          + "\nhint: with an interval of 250ms, 1s is usual");
    }
    if (downAfter.compareTo(suspectAfter) <= 0) {
      found.add("down-after must be longer than suspect-after\nhint: three times as long is usual");
    }
    return found;
  }
}
