package dev.bcs.takeover;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import dev.bcs.unit.Epoch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the failed unit from serving, as far as this unit can.
 *
 * <p>The command may be run again after a crash: it must leave a fenced unit fenced. It finds
 * {@code BCS_PEER} and {@code BCS_EPOCH} in its environment, and only its exit code 0 means fenced.
 */
public final class Fence {
  private final TakeoverSettings settings;
  private final Commands commands;

  public Fence(TakeoverSettings settings, Commands commands) {
    this.settings = settings;
    this.commands = commands;
  }

  public boolean hasCommand() {
    return !settings.fence().isEmpty();
  }

  /** Why the command fence cannot work, before it is needed; empty if it looks well. */
  public Optional<String> problem() {
    return Commands.problem(settings.fence()).map(why -> "the fence cannot be used: " + why);
  }

  public Duration limit() {
    return settings.stepLimit();
  }

  /** Runs the command fence; what a person attests is only recorded. */
  public StepResult run(FenceKind kind, String peer, Epoch epoch) {
    return switch (kind) {
      case UNPLUGGED, POWERED_OFF, ISOLATED ->
        StepResult.done("a person says that " + peer + " is " + kind.word().replace('-', ' '));
      case COMMAND -> command(peer, epoch);
      case BY_PEER -> StepResult.failed("only " + peer + " itself can stand down");
      case NOT_ATTESTED -> StepResult.failed("nobody says that " + peer + " cannot serve");
    };
  }

  private StepResult command(String peer, Epoch epoch) {
    Optional<String> problem = problem();
    if (problem.isPresent()) {
      return StepResult.failed(problem.get());
    }
    Map<String, String> environment = Map.of("BCS_PEER", peer, "BCS_EPOCH", epoch.toString());
    Ran ran = commands.run(settings.fence(), environment, settings.stepLimit());
    return new StepResult(ran.good(), "the fence command " + ran.text());
  }
}
