package dev.bcs.status;

import java.util.List;

/**
 * Events that a window still has to deliver, kept until it says they are delivered.
 *
 * <p>One cursor a channel ({@code snmp:10.0.0.9:162}, {@code mail}); survives restarts; at most 10
 * 000 events or seven days, what is dropped is counted.
 */
public interface Outbox {
  /** The next events for this channel, oldest first; those held by maintenance are left out. */
  List<Event> pending(String channel, int most);

  /** All up to this number are delivered on this channel. */
  void delivered(String channel, long seq);

  /** Events given up, all channels. */
  long dropped();

  /** Events held back by damping, rate or maintenance, all channels. */
  long suppressed();

  void countSuppressed(int more);
}
