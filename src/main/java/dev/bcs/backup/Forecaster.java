package dev.bcs.backup;

import dev.bcs.backup.BackupView.Forecast;
import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the forecast fresh while this unit serves: a count a second, or fewer if counting is dear.
 *
 * <p>After a count that took so long, {@value #SHARE} times as long passes before the next. A count
 * that fails leaves the older forecast, whose {@code asOf} says so.
 */
final class Forecaster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forecaster.class);
  private static final int SHARE = 40;
  private static final long LEAST_MILLIS = 1000;
  private static final long MOST_MILLIS = 600_000;

  private final LossCounter counter;
  private @Nullable ScheduledExecutorService timer;
  private volatile Optional<Forecast> forecast = Optional.empty();
  private volatile @Nullable Baseline baseline;
  private volatile boolean broken;

  Forecaster(List<Dataset> datasets, Disk disk, Clocks clocks) {
    counter = new LossCounter(datasets, disk, clocks);
  }

  Optional<Forecast> forecast() {
    return forecast;
  }

  synchronized void start(@Nullable Baseline acknowledged) {
    baseline = acknowledged;
    if (timer == null) {
      timer = Threads.timer("backup", "forecast");
      again(timer, 0);
    }
  }

  /** From now on counts against this one, the first time at once. */
  synchronized void against(@Nullable Baseline acknowledged) {
    baseline = acknowledged;
    ScheduledExecutorService running = timer;
    if (running != null) {
      running.execute(this::count);
    }
  }

  synchronized void stop() {
    ScheduledExecutorService running = timer;
    timer = null;
    forecast = Optional.empty();
    if (running != null) {
      running.shutdownNow();
    }
  }

  /** The paths that would be lost now; counts for it. */
  List<String> paths(int most) throws IOException {
    synchronized (counter) {
      counter.against(baseline);
      return counter.paths(most);
    }
  }

  private void again(ScheduledExecutorService running, long millis) {
    var unused = running.schedule(
        () -> {
          Duration took = count();
          synchronized (this) {
            if (timer == running) {
              again(running, rest(took));
            }
          }
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  static long rest(Duration took) {
    return Math.min(MOST_MILLIS, Math.max(LEAST_MILLIS, took.toMillis() * SHARE));
  }

  private Duration count() {
    try {
      LossCounter.Count count;
      synchronized (counter) {
        counter.against(baseline);
        count = counter.count();
      }
      synchronized (this) {
        if (timer != null) {
          forecast = Optional.of(count.forecast());
        }
      }
      heal();
      return count.took();
    } catch (IOException | RuntimeException e) {
      if (!broken) {
        broken = true;
        LOG.warn("the forecast cannot be counted and grows old: {}", e.getMessage());
      }
      return Duration.ofMillis(LEAST_MILLIS);
    }
  }

  private void heal() {
    if (broken) {
      broken = false;
      LOG.info("the forecast is counted again");
    }
  }

  @Override
  public void close() {
    stop();
  }
}
