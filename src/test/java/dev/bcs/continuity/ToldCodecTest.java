package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.backup.BackupView.Forecast;
import dev.bcs.backup.BackupView.Loss;
import dev.bcs.continuity.Situation.Verdict;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.takeover.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told arrives, fits, and is never less than the truth. */
class ToldCodecTest {
  private static final Instant WHEN = Instant.parse("2026-11-22T08:12:03Z");

  @Test
  void whatIsToldArrives() {
    Told told = told(2, 3);
    assertThat(ToldCodec.decode(ToldCodec.encode(told))).isEqualTo(told);
  }

  @Test
  void muchIsCutToWhatFitsWithTheSumOfTheRest() {
    byte[] bytes = ToldCodec.encode(told(90, 70));
    assertThat(bytes.length).isLessThanOrEqualTo(PeerView.LARGEST_PAYLOAD);
    Told got = ToldCodec.decode(bytes);
    List<Loss> losses = got.forecast().orElseThrow().losses();
    assertThat(losses.get(losses.size() - 1).kind()).isEqualTo(Told.REST);
    assertThat(losses.stream().mapToLong(Loss::bytes).sum())
        .isEqualTo(IntStream.range(0, 90).mapToLong(i -> 1000L * i).sum());
    assertThat(losses.get(0).bytes()).as("worst first").isEqualTo(89_000);
    assertThat(got.services().get(0).state()).isEqualTo(ServiceView.State.FAILED);
    assertThat(got.services().get(got.services().size() - 1).id()).isEqualTo(Told.REST);
  }

  @Test
  void whatIsTornOrNewerIsReadAsFarAsItIsKnown() {
    byte[] bytes = ToldCodec.encode(told(2, 3));
    for (int length = 0; length <= bytes.length; length++) {
      assertThat(ToldCodec.decode(Arrays.copyOf(bytes, length))).isNotNull();
    }
    byte[] newer = Arrays.copyOf(bytes, bytes.length + 5);
    newer[bytes.length] = 99;
    newer[bytes.length + 2] = 2;
    assertThat(ToldCodec.decode(newer)).isEqualTo(told(2, 3));
    bytes[0] = 7;
    assertThat(ToldCodec.decode(bytes)).isEqualTo(Told.NOTHING);
  }

  static Told told(int classes, int services) {
    List<Loss> losses = IntStream.range(0, classes)
        .map(i -> classes - 1 - i)
        .mapToObj(i -> new Loss("class-" + i, i, 1000L * i))
        .toList();
    List<Told.Service> states = IntStream.range(0, services)
        .mapToObj(i -> new Told.Service(
            "application/service-" + i,
            i == 0 ? ServiceView.State.FAILED : ServiceView.State.RUNNING))
        .toList();
    return new Told(
        -5,
        "wave-ä",
        "https://10.0.0.1:7480/",
        states,
        Optional.of(new Told.Backup(
            2,
            Duration.ofSeconds(77),
            3,
            12,
            Duration.ofMillis(4321),
            99_000,
            Optional.of(Duration.ofSeconds(840)))),
        Optional.of(new Told.Gap(OptionalLong.of(600), WHEN, 12)),
        Optional.of(new Told.Ready(
            Verdict.DEGRADED,
            List.of(Codes.GAP_EXCEEDED, Codes.PARITY_UNKNOWN),
            Optional.of(Duration.ofSeconds(30)))),
        Optional.of(new Forecast(WHEN, losses)));
  }
}
