package dev.bcs.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The clocks of the machine that runs the test. */
class SystemClocksTest {
  @Test
  void theMachinesOwnClocksTellOfThisBoot() {
    Clocks clocks = Clocks.system();
    assertThat(clocks.bootId()).isNotBlank().isEqualTo(Clocks.system().bootId());
    Duration earlier = clocks.sinceBoot();
    assertThat(earlier).isPositive();
    assertThat(clocks.sinceBoot()).isGreaterThanOrEqualTo(earlier);
    assertThat(clocks.since(clocks.ticks())).isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }
}
