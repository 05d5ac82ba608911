package dev.bcs.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Loss and round trip from made-up beats. */
class PathMeterTest {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final long STEP = INTERVAL.toNanos();

  private final PathMeter meter = new PathMeter(INTERVAL);

  @Test
  void lossIsWhatIsMissingOfTheLastHundred() {
    for (int n = 1; n <= 400; n++) {
      if (n % 4 != 0) {
        meter.heard(Beats.beat(9, 7, n, n), n * STEP);
      }
    }
    assertThat(meter.lossHere(399 * STEP)).isEqualTo(25);
  }

  @Test
  void nothingIsLostWhileAllArrive() {
    meter.heard(Beats.beat(9, 7, 1, 40), 0);
    meter.heard(Beats.beat(9, 7, 2, 41), STEP);
    assertThat(meter.lossHere(STEP + STEP / 2)).isZero();
  }

  @Test
  void silenceCountsAsLossToo() {
    meter.heard(Beats.beat(9, 7, 1, 1), 0);
    assertThat(meter.lossHere(4 * STEP)).isEqualTo(75);
    assertThat(meter.lossHere(1000 * STEP)).isEqualTo(100);
    assertThat(new PathMeter(INTERVAL).lossHere(0)).isEqualTo(100);
  }

  @Test
  void aRestartedPeerCountsAfresh() {
    meter.heard(Beats.beat(9, 7, 1, 5000), 0);
    meter.heard(Beats.beat(10, 7, 1, 1), STEP);
    assertThat(meter.lossHere(STEP)).isZero();
    assertThat(meter.newestHeard(10)).isEqualTo(1);
    assertThat(meter.newestHeard(9)).isZero();
  }

  @Test
  void theRoundTripLeavesOutHowLongThePeerHeldIt() {
    meter.sent(11, 1_000_000);
    Beat answer =
        new Beat(9, 7, 1, 1, 11, 240_000, 30, Role.PRIMARY, Epoch.NONE, false, false, new byte[0]);
    meter.heard(answer, 1_000_000 + 243_000_000);
    assertThat(meter.roundTrip()).isEqualTo(Duration.ofMillis(3));
    assertThat(meter.loss(243_000_000)).as("the worse of both directions").isEqualTo(30);
  }
}
