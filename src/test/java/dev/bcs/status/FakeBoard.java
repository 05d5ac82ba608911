package dev.bcs.status;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A board on which the test publishes. */
public final class FakeBoard implements Board {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile Picture picture;

  public FakeBoard(Picture picture) {
    this.picture = picture;
  }

  /** Shows a picture and tells the listeners, on this thread. */
  public void publish(Picture next) {
    picture = next;
    listeners.forEach(l -> l.published(next));
  }

  public int listeners() {
    return listeners.size();
  }

  @Override
  public Picture picture() {
    return picture;
  }

  @Override
  public AutoCloseable listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
