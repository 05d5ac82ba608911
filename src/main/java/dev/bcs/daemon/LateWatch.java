package dev.bcs.daemon;

import dev.bcs.heartbeat.Heart;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.heartbeat.Watch;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The watch over the peer, for rooms that are built before there is one. */
final class LateWatch implements Watch, AutoCloseable {
  private final Clocks clocks;
  private final long began;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong heardBefore = new AtomicLong();
  private volatile @Nullable Heart heart;

  LateWatch(Clocks clocks) {
    this.clocks = clocks;
    this.began = clocks.ticks();
  }

  /**
   * From now on this heart beats, which is started here; one before it is closed.
   *
   * @throws IOException with a sentence if its port cannot be taken; then nothing beats
   */
  synchronized void attach(Heart fresh) throws IOException {
    detach();
    fresh.onChange(() -> listeners.forEach(Runnable::run));
    fresh.start();
    heart = fresh;
  }

  private void detach() {
    Heart old = heart;
    if (old != null) {
      heardBefore.addAndGet(old.heard());
      heart = null;
      old.close();
    }
  }

  @Override
  public PeerView view() {
    Heart now = heart;
    return now != null ? now.view() : nobody();
  }

  private PeerView nobody() {
    return new PeerView(
        PeerState.UNKNOWN,
        PeerReason.NEVER_HEARD,
        Role.UNPAIRED,
        Epoch.NONE,
        clocks.since(began),
        Instant.EPOCH,
        began,
        new byte[0],
        List.of());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public long heard() {
    Heart now = heart;
    return heardBefore.get() + (now == null ? 0 : now.heard());
  }

  /** Tells the peer first that the silence to come is meant. */
  @Override
  public synchronized void close() {
    Heart now = heart;
    if (now != null) {
      now.goodbye();
    }
    detach();
  }
}
