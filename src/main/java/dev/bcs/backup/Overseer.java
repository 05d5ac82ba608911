package dev.bcs.backup;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final Duration GRACE = Duration.ofSeconds(3);

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
    FutureTask<T> task = new FutureTask<>(work);
    Thread worker = Threads.start("backup", "run", task);
    try {
      Optional<T> result = watch(meter, task);
      if (result.isPresent()) {
        return result.get();
      }
      leave.run();
      worker.interrupt();
      worker.join(GRACE.toMillis());
      left = worker;
      throw hung(meter);
    } catch (InterruptedException e) {
      leave.run();
      Thread.currentThread().interrupt();
      throw new BackupFailed("the backup was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackupFailed told) {
        throw told;
      }
      throw new BackupFailed("the backup broke: " + e.getCause(), e);
    }
  }

  /** Empty once it made no progress for too long. */
  private <T> Optional<T> watch(Meter meter, Future<T> task)
      throws InterruptedException, ExecutionException {
    long pulses = meter.pulses();
    long since = clocks.ticks();
    while (true) {
      try {
        return Optional.of(task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
      } catch (TimeoutException stillOn) {
        if (meter.pulses() != pulses) {
          pulses = meter.pulses();
          since = clocks.ticks();
        }
      }
      Duration limit = stopping.getAsBoolean() ? GRACE : hungAfter;
      if (clocks.since(since).compareTo(limit) > 0) {
        return Optional.empty();
      }
    }
  }

  private Hung hung(Meter meter) {
    BackupView.Progress at = meter.progress();
    return new Hung("hung: no progress for " + Schedule.text(hungAfter) + " in " + at.phase()
        + " after " + at.files() + " of " + at.filesTotal() + " files; the run was ended"
        + "\nhint: does the disk or mount of each dataset answer? try ls there");
  }
}
