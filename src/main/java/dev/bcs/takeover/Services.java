package dev.bcs.takeover;

import dev.bcs.commands.Commands;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of the appliance on this unit, watched about every second.
 *
 * <p>Safe for any thread. {@link #start(String)} and {@link #stop(String)} wait, for at most
 * {@link #limit}; the watch passes over a service that is being started or stopped. While held
 * down, a service that is found running is stopped again and told to the listeners, as often as it
 * takes.
 */
public final class Services implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);
  private static final long PERIOD_MILLIS = 1000;
  private static final int CHECKS_AT_ONCE = 4;

  private final List<Watched> watched;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private @Nullable ScheduledExecutorService timer;
  private @Nullable ExecutorService workers;
  private volatile boolean heldDown;

  /**
   * For this machine.
   *
   * @param limit longest time that a start or stop command may take
   * @param logs directory for what start commands print, a file a service
   */
  public Services(List<ServiceSettings> settings, Duration limit, Clocks clocks, Path logs) {
    this(settings, limit, tools(clocks), logs);
  }

  Services(List<ServiceSettings> settings, Duration limit, Service.Tools tools, Path logs) {
    Comparator<ServiceSettings> byOrder = Comparator.comparingInt(ServiceSettings::order);
    this.watched = settings.stream()
        .sorted(byOrder) // stable: as configured where the order is the same
        .map(s -> new Watched(
            new Service(s, limit, tools, logs.resolve(s.id().replace('/', '.') + ".log")),
            tools.clocks()))
        .toList();
  }

  private static Service.Tools tools(Clocks clocks) {
    Commands commands = new Commands(clocks);
    return new Service.Tools(commands, new Systemd(commands), clocks, Pause.real());
  }

  /** Begins to watch; idempotent. */
  public synchronized void start() {
    if (timer != null || watched.isEmpty()) {
      return;
    }
    workers =
        Threads.pool("takeover", "check", Math.min(CHECKS_AT_ONCE, watched.size()), watched.size());
    timer = Threads.timer("takeover", "watch");
    // Nothing that it runs throws: each look catches its own.
    Future<?> unused =
        timer.scheduleWithFixedDelay(this::lookAtAll, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Ends the watch; the services go on as they are. Idempotent. */
  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
      timer = null;
    }
    if (workers != null) {
      workers.shutdownNow();
      workers = null;
    }
  }

  /** Runs on a watching thread after a state or an intrusion changed; must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Ids in the order in which to start them; the reverse is the order to stop. */
  public List<String> order() {
    return watched.stream().map(w -> w.service.settings().id()).toList();
  }

  /** The newest look at each service, in starting order; cheap. */
  public List<ServiceView> views() {
    return watched.stream().map(w -> w.view(heldDown)).toList();
  }

  /** Longest time that a start or stop of this service takes. */
  public Duration limit(String id) {
    return find(id).service.longest();
  }

  /** Starts one service and waits until its check holds; done if it ran already. */
  public StepResult start(String id) {
    if (heldDown) {
      return StepResult.failed("services are held down on this unit");
    }
    return find(id).start();
  }

  /** Stops one service and waits until it does not answer; done if it did not run. */
  public StepResult stop(String id) {
    return find(id).stop();
  }

  /** Stops all, last one first, also after one failed; done if all are. */
  public StepResult stopAll() {
    List<String> told = new ArrayList<>();
    boolean done = true;
    for (int i = watched.size() - 1; i >= 0; i--) {
      StepResult result = watched.get(i).stop();
      done &= result.done();
      told.add(watched.get(i).service.settings().id() + " " + result.text());
    }
    return new StepResult(done, String.join("; ", told));
  }

  /** Whether services may not run here; takes effect at once, and on what is found later. */
  public void holdDown(boolean down) {
    heldDown = down;
    ScheduledExecutorService running;
    synchronized (this) {
      running = timer;
    }
    if (down && running != null) {
      try {
        running.execute(this::lookAtAll);
      } catch (RejectedExecutionException closing) {
        LOG.debug("closed while services were to be held down");
      }
    }
  }

  public boolean heldDown() {
    return heldDown;
  }

  /** How often a service was found running while held down, since this process started. */
  public long intrusions() {
    return watched.stream().mapToLong(Watched::intrusions).sum();
  }

  /** Looks once at every service now and waits for it, so that a start begins with the truth. */
  public List<ServiceView> look() {
    watched.forEach(w -> w.lookSurely(() -> heldDown));
    return views();
  }

  private Watched find(String id) {
    return watched.stream()
        .filter(w -> w.service.settings().id().equals(id))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("there is no service " + id));
  }

  private void lookAtAll() {
    ExecutorService pool;
    synchronized (this) {
      pool = workers;
    }
    for (Watched one : watched) {
      // One that is still being looked at, started or stopped is passed over.
      if (pool != null && one.claim()) {
        try {
          pool.execute(() -> lookAt(one));
        } catch (RejectedExecutionException closing) {
          one.unclaim();
        }
      }
    }
  }

  private void lookAt(Watched one) {
    try {
      if (one.look(() -> heldDown)) {
        listeners.forEach(Runnable::run);
      }
    } catch (RuntimeException wrong) {
      LOG.error("looking at service {} failed", one.service.settings().id(), wrong);
    } finally {
      one.unclaim();
    }
  }
}
