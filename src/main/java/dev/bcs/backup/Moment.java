package dev.bcs.backup;

import java.time.Instant;

/**
 * The time that the capture of one application stands for.
 *
 * @param still whether it was held still from begin to end, so that all of it is of one moment
 */
public record Moment(String application, Instant from, Instant to, boolean still) {
  /** One sentence for people. */
  public String text() {
    return still
        ? application + " was held still from " + from + " to " + to
        : application + " was captured while it ran, from " + from + " to " + to;
  }
}
