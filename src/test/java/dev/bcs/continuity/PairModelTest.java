package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every order of starts, crashes, cuts, promotions and openings, to a bounded depth. */
class PairModelTest {
  private static final int DEPTH = 10;

  @Test
  void bothServeOnlyAfterAPersonPutHisNameToItAndNotOnceTheyHearEachOther() {
    PairModel model = new PairModel(new Law(), Pair.fresh(), DEPTH);
    assertThat(model.explore()).isEmpty();
    System.out.println("continuity model: " + model.states() + " states, " + model.transitions()
        + " transitions, depth " + DEPTH);
    assertThat(model.states()).isGreaterThan(10_000);
  }

  @Test
  void theSameHoldsFromWhereAPromotionWasRolledBackAfterThePeerStoodDown() {
    PairModel model = new PairModel(new Law(), Pair.stoodDown(), DEPTH);
    assertThat(model.explore()).isEmpty();
    System.out.println("continuity model, after a stand-down: " + model.states() + " states, "
        + model.transitions() + " transitions, depth " + DEPTH);
  }
}
