package dev.bcs.status;

import java.util.List;

/** The event log, kept on disk. */
public interface History {
  /** Eight bytes, made with the log; if they change, numbers began again. */
  byte[] logId();

  long newest();

  long oldest();

  /** Events with a number above this one, oldest first, at most so many. */
  List<Event> after(long seq, int most);

  /** Tells of each new event once it is durable, in order, on one thread; must not block. */
  AutoCloseable listen(Listener listener);

  /** Hears of events. */
  @FunctionalInterface
  interface Listener {
    void recorded(Event event);
  }
}
