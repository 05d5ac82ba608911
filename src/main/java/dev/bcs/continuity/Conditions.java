package dev.bcs.continuity;

import java.util.List;

/** What other rooms know that bears on readiness; asked about once a second, must be cheap. */
public interface Conditions {
  Situation.Parity parity();

  /** Reasons of a degraded spare: storage-low, clock-skewed, maintenance and the like. */
  List<Reason> reasons();

  /** Whether a doubt of the stage makes a spare poorer, but not untrue: its text begins so. */
  static boolean onlyDegrades(String doubt) {
    return doubt.startsWith(Codes.OWNERSHIP_NOT_APPLIED);
  }

  /** For a unit of which nothing is known yet. */
  static Conditions unknown() {
    return new Conditions() {
      @Override
      public Situation.Parity parity() {
        return new Situation.Parity("unknown", 3, List.of());
      }

      @Override
      public List<Reason> reasons() {
        return List.of();
      }
    };
  }
}
