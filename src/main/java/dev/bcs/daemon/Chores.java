package dev.bcs.daemon;

import dev.bcs.time.Threads;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be asked of the peer now and then, on one thread that may wait for it. */
final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
  private static final long EVERY_SECONDS = 30;
  private static final long END_MILLIS = 2000;

  private final List<Runnable> all;
  private final Semaphore due = new Semaphore(1);
  private volatile boolean open = true;
  private @Nullable Thread thread;

  Chores(List<Runnable> all) {
    this.all = List.copyOf(all);
  }

  synchronized void start() {
    if (thread == null) {
      thread = Threads.start("daemon", "chores", this::work);
    }
  }

  /** Something has changed: they are done now, not only when it is time. Never blocks. */
  void poke() {
    if (due.availablePermits() == 0) {
      due.release();
    }
  }

  private void work() {
    try {
      while (open) {
        if (due.tryAcquire(EVERY_SECONDS, TimeUnit.SECONDS)) {
          due.drainPermits();
        }
        for (Runnable chore : all) {
          attempt(chore);
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt(Runnable chore) {
    try {
      if (open) {
        chore.run();
      }
    } catch (RuntimeException e) {
      LOG.warn("a chore failed; it is tried again in {} s", EVERY_SECONDS, e);
    }
  }

  @Override
  public synchronized void close() {
    open = false;
    Thread running = thread;
    thread = null;
    if (running != null) {
      running.interrupt();
      try {
        running.join(END_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
