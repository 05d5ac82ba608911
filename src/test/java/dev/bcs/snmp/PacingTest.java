package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.Event;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.Severity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a target is spoken to, and what becomes of the rest. */
class PacingTest {
  @Test
  void twentyAtOnceThenFiveASecond() {
    Pacer pacer = new Pacer(20, 5, 0);
    for (int i = 0; i < 20; i++) {
      assertThat(pacer.take(0)).isTrue();
    }
    assertThat(pacer.take(0)).isFalse();
    assertThat(pacer.untilNext(0)).isBetween(Duration.ofMillis(199), Duration.ofMillis(201));
    int sent = 0;
    for (long millis = 0; millis <= 10_000; millis += 10) {
      sent += pacer.take(millis * 1_000_000) ? 1 : 0;
    }
    assertThat(sent).isBetween(49, 51);
    assertThat(pacer.untilNext(3_600_000_000_000L)).isZero();
  }

  @Test
  void informsWaitAlarmsWaitBrieflyAndTheRestIsSuppressed() {
    assertThat(Turn.of(event(112), true, false, 9_000)).isEqualTo(Turn.WAIT);
    assertThat(Turn.of(event(1), false, false, Turn.WAITING)).isEqualTo(Turn.WAIT);
    assertThat(Turn.of(event(1), false, false, Turn.WAITING + 1)).isEqualTo(Turn.SUPPRESS);
    assertThat(Turn.of(event(112), false, false, 1)).isEqualTo(Turn.SUPPRESS);
    assertThat(Turn.of(event(112), false, true, 1)).isEqualTo(Turn.SEND);
    assertThat(Turn.of(event(0), false, true, 1)).isEqualTo(Turn.SKIP);
    assertThat(Turn.of(event(108), true, true, 1)).isEqualTo(Turn.SKIP);
  }

  @Test
  void targetsMayNameAPortOrNotAndBeOfEitherFamily() throws Exception {
    assertThat(TargetRunner.address("127.0.0.1").getPort()).isEqualTo(162);
    assertThat(TargetRunner.address("127.0.0.1:1162").getPort()).isEqualTo(1162);
    assertThat(TargetRunner.address("[::1]:1162").getPort()).isEqualTo(1162);
    assertThat(TargetRunner.address("::1").getPort()).isEqualTo(162);
  }

  private static Event event(int notification) {
    return new Event(
        1,
        PictureSketch.NOW,
        "test",
        notification,
        "k",
        Severity.WARNING,
        "wave-b",
        "text",
        "",
        List.of());
  }
}
