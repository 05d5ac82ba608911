package dev.bcs.heartbeat;

import static dev.bcs.heartbeat.Beats.beat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.heartbeat.Proof.Worth;
import org.junit.jupiter.api.Test;

/** Which beats prove that the peer lives now. */
class ProofTest {
  private final Proof proof = new Proof(Beats.MINE);

  @Test
  void aBeatCountsOnlyIfItEchoesWhatThisProcessMade() {
    assertThat(proof.weigh(beat(9, 0, 1, 1))).isEqualTo(Worth.ANSWER_IT);
    assertThat(proof.weigh(beat(9, 8, 2, 1))).isEqualTo(Worth.ANSWER_IT);
    assertThat(proof.peers()).as("nothing is believed yet").isZero();
    assertThat(proof.weigh(beat(9, Beats.MINE, 3, 1))).isEqualTo(Worth.COUNTS);
    assertThat(proof.peers()).isEqualTo(9);
  }

  @Test
  void aReplayCountsNever() {
    for (int n = 1; n < 3000; n += 3) {
      assertThat(proof.weigh(beat(9, Beats.MINE, n, n))).isEqualTo(Worth.COUNTS);
      assertThat(proof.weigh(beat(9, Beats.MINE, n, n))).isEqualTo(Worth.NOTHING);
    }
    for (int n = 1; n < 3000; n += 3) {
      assertThat(proof.weigh(beat(9, Beats.MINE, n, n))).isEqualTo(Worth.NOTHING);
    }
  }

  @Test
  void beatsThatOvertookEachOtherCountOnceEach() {
    assertThat(proof.weigh(beat(9, Beats.MINE, 5, 1))).isEqualTo(Worth.COUNTS);
    assertThat(proof.weigh(beat(9, Beats.MINE, 4, 1))).isEqualTo(Worth.COUNTS);
    assertThat(proof.weigh(beat(9, Beats.MINE, 4, 1))).isEqualTo(Worth.NOTHING);
    assertThat(proof.weigh(beat(9, Beats.MINE, 70, 1))).isEqualTo(Worth.COUNTS);
    assertThat(proof.weigh(beat(9, Beats.MINE, 69, 1))).isEqualTo(Worth.COUNTS);
  }

  @Test
  void aRestartedPeerCountsAndItsFormerSelfDoesNotComeBack() {
    assertThat(proof.weigh(beat(9, Beats.MINE, 500, 1))).isEqualTo(Worth.COUNTS);
    assertThat(proof.weigh(beat(10, Beats.MINE, 1, 1))).isEqualTo(Worth.COUNTS);
    assertThat(proof.weigh(beat(9, Beats.MINE, 501, 1))).isEqualTo(Worth.NOTHING);
    assertThat(proof.peers()).isEqualTo(10);
  }

  @Test
  void numbersThatCannotBeAreIgnored() {
    assertThat(proof.weigh(beat(0, Beats.MINE, 1, 1))).isEqualTo(Worth.NOTHING);
    assertThat(proof.weigh(beat(9, Beats.MINE, 0, 1))).isEqualTo(Worth.NOTHING);
    assertThat(proof.weigh(beat(9, Beats.MINE, Long.MAX_VALUE, 1))).isEqualTo(Worth.NOTHING);
  }
}
