package dev.bcs.backup;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds applications still around their capture, and forgets to let none of them go.
 *
 * <p>Crash order: that an application is held is durable before its first hook runs, and forgotten
 * only when its second hook ended well. Whoever dies between lets it go at the next start, or, if
 * that hook fails, again and again. So both hooks must bear repetition.
 */
final class Holding {
  private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

  private final List<Hooks> hooks;
  private final Commands commands;
  private final RunLog log;
  private final Clocks clocks;

  /** Applications held by nobody who still runs. */
  private final Set<String> left = new HashSet<>();

  Holding(List<Hooks> hooks, Commands commands, RunLog log, Clocks clocks) {
    this.hooks = List.copyOf(hooks);
    this.commands = commands;
    this.log = log;
    this.clocks = clocks;
    left.addAll(log.held());
  }

  /** Whether an application is held while it is captured. */
  boolean holds(String application) {
    return of(application).isPresent();
  }

  private Optional<Hooks> of(String application) {
    return hooks.stream().filter(each -> each.application().equals(application)).findFirst();
  }

  /** Whether something that was held could not be let go yet. */
  synchronized boolean isAnythingLeft() {
    return !left.isEmpty();
  }

  /** Lets go whatever a crash, or a hook that failed, left held. */
  synchronized void letGoWhatWasLeft() {
    for (String application : List.copyOf(left)) {
      Optional<Hooks> found = of(application);
      if (found.isEmpty()) {
        LOG.warn(
            "application {} was held still when bcs stopped, and has no hooks now; look after it",
            application);
        forget(application);
      } else {
        String why = letGo(found.get());
        if (why.isEmpty()) {
          LOG.info("application {} was left held still, and is let go", application);
        } else {
          LOG.error("{}", why);
        }
      }
    }
  }

  private void forget(String application) {
    log.letGo(application);
    left.remove(application);
  }

  /** Empty if it is let go, else a sentence. */
  private String letGo(Hooks of) {
    if (!of.after().isEmpty()) {
      Ran ran = run(of, of.after(), "after");
      if (!ran.good()) {
        left.add(of.application());
        return "application " + of.application() + " may still be held still: its after hook "
            + ran.text() + "\nhint: run " + String.join(" ", of.after())
            + " by hand; bcs goes on trying";
      }
    }
    forget(of.application());
    return "";
  }

  private Ran run(Hooks of, List<String> command, String which) {
    Map<String, String> told = Map.of("BCS_APPLICATION", of.application(), "BCS_HOOK", which);
    // A unit that stops is no reason to leave the application held.
    boolean interrupted = Thread.interrupted();
    try {
      return commands.run(command, told, of.within());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Holds the application still, if it has hooks; close what this answers, whatever happens. */
  synchronized Hold begin(String application, Findings findings) {
    Optional<Hooks> found = of(application);
    boolean held = false;
    if (found.isPresent()) {
      letGoWhatWasLeft();
      log.hold(application, clocks.now());
      held = true;
      Hooks of = found.get();
      if (!of.before().isEmpty()) {
        Ran ran = run(of, of.before(), "before");
        if (!ran.good()) {
          held = false;
          findings.wrong("application " + application + " could not be held still: its before hook "
              + ran.text() + "\nhint: run " + String.join(" ", of.before()) + " by hand");
        }
      }
    }
    return new Hold(application, found.orElse(null), held, findings);
  }

  /** One application between its two hooks; for the thread that captures. */
  final class Hold implements AutoCloseable {
    private final String application;
    private final @Nullable Hooks of;
    private final Findings findings;
    private final Instant from = clocks.now();
    private final long began = clocks.ticks();
    private final List<Moment> moments = new ArrayList<>();
    private @Nullable ScheduledExecutorService timer;
    private boolean still;
    private boolean open = true;

    Hold(String application, @Nullable Hooks of, boolean still, Findings findings) {
      this.application = application;
      this.of = of;
      this.still = still;
      this.findings = findings;
      if (of != null) {
        ScheduledExecutorService watch = Threads.timer("backup", "hold");
        var unused = watch.schedule(this::tooLong, of.hold().toMillis(), TimeUnit.MILLISECONDS);
        timer = watch;
      }
    }

    private void tooLong() {
      synchronized (Holding.this) {
        if (open && of != null) {
          still = false;
          LOG.warn(
              "application {} is let go after {} s, before all of it is captured",
              application,
              clocks.since(began).toSeconds());
          end(of);
        }
      }
    }

    private void end(Hooks hooksOf) {
      open = false;
      String why = letGo(hooksOf);
      if (!why.isEmpty()) {
        LOG.error("{}", why);
        findings.wrong(why);
      }
    }

    /** What was captured between; after {@link #close}. */
    Moment moment() {
      return moments.get(0);
    }

    @Override
    public void close() {
      synchronized (Holding.this) {
        if (open && of != null) {
          end(of);
        }
        moments.add(new Moment(application, from, clocks.now(), still));
      }
      ScheduledExecutorService watch = timer;
      if (watch != null) {
        watch.shutdownNow();
      }
    }
  }
}
