package dev.bcs.takeover;

/** How one step of a takeover ended, with the sentence that the operator reads. */
public record StepResult(boolean done, String text) {
  static StepResult done(String text) {
    return new StepResult(true, text);
  }

  static StepResult failed(String text) {
    return new StepResult(false, text);
  }
}
