package dev.bcs.backup;

import dev.bcs.backup.RunLog.End;
import dev.bcs.backup.RunLog.Missed;
import dev.bcs.backup.RunLog.Run;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.link.Calls;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.store.Verb;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs backups one after the other on a thread of its own, when they are due or asked for.
 *
 * <p>{@link #enable()} catches up once what was missed while the daemon was away. {@link #close()}
 * ends the thread and keeps what is known; {@link #disable()} also forgets the baseline, because
 * once this unit does not serve, what the peer holds of it says nothing of a later life.
 */
public final class BackupEngine implements Backups, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackupEngine.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long REST_SECONDS = 30;
  private static final long CLOSE_LIMIT_MILLIS = 5000;

  private final List<Dataset> datasets;
  private final Schedule schedule;
  private final Calls calls;
  private final Clocks clocks;
  private final Pause pause;
  private final RunLog log;
  private final Spools spools;
  private final BaselineFile file;
  private final Forecaster forecaster;
  private final Overseer overseer;
  private final Learning learning;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock turn = new ReentrantLock();
  private final BlockingQueue<Boolean> pokes = new ArrayBlockingQueue<>(1);
  private Optional<String> asked = Optional.empty();
  private volatile Optional<Instant> lastEnd = Optional.empty();

  /** As the ledger has it. */
  private volatile Optional<Instant> dueFrom = Optional.empty();

  private volatile boolean peerCame;
  private volatile boolean enabled;
  private @Nullable Thread thread;

  private volatile boolean closed;
  private volatile Limits limits = Limits.NONE;

  /** Counts the lives between enable and disable, so that a run knows that its own is over. */
  private final AtomicInteger life = new AtomicInteger();

  /** Of the last run; only its thread asks. */
  private Map<String, Duration> captures = Map.of();

  /** Nothing had changed when it ran last, so it is not told at length. */
  private boolean isQuiet;

  private volatile @Nullable Meter running;
  private volatile @Nullable Baseline baseline;
  private volatile Known known;

  /** Backs up these datasets; {@code stateDir} is a folder of this room's own in the home. */
  public BackupEngine(
      BackupSettings settings,
      List<Dataset> datasets,
      Disk disk,
      Calls calls,
      Ledger ledger,
      Clocks clocks,
      Path stateDir) {
    this.datasets = List.copyOf(datasets);
    this.schedule = Schedule.of(settings, clocks.zone());
    this.calls = calls;
    this.clocks = clocks;
    this.pause = Pause.real();
    this.log = new RunLog(ledger);
    this.spools = new Spools(disk, BytePath.of(stateDir));
    this.file = new BaselineFile(disk, BytePath.of(stateDir));
    this.forecaster = new Forecaster(datasets, disk, clocks);
    this.learning = new Learning(ledger, log, settings, schedule, clocks);
    this.overseer = new Overseer(clocks, settings.hungAfter(), () -> closed);
    if (log.endCutOff(clocks.now()) > 0) {
      LOG.warn("a backup was cut off when bcs stopped; it counts as failed");
    }
    this.baseline = file.read().orElse(null);
    this.known = look();
  }

  /** What the ledger says, read once after each run. */
  private record Known(Optional<Run> last, int failures, Missed missed) {}

  private Known look() {
    return new Known(log.last(), log.failuresInARow(), log.missed());
  }

  /** From the next run on. */
  public void limit(Limits most) {
    limits = most;
  }

  @Override
  public void enable() {
    turn.lock();
    try {
      if (enabled || closed) {
        return;
      }
      enabled = true;
      Optional<Instant> from = log.dueFrom();
      lastEnd = from.isPresent() ? log.last().map(Run::lastSeen) : Optional.empty();
      dueFrom = from.or(() -> Optional.of(clocks.now()));
      if (from.isEmpty()) {
        log.dueFrom(dueFrom);
      }
      forecaster.start(baseline);
      if (thread == null) {
        thread = Threads.start("backup", "runs", this::work);
      }
      poke();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void disable() {
    turn.lock();
    try {
      life.incrementAndGet();
      enabled = false;
      asked = Optional.empty();
      dueFrom = Optional.empty();
      log.dueFrom(dueFrom);
      forget();
      forecaster.stop();
      poke();
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void runNow(String reason) {
    turn.lock();
    try {
      if (!enabled) {
        LOG.warn("no backup was started ({}): this unit does not serve", reason);
      } else if (running == null) {
        asked = Optional.of(reason);
        poke();
      }
    } finally {
      turn.unlock();
    }
  }

  /** The link to the peer has come up: what failed meanwhile is tried again at once. */
  public void peerCame() {
    if (enabled && known.failures > 0) {
      peerCame = true;
      poke();
    }
  }

  @Override
  public BackupView view() {
    Known now = known;
    Meter meter = running;
    Baseline acknowledged = baseline;
    Optional<Run> last = now.last;
    return new BackupView(
        last.map(Run::started),
        last.map(Run::ended),
        last.map(Run::outcome),
        last.map(Run::detail).orElse(""),
        now.failures,
        now.missed.count(),
        now.missed.since(),
        acknowledged == null ? 0 : acknowledged.generation(),
        last.map(Run::bytesSent).orElse(0L),
        next(meter != null),
        Optional.ofNullable(meter).map(Meter::progress),
        last.map(Run::took).orElse(Duration.ZERO),
        forecaster.forecast(),
        acknowledged == null ? Map.of() : acknowledged.sizes(),
        learning.warning());
  }

  /** What is due next; a moment in the past is one that was due and has not begun. */
  private Optional<Instant> next(boolean underWay) {
    Instant now = clocks.now();
    Optional<Instant> from = dueFrom.filter(due -> !underWay && due.isBefore(now));
    return enabled ? schedule.next(from.orElse(now)) : Optional.empty();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** The week ahead and the advice on it; reads the ledger. */
  public Timetable timetable() {
    return learning.timetable(known.missed.count());
  }

  /** Paths that would be lost by promoting the peer now, at most so many; looks at every name. */
  public List<String> lossPaths(int most) throws IOException {
    return forecaster.paths(most);
  }

  @Override
  public void close() {
    Thread worker;
    turn.lock();
    try {
      closed = true;
      life.incrementAndGet();
      worker = thread;
      forecaster.close();
      poke();
    } finally {
      turn.unlock();
    }
    if (worker != null && worker != Thread.currentThread()) {
      try {
        worker.join(CLOSE_LIMIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void work() {
    boolean broken = false;
    while (!closed) {
      try {
        Turn next = decide();
        if (next != null && next.run().isPresent()) {
          perform(next);
        } else {
          pokes.poll(restMillis(next), TimeUnit.MILLISECONDS);
        }
        broken = false;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!broken) {
          LOG.error("backups do not run; trying on", e);
        }
        broken = true;
        if (!rested()) {
          return;
        }
      }
    }
  }

  private boolean rested() {
    try {
      pause.rest(Duration.ofSeconds(1));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** What is to be done now; null while this unit does not serve. */
  private @Nullable Turn decide() {
    turn.lock();
    try {
      if (!enabled || overseer.isHeldUp()) {
        return null;
      }
      Instant now = clocks.now();
      Instant from = dueFrom.orElse(now);
      Turn next = Turn.decide(
          schedule,
          new Turn.Known(now, asked, from, baseline != null, known.failures, lastEnd, peerCame));
      peerCame = false;
      if (next.run().isEmpty() && !next.dueFrom().equals(from)) {
        dueFrom = Optional.of(next.dueFrom());
        log.dueFrom(dueFrom);
      }
      if (next.run().isPresent()) {
        asked = Optional.empty();
        running = new Meter(this::tell);
      }
      return next;
    } finally {
      turn.unlock();
    }
  }

  /** Half a minute at most, because the wall clock may be set meanwhile. */
  private long restMillis(@Nullable Turn next) {
    long most = TimeUnit.SECONDS.toMillis(overseer.isHeldUp() ? 1 : REST_SECONDS);
    long wait =
        next == null ? most : Duration.between(clocks.now(), next.wake()).toMillis() + 1;
    return Math.max(1, Math.min(wait, most));
  }

  private void poke() {
    pokes.offer(Boolean.TRUE);
  }

  private void perform(Turn due) {
    Meter meter = running;
    if (meter == null) {
      return;
    }
    int mine = life.get();
    Instant started = clocks.now();
    long began = clocks.ticks();
    try {
      long id = log.begin(due, started);
      dueFrom = Optional.of(due.dueFrom());
      known = look();
      if (due.isScheduled() && isQuiet) {
        LOG.debug("backup begins: {}", due.run().orElse(""));
      } else {
        LOG.info("backup begins: {}", due.run().orElse(""));
      }
      tell();
      Baseline before = baseline;
      End end = perform(meter, mine, due.isScheduled()).caughtUp(due.missed());
      Duration took = clocks.since(began);
      log.end(id, end, clocks.now(), took);
      Baseline after = baseline;
      isQuiet = end.unchanged();
      if (end.outcome() == Outcome.COMPLETE && after != null && !end.unchanged()) {
        learning.ran(took, captures, before, after);
      }
      report(end);
    } finally {
      lastEnd = Optional.of(clocks.now());
      known = look();
      running = null;
      tell();
    }
  }

  private End perform(Meter meter, int mine, boolean scheduled) {
    AtomicBoolean left = new AtomicBoolean();
    Asking asking = new Asking(
        calls,
        clocks,
        pause,
        PATIENCE,
        () -> left.get() || life.get() != mine,
        meter::pulse,
        limits);
    BackupRun run = new BackupRun(datasets, spools, clocks, asking, meter, baseline);
    if (scheduled) {
      run.mayConfirm();
    }
    boolean unchanged = false;
    long highest = log.highest();
    Outcome outcome = Outcome.FAILED;
    String detail;
    try {
      BackupRun.Result result =
          overseer.see(meter, () -> run.perform(highest), () -> left.set(true));
      outcome = result.outcome();
      detail = result.detail();
      unchanged = result.unchanged();
      if (result.baseline().isPresent()) {
        acknowledged(result.baseline().get(), mine);
      } else if (run.peerLostChunks()) {
        forgetIn(mine);
      }
    } catch (BackupFailed e) {
      detail = String.valueOf(e.getMessage());
      if (e instanceof Overseer.Hung) {
        asking.tell(Verb.ABORT, Map.of("generation", meter.generation(), "why", detail));
      }
      if (run.peerLostChunks()) {
        forgetIn(mine);
      }
    }
    captures = run.captures();
    long generation = meter.generation();
    if (generation > 0) {
      log.highest(generation);
    }
    Baseline verified = baseline;
    long told = unchanged && verified != null ? verified.generation() : generation;
    return new End(outcome, detail, told, run.files(), run.bytes(), run.bytesSent(), unchanged);
  }

  /** Durable first, then believed: after a crash between the two, the older one counts more. */
  private void acknowledged(Baseline verified, int mine) {
    turn.lock();
    try {
      if (life.get() == mine) {
        keep(verified);
        baseline = verified;
        forecaster.against(verified);
      }
    } finally {
      turn.unlock();
    }
  }

  private void keep(Baseline verified) {
    try {
      file.write(verified);
    } catch (IOException e) {
      LOG.error(
          "generation {} is verified, but that could not be kept: {}",
          verified.generation(),
          e.getMessage());
    }
  }

  private void forgetIn(int mine) {
    turn.lock();
    try {
      if (life.get() == mine) {
        LOG.warn("the peer lost chunks that it had acknowledged; all counts as not backed up");
        forget();
      }
    } finally {
      turn.unlock();
    }
  }

  private void forget() {
    try {
      file.remove();
    } catch (IOException e) {
      LOG.error("the old baseline could not be removed: {}", e.getMessage());
    }
    baseline = null;
    forecaster.against(null);
  }

  private void report(End end) {
    if (end.unchanged()) {
      LOG.debug("backup complete: generation {} is confirmed", end.generation());
      return;
    }
    switch (end.outcome()) {
      case COMPLETE ->
        LOG.info(
            "backup complete: generation {} is verified, {} bytes sent{}",
            end.generation(),
            end.bytesSent(),
            end.detail().isEmpty() ? "" : "; " + end.detail());
      case INCOMPLETE -> LOG.warn("backup incomplete: {}", end.detail());
      case FAILED -> LOG.warn("backup failed: {}", end.detail());
    }
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("a listener to backups failed", e);
      }
    }
  }
}
