package dev.bcs.status;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An event log in memory, to which the test adds. */
public final class FakeHistory implements History {
  private final List<Event> events = new ArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Records what an alarm says, with the next number, and tells the listeners on this thread. */
  public Event add(AlarmKind kind, Severity severity, String subject, String text) {
    boolean raised = severity != Severity.CLEARED;
    return add(new Event(
        newest() + 1,
        PictureSketch.NOW.plusSeconds(newest()),
        raised ? kind.word() : kind.clearWord(),
        raised ? kind.code() : kind.clearCode(),
        kind.key("hq-pbx", "wave-b"),
        severity,
        subject,
        text,
        "",
        List.of()));
  }

  /** Records this very event. */
  public synchronized Event add(Event event) {
    events.add(event);
    listeners.forEach(l -> l.recorded(event));
    return event;
  }

  @Override
  public byte[] logId() {
    return new byte[] {1, 2, 3, 4, 5, 6, 7, 8};
  }

  @Override
  public synchronized long newest() {
    return events.isEmpty() ? 0 : events.get(events.size() - 1).seq();
  }

  @Override
  public synchronized long oldest() {
    return events.isEmpty() ? 0 : events.get(0).seq();
  }

  @Override
  public synchronized List<Event> after(long seq, int most) {
    return events.stream().filter(e -> e.seq() > seq).limit(most).toList();
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
