package dev.bcs.takeover;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts, stops and looks at one service; not for several threads at once.
 *
 * <p>A start command may end at once and leave a daemon, or stay itself: what counts is the check.
 * Its output goes to a file, which stays open to the daemon when this process ends.
 */
final class Service {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration ONE_CHECK = Duration.ofSeconds(2);
  private static final Duration SETTLE = Duration.ofSeconds(1);

  private final ServiceSettings settings;
  private final Duration limit;
  private final Commands commands;
  private final Checks checks;
  private final Systemd systemd;
  private final Clocks clocks;
  private final Pause pause;
  private final Path log;
  private @Nullable Process child;
  private Probe remembered = Probe.unknown("no check is configured");

  Service(ServiceSettings settings, Duration limit, Tools tools, Path log) {
    this.settings = settings;
    this.limit = limit;
    this.commands = tools.commands;
    this.checks = new Checks(tools.commands, tools.clocks);
    this.systemd = tools.systemd;
    this.clocks = tools.clocks;
    this.pause = tools.pause;
    this.log = log;
  }

  /** What all services of a unit share. */
  record Tools(Commands commands, Systemd systemd, Clocks clocks, Pause pause) {}

  ServiceSettings settings() {
    return settings;
  }

  Path log() {
    return log;
  }

  private boolean bySystemd() {
    return !settings.systemd().isEmpty();
  }

  private boolean checked() {
    return settings.check().kind() != ServiceSettings.Check.Kind.NONE;
  }

  private Duration within() {
    return settings.check().within().compareTo(ONE_CHECK) > 0
        ? settings.check().within()
        : ONE_CHECK;
  }

  /** Longest time that a start or a stop may take. */
  Duration longest() {
    return limit.plus(within()).plus(ONE_CHECK);
  }

  Probe look() {
    if (checked()) {
      return checks.look(settings.check(), ONE_CHECK);
    }
    return bySystemd() ? systemd.look(settings.systemd(), ONE_CHECK) : remembered;
  }

  /** Done when it answers; what already runs is left as it is. */
  StepResult start() {
    Probe now = look();
    if (now.answers()) {
      return StepResult.done("already running: " + now.text());
    }
    StepResult begun = bySystemd() ? systemd.start(settings.systemd(), limit) : launch();
    if (!begun.done() || !(checked() || bySystemd())) {
      return begun;
    }
    long began = clocks.ticks();
    Probe seen = look();
    while (!seen.answers() && clocks.since(began).compareTo(within()) < 0) {
      Optional<String> died = died();
      if (died.isPresent()) {
        return StepResult.failed(died.get());
      }
      if (!rest()) {
        return StepResult.failed("interrupted while it started");
      }
      seen = look();
    }
    String seconds = clocks.since(began).toMillis() / 1000.0 + " s";
    return seen.answers()
        ? StepResult.done("running after " + seconds + ": " + seen.text())
        : StepResult.failed(
            "started, but not well within " + within().toSeconds() + " s: " + seen.text());
  }

  private StepResult launch() {
    try {
      Process process = commands.launch(settings.start(), Map.of(), log);
      child = process;
      // Without a check, what has not failed by now counts as started.
      if (!checked() && process.waitFor(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
        Optional<String> died = died();
        if (died.isPresent()) {
          return StepResult.failed(died.get());
        }
      }
      remembered = Probe.answers("started by this unit; no check is configured");
      return StepResult.done("started; no check is configured");
    } catch (IOException no) {
      return StepResult.failed("it could not be started: " + no.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return StepResult.failed("interrupted while it started");
    }
  }

  /** Set if the start command has ended badly. */
  private Optional<String> died() {
    Process process = child;
    if (process == null || process.isAlive() || process.exitValue() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "its start command ended with code " + process.exitValue() + "; its output is in " + log);
  }

  /** Done when it does not answer any more, or did not in the first place. */
  StepResult stop() {
    StepResult told = bySystemd() ? systemd.stop(settings.systemd(), limit) : stopByCommand();
    boolean telling = checked() || bySystemd();
    if (!telling) {
      if (told.done()) {
        remembered = Probe.silent("stopped by this unit; no check is configured");
      }
      return told;
    }
    long began = clocks.ticks();
    Probe seen = look();
    while (seen.answers() && clocks.since(began).compareTo(within()) < 0) {
      if (!rest()) {
        return StepResult.failed("interrupted while it stopped");
      }
      seen = look();
    }
    if (seen.answers()) {
      return StepResult.failed("it still answers: " + seen.text() + "; " + told.text());
    }
    return seen.known()
        ? StepResult.done("stopped" + (told.done() ? "" : "; " + told.text()))
        : told;
  }

  private StepResult stopByCommand() {
    Ran ran = settings.stop().isEmpty()
        ? new Ran(0, "", Duration.ZERO, "")
        : commands.run(settings.stop(), Map.of(), limit);
    boolean own = endChild();
    if (settings.stop().isEmpty()) {
      return own
          ? StepResult.done("its process was ended")
          : StepResult.failed("no stop command is configured");
    }
    return new StepResult(ran.good(), "its stop command " + ran.text());
  }

  /** A start command that stayed is the service itself. */
  private boolean endChild() {
    Process process = child;
    child = null;
    if (process == null || !process.isAlive()) {
      return false;
    }
    process.destroy();
    try {
      if (!process.waitFor(ONE_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
        Commands.end(process);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      Commands.end(process);
    }
    return true;
  }

  private boolean rest() {
    try {
      pause.rest(LOOK);
      return true;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
