package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary whose service died while its daemon lives. */
class ServicesFailedTest {
  @TempDir
  private Path folder;

  @Test
  void theSpareTakesOverFromALivingPeerThatStandsDown() throws Exception {
    try (LivePair pair = LivePair.in(folder).start()) {
      pair.killService(pair.first);
      assertThat(pair.alarm(pair.second, "primary-failed").path("text").asText())
          .contains("services have failed");
      assertThat(pair.pair.traps.next("bcsPrimaryFailed", Duration.ofSeconds(20)))
          .hasValueSatisfying(trap -> assertThat(trap.text()).contains("services have failed"));
      assertThat(pair.second.status().path("peer").path("state").asText()).isEqualTo("up");

      LivePair.Ran ran = pair.bcs(
          pair.second, "promote", "--yes", "--fence", "by-peer", "--reason", "pbx died, olga");
      assertThat(ran.exit()).as(ran.output()).isZero();
      pair.role(pair.second, "primary");
      pair.untilServes(pair.second, true);
      pair.role(pair.first, "quarantined");
      assertThat(pair.serves(pair.first)).isFalse();
      pair.status(
          pair.first,
          "sees its peer serve",
          s -> s.path("peer").path("role").asText().equals("primary"));
    }
  }
}
