package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A promotion whose unit is killed in the middle, and what its next start makes of it. */
class HaltedTest {
  private static final String REASON = "wave-a burnt, olga";

  @TempDir
  private Path folder;

  @Test
  void killedWhileAServiceStartsItIsHaltedAndResumedToTheEnd() throws Exception {
    Path gate = folder.resolve("gate");
    LivePair laid = LivePair.in(folder.resolve("pair"));
    try (LivePair pair = laid.startsWhen(laid.second, gate).start()) {
      pair.first.killGroup();
      pair.peer(pair.second, "down");
      promote(pair, "powered-off");
      pair.atStep(pair.second, "start");
      long epoch = pair.second.status().path("epoch").asLong();
      pair.second.killGroup();

      pair.second.start();
      pair.role(pair.second, "halted");
      assertThat(pair.alarm(pair.second, "operation-halted").path("severity").asText())
          .isNotEqualTo("cleared");
      assertThat(pair.second.status().path("epoch").asLong()).isEqualTo(epoch);
      LivePair.Ran shown = pair.bcs(pair.second, "operation");
      assertThat(shown.exit()).isZero();
      assertThat(shown.output()).contains("halted", "start pbx/switchboard", "resume");
      LivePair.Ran back = pair.bcs(pair.second, "operation", "rollback", "--reason", REASON);
      assertThat(back.exit()).as(back.output()).isEqualTo(4);
      assertThat(back.output()).contains("past-swap");
      Files.createFile(gate);
      LivePair.Ran resumed = pair.bcs(pair.second, "operation", "resume", "--reason", REASON);
      assertThat(resumed.exit()).as(resumed.output()).isZero();
      pair.role(pair.second, "primary");
      pair.untilServes(pair.second, true);
      pair.status(
          pair.second,
          "has cleared operation-halted",
          s -> LivePair.alarm(s, "operation-halted").isEmpty());
      JsonNode last = pair.second.status();
      assertThat(last.path("epoch").asLong()).isEqualTo(epoch);
      assertThat(last.path("operation").path("result").asText()).isEqualTo("complete");
    }
  }

  @Test
  void killedWhileTheFenceRunsItIsRolledBackAndMayBeOrderedAgain() throws Exception {
    Path fenced = folder.resolve("fenced");
    LivePair laid = LivePair.in(folder.resolve("pair"));
    Path fence =
        laid.script(laid.second, "fence", "while [ ! -e '" + fenced + "' ]; do sleep 0.05; done");
    laid.configure(laid.second, "[takeover]\nfence = [\"" + fence + "\"]");
    try (LivePair pair = laid.start()) {
      pair.first.killGroup();
      pair.peer(pair.second, "down");
      long epoch = pair.second.status().path("epoch").asLong();
      promote(pair, "command");
      pair.atStep(pair.second, "fence");
      pair.killDaemon(pair.second);

      pair.second.start();
      pair.role(pair.second, "halted");
      pair.alarm(pair.second, "operation-halted");
      assertThat(pair.bcs(pair.second, "operation").output()).contains("halted", "fence");
      LivePair.Ran back = pair.bcs(pair.second, "operation", "rollback", "--reason", REASON);
      assertThat(back.exit()).as(back.output()).isZero();
      JsonNode spare = pair.role(pair.second, "secondary");
      assertThat(spare.path("operation").path("result").asText()).isEqualTo("rolled-back");
      assertThat(spare.path("epoch").asLong()).isEqualTo(epoch);

      Files.createFile(fenced);
      LivePair.Ran again =
          pair.bcs(pair.second, "promote", "--yes", "--fence", "command", "--reason", REASON);
      assertThat(again.exit()).as(again.output()).isZero();
      pair.role(pair.second, "primary");
      pair.untilServes(pair.second, true);
    }
  }

  private static void promote(LivePair pair, String fence) throws Exception {
    pair.second.order(
        "/api/v1/promote",
        DemoUnit.body().put("unit", "wave-b").put("reason", REASON).put("fence", fence));
  }
}
