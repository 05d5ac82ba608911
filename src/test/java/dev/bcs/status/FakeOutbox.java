package dev.bcs.status;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An outbox over a fake history; nothing is held back or dropped unless the test says so. */
public final class FakeOutbox implements Outbox {
  private final FakeHistory history;
  private final Map<String, Long> cursors = new HashMap<>();
  private long dropped;
  private long suppressed;

  public FakeOutbox(FakeHistory history) {
    this.history = history;
  }

  /** Up to where the channel is delivered. */
  public synchronized long cursor(String channel) {
    return cursors.getOrDefault(channel, 0L);
  }

  public synchronized void drop(int more) {
    dropped += more;
  }

  @Override
  public synchronized List<Event> pending(String channel, int most) {
    return history.after(cursor(channel), most);
  }

  @Override
  public synchronized void delivered(String channel, long seq) {
    cursors.merge(channel, seq, Math::max);
  }

  @Override
  public synchronized long dropped() {
    return dropped;
  }

  @Override
  public synchronized long suppressed() {
    return suppressed;
  }

  @Override
  public synchronized void countSuppressed(int more) {
    suppressed += more;
  }
}
