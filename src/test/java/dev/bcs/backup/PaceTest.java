package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.time.ManualClocks;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A bandwidth is kept by all senders together, without bursts after a rest. */
class PaceTest {
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));

  @Test
  void eachWaitsForThoseBeforeHim() {
    Pace pace = new Pace(1000, clocks);
    assertThat(pace.next(500)).isZero();
    assertThat(pace.next(500)).isEqualTo(Duration.ofMillis(500));
    assertThat(pace.next(2000)).isEqualTo(Duration.ofSeconds(1));
    clocks.advance(Duration.ofSeconds(10));
    assertThat(pace.next(500)).as("nothing was saved up").isZero();
    assertThat(pace.next(500)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void piecesAreAQuarterOfASecondWithinReason() {
    assertThat(new Pace(0, clocks).piece(64, 4096)).isEqualTo(4096);
    assertThat(new Pace(1000, clocks).piece(64, 4096)).isEqualTo(250);
    assertThat(new Pace(10, clocks).piece(64, 4096)).isEqualTo(64);
    assertThat(new Pace(1 << 20, clocks).piece(64, 4096)).isEqualTo(4096);
    assertThat(new Pace(0, clocks).next(1 << 30)).isZero();
  }
}
