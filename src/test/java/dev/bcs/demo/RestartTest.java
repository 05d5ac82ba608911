package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.daemon.Tables;
import dev.bcs.ledger.Ledger;
import dev.bcs.unit.Identity;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may serve after a start, on real processes: adopt, token, alone, open, quarantine. */
class RestartTest {
  @TempDir
  private Path folder;

  /** What must be the same after every restart, and the engine's boots, which must not. */
  private record Lasting(
      String unitId, String name, String engine, int boots, String role, long epoch) {}

  @Test
  void aRestartedDaemonAdoptsItsServiceAndIsStillItself() throws Exception {
    try (LivePair pair = LivePair.in(folder).start()) {
      long service = pair.service(pair.first).orElseThrow().pid();
      String role = pair.first.status().path("role").asText();
      long epoch = pair.first.status().path("epoch").asLong();
      pair.killDaemon(pair.first);
      Lasting before = lasting(pair.first, role, epoch);
      assertThat(pair.serves(pair.first)).isTrue();
      pair.peer(pair.second, "down");

      pair.first.start();
      JsonNode after = pair.role(pair.first, "primary");
      pair.peer(pair.second, "up");
      assertThat(pair.service(pair.first).orElseThrow().pid()).isEqualTo(service);
      assertThat(pair.events(pair.first, 0))
          .anySatisfy(e -> assertThat(e.path("text").asText()).contains("adopted"));
      pair.stopDaemon(pair.first);
      Lasting now =
          lasting(pair.first, after.path("role").asText(), after.path("epoch").asLong());
      assertThat(pair.serves(pair.first)).isTrue();
      assertThat(now)
          .isEqualTo(new Lasting(
              before.unitId(),
              before.name(),
              before.engine(),
              before.boots() + 1,
              before.role(),
              before.epoch()));
    }
  }

  private static Lasting lasting(DemoUnit unit, String role, long epoch) {
    try (Ledger ledger = Ledger.open(unit.home().ledger(), Tables.ALL)) {
      Identity identity = Identity.of(ledger, unit.name());
      return new Lasting(
          identity.unitId().toString(),
          identity.name(),
          HexFormat.of().formatHex(identity.engineId()),
          identity.engineBoots(),
          role,
          epoch);
    }
  }

  @Test
  void aGracefulStopOpensAtOnceAndAKilledOneWaitsForAnOrder() throws Exception {
    try (LivePair pair = LivePair.in(folder).start()) {
      pair.first.end();
      assertThat(pair.service(pair.first)).isEmpty();
      pair.peer(pair.second, "down");
      pair.second.killGroup();
      pair.first.start();
      JsonNode opened = pair.role(pair.first, "primary");
      pair.untilServes(pair.first, true);
      assertThat(pair.events(pair.first, 0))
          .anySatisfy(e -> assertThat(e.path("text").asText()).contains("promise to stay down"));
      assertThat(opened.path("peer").path("state").asText()).isNotEqualTo("up");

      pair.first.killGroup();
      pair.first.start();
      JsonNode closed = pair.role(pair.first, "closed");
      JsonNode counting = pair.status(
          pair.first, "counts down", s -> s.path("startup").hasNonNull("opensInSeconds"));
      assertThat(counting.path("startup").path("opensInSeconds").asDouble()).isBetween(1.0, 120.0);
      assertThat(closed.path("epoch").asLong()).isEqualTo(opened.path("epoch").asLong());
      pair.alarm(pair.first, "unit-closed");
      assertThat(pair.serves(pair.first)).isFalse();
      LivePair.Ran ran = pair.bcs(pair.first, "open", "--reason", "wave-b burnt, olga");
      assertThat(ran.exit()).as(ran.output()).isZero();
      pair.role(pair.first, "primary");
      pair.untilServes(pair.first, true);
    }
  }

  @Test
  void aReturningPrimaryIsQuarantinedAndItsSurvivingServiceHeldDown() throws Exception {
    LivePair laid = LivePair.in(folder);
    try (LivePair pair = laid.inItsOwnSession(laid.first).start()) {
      pair.first.killGroup();
      assertThat(pair.serves(pair.first))
          .as("the service outlives its daemon's group")
          .isTrue();
      pair.peer(pair.second, "down");
      LivePair.Ran promoted = pair.bcs(
          pair.second, "promote", "--yes", "--fence", "isolated", "--reason", "wave-a hangs, olga");
      assertThat(promoted.exit()).as(promoted.output()).isZero();
      pair.untilServes(pair.second, true);

      ProcessHandle survivor = pair.service(pair.first).orElseThrow();
      pair.first.start();
      pair.role(pair.first, "quarantined");
      pair.untilServes(pair.first, false);
      assertThat(Stand.gone(survivor)).isTrue();
      assertThat(pair.second.status().path("role").asText()).isEqualTo("primary");

      // Somebody starts it by hand: it is found and stopped again.
      new ProcessBuilder(
              pair.first.bin().resolve("switchboard").toString(),
              "start",
              "--data",
              pair.first.data().toString(),
              "--port",
              "" + pair.first.ports().switchboard(),
              "--pid",
              pair.first.pidFile().toString())
          .redirectErrorStream(true)
          .redirectOutput(folder.resolve("by-hand.log").toFile())
          .start()
          .waitFor();
      pair.untilServes(pair.first, false);
      assertThat(pair.first.status().path("role").asText()).isEqualTo("quarantined");
    }
  }
}
