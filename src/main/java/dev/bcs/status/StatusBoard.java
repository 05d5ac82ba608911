package dev.bcs.status;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.ledger.Ledger;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the picture on each change, and at least once a second; runs the alarms on the way.
 *
 * <p>One thread ({@code bcs-status-board}) reads the situation, judges the alarms, paints and
 * tells. What comes in while it works is one more turn, and turns are at least 50 ms apart, so that
 * a burst of changes costs no more than twenty pictures a second.
 */
public final class StatusBoard implements Board, AutoCloseable {
  private static final Duration APART = Duration.ofMillis(50);
  private static final Duration SENSED_FOR = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

  private final Clocks clocks;
  private final EventLog log;
  private final Helm helm;
  private final Sensors sensors;
  private final String version;
  private final Alarms alarms;
  private final MaintenanceBook maintenance;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore changes = new Semaphore(0);
  private volatile Picture picture;
  private volatile boolean open;
  private volatile List<Reason> reasons = List.of();
  private @Nullable Thread painter;
  private Facts sensed = Facts.none();
  private long sensedTicks;
  private Optional<BackupView.Progress> progress = Optional.empty();
  private long progressTicks;
  private boolean broken;

  /** Paints the first picture at once, so that {@link #picture()} always has one. */
  public StatusBoard(
      Ledger ledger, Clocks clocks, EventLog log, Helm helm, Sensors sensors, String version) {
    this.clocks = clocks;
    this.log = log;
    this.helm = helm;
    this.sensors = sensors;
    this.version = version;
    Situation now = helm.situation();
    this.alarms = new Alarms(ledger, clocks, log, now.pair(), now.unit());
    this.maintenance = new MaintenanceBook(ledger, clocks);
    this.sensedTicks = clocks.ticks() - SENSED_FOR.toNanos();
    this.progressTicks = clocks.ticks();
    this.picture = Painter.paint(now, extras(Optional.empty()));
    helm.onChange(this::changed);
  }

  /** Begins to publish. Idempotent. */
  public synchronized void start() {
    if (!open) {
      open = true;
      painter = Threads.start("status", "board", this::run);
    }
  }

  @Override
  public synchronized void close() {
    open = false;
    changes.release();
    Thread running = painter;
    painter = null;
    if (running != null) {
      try {
        running.join(2000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
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

  /** Degrading reasons that this room knows of: storage-low, clock-skewed, maintenance. */
  public List<Reason> reasons() {
    return reasons;
  }

  EventLog log() {
    return log;
  }

  /** There is something new; the next picture comes at once. */
  void changed() {
    if (changes.availablePermits() == 0) {
      changes.release();
    }
  }

  Picture.Maintenance beginMaintenance(Duration length, String reason, String actor) {
    Picture.Maintenance on = maintenance.begin(length, reason, actor);
    changed();
    return on;
  }

  boolean endMaintenance() {
    boolean was = maintenance.end();
    changed();
    return was;
  }

  boolean acknowledge(AlarmKind kind, String by) {
    boolean done = alarms.acknowledge(kind, by);
    changed();
    return done;
  }

  /** One turn: judge, paint, tell. The thread calls it; tests do, too. */
  synchronized void turn() {
    Situation now = helm.situation();
    Optional<Picture.Maintenance> held = maintenance.current();
    Facts facts = facts(now, held);
    alarms.take(AlarmRules.judge(now, facts), held.isPresent());
    reasons = degrading(held);
    Picture next = Painter.paint(now, extras(held));
    picture = next;
    for (Listener listener : listeners) {
      try {
        listener.published(next);
      } catch (RuntimeException e) {
        LOG.warn("a window did not take the picture", e);
      }
    }
  }

  private Painter.Extras extras(Optional<Picture.Maintenance> held) {
    return new Painter.Extras(version, clocks.zone(), alarms.rows(), held);
  }

  private Facts facts(Situation now, Optional<Picture.Maintenance> held) {
    if (clocks.since(sensedTicks).compareTo(SENSED_FOR) >= 0) {
      sensedTicks = clocks.ticks();
      sensed = new Facts(
          sensors.volumes(),
          sensors.skew(),
          sensors.credentials(),
          sensors.attempts(),
          Optional.empty(),
          sensors.drillAge(),
          Duration.ZERO,
          List.of());
    }
    if (!progress.equals(now.backup().running())) {
      progress = now.backup().running();
      progressTicks = clocks.ticks();
    }
    return new Facts(
        sensed.volumes(),
        sensed.skew(),
        sensed.credentials(),
        sensed.attempts(),
        held,
        sensed.drillAge(),
        progress.isPresent() ? clocks.since(progressTicks) : Duration.ZERO,
        alarms.flapping());
  }

  private List<Reason> degrading(Optional<Picture.Maintenance> held) {
    List<Reason> found = new ArrayList<>();
    for (Picture.Alarm alarm : alarms.rows()) {
      boolean degrades = alarm.code() == AlarmKind.STORAGE_LOW.code()
          || alarm.code() == AlarmKind.CLOCK_SKEWED.code()
          || alarm.code() == AlarmKind.DRILL_STALE.code();
      if (degrades && alarm.severity() != Severity.CLEARED) {
        found.add(new Reason(alarm.name(), alarm.text()));
      }
    }
    if (held.isPresent()) {
      Picture.Maintenance on = held.get();
      found.add(new Reason("maintenance", "maintenance until " + on.until() + ": " + on.reason()));
    }
    return found;
  }

  private void run() {
    while (open) {
      try {
        turn();
        if (broken) {
          LOG.info("the status is published again");
          broken = false;
        }
      } catch (RuntimeException e) {
        if (!broken && open) {
          LOG.warn("the status cannot be published; windows will show it as stale", e);
        }
        broken = true;
      }
      try {
        Pause.real().rest(APART);
        if (changes.tryAcquire(1000 - APART.toMillis(), TimeUnit.MILLISECONDS)) {
          changes.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
