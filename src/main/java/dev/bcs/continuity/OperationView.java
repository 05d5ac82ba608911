package dev.bcs.continuity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The running, halted or last operation as the journal has it. */
public record OperationView(
    String id,
    String verb,
    Result result,
    long token,
    String actor,
    String reason,
    Instant started,
    Optional<Instant> ended,
    String detail,
    List<Step> steps) {
  public OperationView {
    steps = List.copyOf(steps);
  }

  /** The codes are those of bcsPromoteResult. */
  public enum Result {
    NONE(1),
    REFUSED(2),
    RUNNING(3),
    COMPLETE(4),
    FAILED(5),
    ROLLED_BACK(6),
    HALTED(7);

    private final int code;

    Result(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One step with its limit, result and reason. */
  public record Step(
      int number, String name, StepState state, Duration took, Duration limit, String text) {}

  /** The codes are frozen. */
  public enum StepState {
    WAITING(1),
    RUNNING(2),
    DONE(3),
    FAILED(4),
    SKIPPED(5);

    private final int code;

    StepState(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
