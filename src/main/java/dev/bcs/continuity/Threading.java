package dev.bcs.continuity;

import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of the room: one owns the state, one takes steps, one asks the peer and probes. */
interface Threading extends AutoCloseable {
  /**
   * Runs on the thread that owns the state, and waits for it; bounded.
   *
   * @throws IllegalStateException if its turn did not come in time; then it will never run
   */
  <T> T decide(Supplier<T> decision);

  /** Queues a deed on the one thread of steps. */
  void steps(Runnable deed);

  /** Queues a question to the peer or a probe; dropped if one too many waits already. */
  void ask(Runnable question);

  /** Runs a deed on the side and waits at most so long. */
  String bounded(Callable<String> deed, Duration limit, String name) throws IOException;

  /** Waits so long. */
  void rest(Duration length) throws IOException;

  /** Calls the tick every so often on the thread that owns the state, until closed. */
  void every(Duration interval, Runnable tick);

  @Override
  void close();

  /** Real threads. */
  static Threading real() {
    return new Real();
  }

  /** The threads of a running unit. */
  final class Real implements Threading {
    private static final Logger LOG = LoggerFactory.getLogger(Threading.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For one that has begun: longer than the ledger waits for its own turn. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Duration patience;
    private final ScheduledExecutorService engine = Threads.timer("continuity", "engine");
    private final ExecutorService steps = Threads.pool("continuity", "steps", 1, 16);
    private final ExecutorService deeds = Threads.pool("continuity", "deeds", 4, 1);
    private final ExecutorService asks = Threads.pool("continuity", "asks", 1, 4);
    private final ThreadLocal<Boolean> owner = ThreadLocal.withInitial(() -> false);

    Real() {
      this(PATIENCE);
    }

    Real(Duration patience) {
      this.patience = patience;
    }

    @Override
    public <T> T decide(Supplier<T> decision) {
      if (owner.get()) {
        return decision.get();
      }
      // Whoever claims it first: the engine to run it, or who waits to give it up for good.
      AtomicBoolean claimed = new AtomicBoolean();
      Future<T> future = engine.submit(() -> {
        if (!claimed.compareAndSet(false, true)) {
          throw new CancellationException("nobody waits for this decision any more");
        }
        return owned(decision);
      });
      try {
        return await(future, claimed);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException known
            ? known
            : new IllegalStateException("a decision failed: " + e.getCause(), e);
      } catch (InterruptedException e) {
        claimed.set(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a decision", e);
      }
    }

    private <T> T await(Future<T> future, AtomicBoolean claimed)
        throws ExecutionException, InterruptedException {
      try {
        return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException late) {
        if (claimed.compareAndSet(false, true)) {
          throw new IllegalStateException(
              "continuity did not decide within " + patience.toSeconds()
                  + " s; nothing was done"
                  + "\nhint: look at the disk of the unit's home, then try again",
              late);
        }
      }
      try {
        return future.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException hangs) {
        throw new IllegalStateException(
            "a decision has not ended within " + LONGEST.toSeconds()
                + " s\nhint: bcs status tells whether it was made",
            hangs);
      }
    }

    private <T> T owned(Supplier<T> decision) {
      owner.set(true);
      try {
        return decision.get();
      } finally {
        owner.remove();
      }
    }

    @Override
    public void steps(Runnable deed) {
      steps.execute(deed);
    }

    @Override
    public void ask(Runnable question) {
      try {
        asks.execute(() -> {
          try {
            question.run();
          } catch (RuntimeException failed) {
            if (!asks.isShutdown()) {
              LOG.warn("a look at this unit or its peer failed, and is taken again", failed);
            }
          }
        });
      } catch (RejectedExecutionException enoughWaiting) {
        // The next tick asks again.
      }
    }

    @Override
    public String bounded(Callable<String> deed, Duration limit, String name) throws IOException {
      Future<String> future = deeds.submit(deed);
      try {
        return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        future.cancel(true);
        throw new IOException(
            name + " did not end within its limit of " + limit.toSeconds() + " s", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException known) {
          throw known;
        }
        throw new IOException(name + " failed: " + e.getCause(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted during " + name, e);
      }
    }

    @Override
    public void rest(Duration length) throws IOException {
      try {
        Pause.real().rest(length);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting", e);
      }
    }

    @Override
    public void every(Duration interval, Runnable tick) {
      ScheduledFuture<?> ticking = engine.scheduleWithFixedDelay(
          () -> owned(() -> {
            tick.run();
            return true;
          }),
          0,
          interval.toMillis(),
          TimeUnit.MILLISECONDS);
      if (ticking.isCancelled()) {
        throw new IllegalStateException("continuity is closed");
      }
    }

    @Override
    public void close() {
      engine.shutdownNow();
      asks.shutdownNow();
      steps.shutdownNow();
      deeds.shutdownNow();
    }
  }
}
