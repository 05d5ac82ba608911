package dev.bcs.link;

import dev.bcs.time.Clocks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of everybody who was turned away; the log hears of it at most once a minute. */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Clocks clocks;
  private final List<Refused> listeners = new CopyOnWriteArrayList<>();
  private @Nullable Long lastTicks;
  private int unsaid;

  Strangers(Clocks clocks) {
    this.clocks = clocks;
  }

  void listen(Refused listener) {
    listeners.add(listener);
  }

  void refused(String from, String why) {
    sayAtTimes(from, why);
    tell(from, why);
  }

  /** For what can happen a few times only: the log hears of each. */
  void refusedAloud(String from, String why) {
    LOG.warn("refused {} at the link: {}", from, why);
    tell(from, why);
  }

  private void tell(String from, String why) {
    for (Refused listener : listeners) {
      try {
        listener.refused(from, why);
      } catch (RuntimeException e) {
        LOG.warn("a refused stranger could not be reported", e);
      }
    }
  }

  private synchronized void sayAtTimes(String from, String why) {
    Long last = lastTicks;
    if (last != null && clocks.since(last).compareTo(QUIET) < 0) {
      unsaid++;
      return;
    }
    String before = unsaid == 0 ? "" : " (and " + unsaid + " before that)";
    LOG.warn("refused {} at the link: {}{}", from, why, before);
    lastTicks = clocks.ticks();
    unsaid = 0;
  }
}
