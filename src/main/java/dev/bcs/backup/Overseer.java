package dev.bcs.backup;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a run work on a thread of its own, and leaves it when it makes no progress.
 *
 * <p>A thread that waits for a disk which does not answer cannot be ended. It is left behind and
 * told to do nothing any more; while it is stuck there no other run may begin, so that at most one
 * is ever left. One thread calls; any may ask {@link #isHeldUp()}.
 */
final class Overseer {
  private static final long LOOK_MILLIS = 500;
  private static final long GRACE_SECONDS = 3;

  private final Clocks clocks;
  private final Duration hungAfter;
  private final BooleanSupplier stopping;
  private volatile @Nullable Thread left;

  /**
   * Oversees runs.
   *
   * @param hungAfter a run without a pulse for so long is left
   * @param stopping whether this program stops, and waits for no run
   */
  Overseer(Clocks clocks, Duration hungAfter, BooleanSupplier stopping) {
    this.clocks = clocks;
    this.hungAfter = hungAfter;
    this.stopping = stopping;
  }

  /** A run was left, because it made no progress. */
  static final class Hung extends BackupFailed {
    private static final long serialVersionUID = 1;

    Hung(String message) {
      super(message);
    }
  }

  /** What a run came to. */
  private record Ended<T>(@Nullable T result, @Nullable Throwable failure) {}

  /** Whether a run that was left is still stuck. */
  boolean isHeldUp() {
    Thread stuck = left;
    return stuck != null && stuck.isAlive();
  }

  /**
   * What the work returns or throws.
   *
   * @param leave tells the work that it is over
   * @throws Hung if it was left
   */
  <T> T see(Meter meter, Callable<T> work, Runnable leave) throws BackupFailed {
    AtomicReference<Ended<T>> ended = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread worker = Threads.start("backup", "run", () -> {
      ended.set(ended(work));
      done.countDown();
    });
    try {
      if (!watch(meter, done)) {
        leave.run();
        worker.interrupt();
        if (!done.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
          left = worker;
        }
        throw hung(meter);
      }
    } catch (InterruptedException e) {
      leave.run();
      Thread.currentThread().interrupt();
      throw new BackupFailed("the backup was interrupted", e);
    }
    return result(ended.get());
  }

  private static <T> Ended<T> ended(Callable<T> work) {
    try {
      return new Ended<>(work.call(), null);
    } catch (Exception | Error e) {
      return new Ended<>(null, e);
    }
  }

  private static <T> T result(Ended<T> ended) throws BackupFailed {
    T result = ended.result;
    if (result != null) {
      return result;
    }
    if (ended.failure instanceof BackupFailed told) {
      throw told;
    }
    throw new BackupFailed("the backup broke: " + ended.failure, ended.failure);
  }

  /** False once it made no progress for too long. */
  private boolean watch(Meter meter, CountDownLatch done) throws InterruptedException {
    long pulses = meter.pulses();
    long since = clocks.ticks();
    while (!done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (meter.pulses() != pulses) {
        pulses = meter.pulses();
        since = clocks.ticks();
      }
      Duration limit = stopping.getAsBoolean() ? Duration.ofSeconds(GRACE_SECONDS) : hungAfter;
      if (clocks.since(since).compareTo(limit) > 0) {
        return false;
      }
    }
    return true;
  }

  private Hung hung(Meter meter) {
    BackupView.Progress at = meter.progress();
    return new Hung("hung: no progress for " + Schedule.text(hungAfter) + " in " + at.phase()
        + " after " + at.files() + " of " + at.filesTotal() + " files; the run was ended"
        + "\nhint: does the disk or mount of each dataset answer? try ls there");
  }
}
