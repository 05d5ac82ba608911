package dev.bcs.takeover;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Starts, stops and asks after units of systemd, by its command systemctl. */
final class Systemd {
  private static final String ABSENT =
      "this machine does not run systemd\nhint: give the service start and stop commands instead";

  private final Commands commands;
  private final String systemctl;
  private final Path runtime;

  Systemd(Commands commands) {
    this(commands, "systemctl", Path.of("/run/systemd/system"));
  }

  /** {@code runtime} is the directory by which sd_booted(3) tells that systemd runs. */
  Systemd(Commands commands, String systemctl, Path runtime) {
    this.commands = commands;
    this.systemctl = systemctl;
    this.runtime = runtime;
  }

  StepResult start(String unit, Duration limit) {
    return tell("start", unit, limit);
  }

  StepResult stop(String unit, Duration limit) {
    return tell("stop", unit, limit);
  }

  /** active and reloading run; activating and deactivating do not yet, or no more. */
  Probe look(String unit, Duration limit) {
    if (!Files.isDirectory(runtime)) {
      return Probe.unknown(ABSENT);
    }
    Ran ran = commands.run(List.of(systemctl, "is-active", unit), Map.of(), limit);
    String state = ran.lastLine();
    return ran.good() || state.equals("reloading")
        ? Probe.answers(unit + " is " + state)
        : Probe.silent(unit + " is " + (state.isEmpty() ? "not told: " + ran.text() : state));
  }

  private StepResult tell(String verb, String unit, Duration limit) {
    if (!Files.isDirectory(runtime)) {
      return StepResult.failed(ABSENT);
    }
    Ran ran = commands.run(List.of(systemctl, verb, "--", unit), Map.of(), limit);
    return new StepResult(ran.good(), "systemctl " + verb + " " + unit + " " + ran.text());
  }
}
