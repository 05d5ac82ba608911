package dev.bcs.takeover;

import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service with what was last seen of it; one thread at a time works on it. */
final class Watched {
  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
  private static final long LARGEST_LOG = 8L << 20;

  final Service service;
  private final Clocks clocks;
  private final ReentrantLock work = new ReentrantLock();
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final AtomicLong intrusions = new AtomicLong();
  private volatile Seen seen;

  /** It ran, or was told to, and was not stopped by us since: silence now is a failure. */
  private volatile boolean expected;

  private boolean failedBefore;
  private boolean missed;

  /** What was seen, and when by the ticks. */
  private record Seen(Probe probe, long ticks) {}

  Watched(Service service, Clocks clocks) {
    this.service = service;
    this.clocks = clocks;
    this.seen = new Seen(Probe.unknown("not looked at yet"), clocks.ticks());
  }

  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void unclaim() {
    claimed.set(false);
  }

  long intrusions() {
    return intrusions.get();
  }

  StepResult start() {
    work.lock();
    try {
      StepResult result = service.start();
      expected = true;
      remember(service.look());
      return result;
    } finally {
      work.unlock();
    }
  }

  StepResult stop() {
    work.lock();
    try {
      expected = false;
      StepResult result = service.stop();
      remember(service.look());
      return result;
    } finally {
      work.unlock();
    }
  }

  /**
   * Looks, and while held down stops what it finds; true if the listeners should know. One that is
   * being worked on is passed over.
   */
  boolean look(BooleanSupplier heldDown) {
    return work.tryLock() && lookLocked(heldDown, false);
  }

  /** As {@link #look}, but waits for who works on it, so that what is seen then is new. */
  void lookSurely(BooleanSupplier heldDown) {
    try {
      if (work.tryLock(service.longest().toMillis(), TimeUnit.MILLISECONDS)) {
        lookLocked(heldDown, true);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean lookLocked(BooleanSupplier heldDown, boolean surely) {
    try {
      Probe before = seen.probe;
      Probe now = service.look();
      boundLog();
      if (!surely && isFirstMiss(before, now)) {
        missed = true;
        return false;
      }
      missed = false;
      remember(now);
      // Asked only now: it may have changed while we waited for a thread.
      if (heldDown.getAsBoolean()) {
        expected = false;
        return now.answers() ? intrude() : before.answers();
      }
      expected |= now.answers();
      tellOnce(now);
      return before.known() != now.known() || before.answers() != now.answers();
    } finally {
      work.unlock();
    }
  }

  /**
   * One silence of a service that answered just before may be a moment's load: the next decides.
   */
  private boolean isFirstMiss(Probe before, Probe now) {
    return !missed && expected && before.answers() && now.known() && !now.answers();
  }

  private boolean intrude() {
    String id = service.settings().id();
    LOG.warn("service {} runs although services are held down here; it is stopped", id);
    intrusions.incrementAndGet();
    StepResult result = service.stop();
    if (!result.done()) {
      LOG.error("service {} could not be stopped: {}", id, result.text());
    }
    remember(service.look());
    return true;
  }

  private void tellOnce(Probe now) {
    boolean failed = expected && now.known() && !now.answers();
    if (failed && !failedBefore) {
      LOG.warn("service {} has failed: {}", service.settings().id(), now.text());
    } else if (failedBefore && now.answers()) {
      LOG.info("service {} runs again: {}", service.settings().id(), now.text());
    }
    failedBefore = failed;
  }

  private void remember(Probe probe) {
    seen = new Seen(probe, clocks.ticks());
  }

  /** The daemon writes at the end of its file, so cutting it to nothing takes effect at once. */
  private void boundLog() {
    Path log = service.log();
    try {
      if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
        FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
            .close();
      }
    } catch (IOException notNow) {
      LOG.debug("the log {} could not be cut", log, notNow);
    }
  }

  ServiceView view(boolean heldDown) {
    Seen now = seen;
    String id = service.settings().id();
    long count = intrusions.get();
    String often = count == 0 ? "" : "; found running and stopped " + count + " times";
    return new ServiceView(
        id, state(now.probe, heldDown), now.probe.text() + often, clocks.since(now.ticks));
  }

  private ServiceView.State state(Probe probe, boolean heldDown) {
    if (!probe.known()) {
      return ServiceView.State.UNKNOWN;
    }
    if (probe.answers()) {
      return ServiceView.State.RUNNING;
    }
    if (heldDown) {
      return ServiceView.State.HELD_DOWN;
    }
    return expected ? ServiceView.State.FAILED : ServiceView.State.STOPPED;
  }
}
