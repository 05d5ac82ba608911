package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * Statuses that were painted after an order was accepted; older ones still tell of what was before.
 *
 * <p>Their age is told by the daemon's monotonic clock, so no wall clock takes part. A daemon that
 * is away for less than thirty seconds, as while it is restarted, is waited for.
 */
final class FreshStatus {
  private static final Duration AWAY = Duration.ofSeconds(30);

  private final Door door;
  private final Terminal terminal;
  private final long sinceTicks;

  /** For an order that was accepted just now. */
  FreshStatus(Door door, Terminal terminal) {
    this.door = door;
    this.terminal = terminal;
    this.sinceTicks = terminal.clocks().ticks();
  }

  /** The next one, looked for at this pace. */
  JsonNode next(Duration pace) {
    long begun = terminal.clocks().ticks();
    while (true) {
      terminal.rest(pace);
      Duration sinceOrder = terminal.clocks().since(sinceTicks);
      try {
        JsonNode status = door.status();
        long ageMillis = Math.round(status.path("ageSeconds").asDouble() * 1000);
        if (ageMillis < sinceOrder.toMillis()) {
          return status;
        }
      } catch (CommandFailed e) {
        if (e.code() != ExitCode.NO_DAEMON) {
          throw e;
        }
      }
      if (terminal.clocks().since(begun).compareTo(AWAY) > 0) {
        throw new CommandFailed(
            ExitCode.NO_DAEMON,
            "the daemon accepted the order, but has not told of it for 30 s",
            "what was ordered goes on or is halted: bcs operation, bcs status");
      }
    }
  }
}
