package dev.bcs.continuity;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.continuity.OperationView.StepState;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Epoch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One operation as the journal has it, with all that is needed to go on with it. */
record Operation(
    long number,
    String verb,
    Result result,
    long token,
    String actor,
    String door,
    String reason,
    FenceKind fence,
    long generation,
    List<String> overrides,
    Epoch epoch,
    Instant started,
    Optional<Instant> ended,
    String detail,
    List<Step> steps) {
  static final String PROMOTE = "promote";
  static final String OPEN = "open";

  Operation {
    overrides = List.copyOf(overrides);
    steps = List.copyOf(steps);
  }

  /** One step; began is empty until it ran. */
  record Step(
      int number,
      Deed deed,
      String subject,
      StepState state,
      Duration limit,
      Optional<Instant> began,
      Duration took,
      String text) {
    String name() {
      return deed.named(subject);
    }

    boolean over() {
      return state == StepState.DONE || state == StepState.SKIPPED;
    }
  }

  /** A step that is to be done. */
  record Planned(Deed deed, String subject, Duration limit) {}

  String id() {
    return verb + "-" + number;
  }

  boolean unfinished() {
    return result == Result.RUNNING || result == Result.HALTED;
  }

  boolean waives(String code) {
    return overrides.contains(code);
  }

  /** The swap has begun: there is no way back, and the peer's voice no longer stops it. */
  boolean pastLook() {
    return steps.stream().anyMatch(s -> s.deed() == Deed.SWAP && s.state() != StepState.WAITING);
  }

  /** The step that runs or comes next. */
  Optional<Step> current() {
    return steps.stream().filter(s -> !s.over()).findFirst();
  }

  OperationView view(Instant now) {
    List<OperationView.Step> shown = steps.stream()
        .map(s -> new OperationView.Step(
            s.number(), s.name(), s.state(), took(s, now), s.limit(), s.text()))
        .toList();
    return new OperationView(
        id(), verb, result, token, actor, reason, started, ended, detail, shown);
  }

  private static Duration took(Step step, Instant now) {
    if (step.state() != StepState.RUNNING || step.began().isEmpty()) {
      return step.took();
    }
    Duration took = Duration.between(step.began().get(), now);
    return took.isNegative() ? Duration.ZERO : took;
  }
}
