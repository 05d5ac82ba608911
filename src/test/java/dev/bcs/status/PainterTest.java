package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The picture says what the situation says, with null for what is not known. */
class PainterTest {
  private static Picture paint(SituationSketch sketch) {
    return Painter.paint(
        sketch.situation(),
        new Painter.Extras("0.1.0", ZoneOffset.UTC, List.of(), Optional.empty()));
  }

  @Test
  void whatIsNotKnownIsNullAndNeverZero() {
    SituationSketch s = SituationSketch.secondary();
    s.gap = OptionalLong.empty();
    s.since = Optional.empty();
    s.forecast = Optional.empty();
    s.outcome = Optional.empty();
    s.lastStart = Optional.empty();
    s.peerState = PeerState.UNKNOWN;
    s.peerReason = PeerReason.NEVER_HEARD;
    Picture p = paint(s);
    assertThat(p.gap().seconds()).isNull();
    assertThat(p.gap().since()).isNull();
    assertThat(p.gap().generation()).isNull();
    assertThat(p.gap().percent()).isEqualTo(9999);
    assertThat(p.gap().atFailureSeconds()).isNull();
    assertThat(p.forecast()).isNull();
    assertThat(p.backup().outcome()).isEqualTo(new Word("none", 0));
    assertThat(p.peer().silent()).isNull();
    assertThat(p.peer().lastHeard()).isNull();
  }

  @Test
  void anOldForecastIsMarkedAsAtLeast() {
    SituationSketch s = SituationSketch.secondary();
    assertThat(java.util.Objects.requireNonNull(paint(s).forecast()).atLeast()).isFalse();
    s.asOf = s.asOf.plusSeconds(60);
    assertThat(java.util.Objects.requireNonNull(paint(s).forecast()).atLeast()).isTrue();
  }

  @Test
  void thePercentagePassesAHundredTogetherWithTheLevel() {
    Duration limit = Duration.ofMinutes(30);
    assertThat(Painter.percent(OptionalLong.of(0), limit)).isZero();
    assertThat(Painter.percent(OptionalLong.of(1799), limit)).isEqualTo(99);
    assertThat(Painter.percent(OptionalLong.of(1800), limit)).isEqualTo(100);
    assertThat(Painter.percent(OptionalLong.of(1801), limit)).isEqualTo(101);
    assertThat(Painter.percent(OptionalLong.of(3601), limit)).isEqualTo(201);
    assertThat(Painter.percent(OptionalLong.of(Long.MAX_VALUE), limit)).isEqualTo(9999);
  }

  @Test
  void spansAndSizesReadLikePeopleSayThem() {
    assertThat(Spans.of(Duration.ofSeconds(45))).isEqualTo("45 s");
    assertThat(Spans.of(Duration.ofSeconds(108))).isEqualTo("1 min 48 s");
    assertThat(Spans.of(Duration.ofMinutes(30))).isEqualTo("30 min");
    assertThat(Spans.of(Duration.ofMinutes(134))).isEqualTo("2 h 14 min");
    assertThat(Spans.of(Duration.ofHours(76))).isEqualTo("3 d 4 h");
    assertThat(Spans.of(Duration.ofSeconds(-3))).isEqualTo("0 s");
    assertThat(Spans.bytes(512)).isEqualTo("512 bytes");
    assertThat(Spans.bytes(2_100_000)).isEqualTo("2.1 MB");
    assertThat(Spans.bytes(999_999)).isEqualTo("1.0 MB");
    Instant noon = Instant.parse("2026-11-22T12:00:00Z");
    assertThat(Spans.clock(noon.minusSeconds(60), noon, ZoneOffset.UTC)).isEqualTo("11:59");
  }
}
