package dev.bcs.daemon;

import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.link.Handlers;
import dev.bcs.link.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The way to the peer, for rooms that are built before it is known who that is. */
final class LateLink implements Calls, Handlers, AutoCloseable {
  private final Map<String, Handler> handlers = new LinkedHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable Link link;

  /** As {@link Handlers#on}, for every link that will be attached. */
  @Override
  public synchronized void on(String verb, Handler handler) {
    if (handlers.putIfAbsent(verb, handler) != null) {
      throw new IllegalStateException(verb + " has a handler already");
    }
  }

  /** Runs, on a thread of the link, after {@link #connected()} changed; must not block. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * From now on calls go over this link, which is started here; one before it is closed.
   *
   * @throws IOException with a sentence if its port cannot be taken; then there is no link
   */
  synchronized void attach(Link fresh) throws IOException {
    detach();
    handlers.forEach(fresh::on);
    fresh.onChange(() -> listeners.forEach(Runnable::run));
    fresh.start();
    link = fresh;
  }

  /** Gives the port up; calls fail until another link is attached. */
  synchronized void detach() {
    Link old = link;
    link = null;
    if (old != null) {
      old.close();
    }
  }

  /** The peer was heard elsewhere: dials now, if it waits. */
  void nudge() {
    Link now = link;
    if (now != null && !now.connected()) {
      now.nudge();
    }
  }

  @Override
  public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
    Link now = link;
    if (now == null) {
      throw new IOException("this unit has no peer yet");
    }
    return now.call(verb, body, limit);
  }

  @Override
  public boolean connected() {
    Link now = link;
    return now != null && now.connected();
  }

  @Override
  public void close() {
    detach();
  }
}
