package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.status.AlarmKind;
import dev.bcs.status.Picture;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.status.Word;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture on a terminal, and what else is read from the daemon. */
class StatusTest {
  @TempDir
  Path folder;

  @Test
  void aHealthySecondaryIsOneScreen() throws IOException {
    try (Rig rig = new Rig(SamplePictures.secondary(), folder)) {
      assertThat(rig.shell.run("status")).isZero();
      assertThat(rig.shell.out()).isEqualTo("""
          PROTECTED  If wave-a died now, everything since 11:09 would be lost.

          unit        wave-b of hq-pbx, secondary, epoch 1, bcs 0.1.0
          serves      wave-a
          peer        wave-a is up: its beats arrive, heard 0.18 s ago
            path      10.0.0.1 up, 0.31 ms, 0 % lost
            path      192.168.9.1 up, 0.28 ms, 0 % lost
          gap         5 min of 30 min (16 %), ok, since 2026-11-22 11:09:00
          readiness   promotable, recovery in about 9 s
          loss now    voicemail 3 files 412 kB, recordings 1 file 2.1 MB (as of 2026-11-22 11:13:59)
          backup      complete, began 2026-11-22 11:09:00, ended 2026-11-22 11:09:12, 1.2 MB sent
                      generation 41 is verified on wave-b
                      voicemail was held still from 2026-11-22 11:09:01 to 2026-11-22 11:09:03
                      next 2026-11-22 11:24:00
          services    voicemail/pbx held-down: waits for a promotion
          parity      alike
          alarms      none
          """);
    }
  }

  @Test
  void anOutageSaysWhoIsSilentWhatIsMissingAndWhatToDo() throws IOException {
    PictureSketch outage = SamplePictures.outage();
    outage.operation = SamplePictures.operation(new Word("running", 3));
    try (Rig rig = new Rig(outage, folder)) {
      assertThat(rig.shell.run("status")).isZero();
      assertThat(rig.shell.out())
          .startsWith("OUTAGE: DECIDE  wave-a is silent on all paths")
          .contains("serves      perhaps nobody: wave-a did, and is down")
          .contains("  path      10.0.0.1 DOWN for 1 min 48 s")
          .contains("            at failure: 8 min 12 s of work is missing")
          .contains("loss now    at least voicemail 3 files 412 kB")
          .contains("alarms      critical primary-failed for 1 min 45 s: wave-a is silent")
          .contains("            -> " + AlarmKind.PRIMARY_FAILED.advice())
          .contains("operation   promote op-7 running: 4/5 start voicemail/pbx, 6 s of at most 20");
    }
  }

  @Test
  void everySamplePictureCanBeShown() throws IOException {
    for (Map.Entry<String, Picture> sample : SamplePictures.all().entrySet()) {
      Path own =
          folder.resolve(sample.getKey().substring(0, 3) + sample.getKey().hashCode());
      try (Rig rig = new Rig(new PictureSketch(), own)) {
        rig.board.publish(sample.getValue());
        assertThat(rig.shell.run("status")).as(sample.getKey()).isZero();
        assertThat(rig.shell.out())
            .startsWith(sample.getValue().band().text() + "  ")
            .doesNotContain("null");
      }
    }
  }

  @Test
  void jsonIsPassedOnWhole() throws IOException {
    try (Rig rig = new Rig(SamplePictures.outage(), folder)) {
      assertThat(rig.shell.run("status", "--json")).isZero();
      JsonNode json = new ObjectMapper().readTree(rig.shell.out());
      assertThat(json.path("band").asText()).isEqualTo("OUTAGE: DECIDE");
      assertThat(json.path("gap").path("atFailureSeconds").asInt()).isEqualTo(492);
    }
  }

  @Test
  void watchingDrawsAnewUntilItIsInterruptedAndSaysWhenItIsNotLive() throws IOException {
    try (Rig rig = new Rig(SamplePictures.secondary(), folder)) {
      rig.then(s -> s.alarm(AlarmKind.PATH_DOWN, Severity.MINOR, "one is down", Duration.ZERO));
      assertThat(rig.shell.run("status", "--watch")).isEqualTo(130);
      assertThat(rig.shell.out().split("PROTECTED", -1)).hasSize(3);
      assertThat(rig.shell.out()).contains("minor path-down").doesNotContain("\u001b");
      boolean unused = Thread.interrupted();

      rig.shell.person();
      rig.then(s -> {}, s -> stop(rig), s -> {});
      assertThat(rig.shell.run("status", "--watch")).isEqualTo(130);
      assertThat(rig.shell.out())
          .contains("\u001b[H\u001b[2J")
          .contains("NOT LIVE for 00:02  bcs: the daemon does not answer");
    }
  }

  private static void stop(Rig rig) {
    try {
      rig.stop();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eventsArePrintedWithWhoAndWhy() throws IOException {
    try (Rig rig = new Rig(SamplePictures.secondary(), folder)) {
      rig.history.add(
          AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "wave-a is silent on all paths");
      rig.history.add(new dev.bcs.status.Event(
          2,
          PictureSketch.NOW,
          "order-accepted",
          0,
          "hq-pbx/order-accepted",
          Severity.CLEARED,
          "wave-b",
          "promote was accepted",
          "olga@cli",
          List.of("verb=promote", "reason=wave-a burnt")));
      assertThat(rig.shell.run("events")).isZero();
      assertThat(rig.shell.out()).isEqualTo("""
               1  2026-11-22 11:14:00  critical  primary-failed: wave-a is silent on all paths
               2  2026-11-22 11:14:00  cleared   order-accepted: promote was accepted (olga@cli)
                  because: wave-a burnt
          """);
      assertThat(rig.shell.run("events", "--json", "--last", "1")).isZero();
      assertThat(new ObjectMapper().readTree(rig.shell.out()).path("seq").asInt())
          .isEqualTo(2);
    }
  }

  @Test
  void eventsAreFollowedAndADaemonThatStaysAwayEndsIt() throws Exception {
    Rig rig = new Rig(SamplePictures.secondary(), folder);
    try (rig) {
      rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "it is silent");
      Shell shell = Shell.real(rig.home.directory(), rig.config);
      ExecutorService thread = Threads.pool("test", "follow", 1, 1);
      Future<Integer> ended = thread.submit(() -> shell.run("events", "--follow"));
      Awaitility.await().until(() -> shell.out().contains("it is silent"));
      Awaitility.await().until(() -> {
        // The stream begins a moment after the first page was printed.
        rig.history.add(AlarmKind.PRIMARY_FAILED, Severity.CLEARED, "wave-a", "it is back");
        return shell.out().contains("cleared   primary-recovered: it is back");
      });
      assertThat(shell.out().split("it is silent", -1)).hasSize(2);
      assertThat(ended.isDone()).isFalse();
      thread.shutdownNow();
    }
  }

  @Test
  void generationsAreListedAndCanBeReadByPrograms() throws IOException {
    try (Rig rig = new Rig(SamplePictures.secondary(), folder)) {
      assertThat(rig.shell.run("generations")).isZero();
      assertThat(rig.shell.lines().get(0)).startsWith("generation  state      outcome");
      assertThat(rig.shell.lines().get(2))
          .contains("41  verified   complete    2026-11-22 11:09:00       417     358 MB  a");
      assertThat(rig.shell.run("generations", "--json")).isZero();
      assertThat(new ObjectMapper().readTree(rig.shell.out()).path("generations"))
          .hasSize(3);
    }
  }
}
