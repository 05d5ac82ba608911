package dev.bcs.continuity;

import java.util.List;

/** What other rooms know that bears on readiness; asked about once a second, must be cheap. */
public interface Conditions {
  Situation.Parity parity();

  /** Reasons of a degraded spare: storage-low, clock-skewed, maintenance and the like. */
  List<Reason> reasons();

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
