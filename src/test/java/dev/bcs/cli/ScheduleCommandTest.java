package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.status.SamplePictures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The week ahead on a terminal, asked of the daemon. */
class ScheduleCommandTest {
  @TempDir
  Path folder;

  @Test
  void theWeekAheadIsOneScreenWithItsAdvice() throws IOException {
    try (Rig rig = new Rig(SamplePictures.primary(), folder)) {
      assertThat(rig.shell.run("schedule")).isZero();
      assertThat(rig.shell.out()).isEqualTo("""
          next run      2026-11-23 08:15:00 (Europe/Berlin)
          a run takes   1 min 35 s
          between runs  15 min to 9 h 45 min
          worst gap     9 h 46 min of 11 h
          black-out     mon-fri 08:30-18:00
          missed        4 runs since the last complete one

          day          runs  first                last                 longest wait
          2026-11-23     57  2026-11-23 08:15:00  2026-11-23 23:45:00  9 h 45 min
          2026-11-24      0

          voicemail/messages: 310 files, 48 MB; captured in 40 s; each day \
          +12 files, -900 bytes, 7.0 kB in changed files

          warning: if runs go on to take 30 s more each day, it does not fit
          the tightest schedule that is safe: every = "5m" (worst-case gap 586 min)
          """);
    }
  }

  @Test
  void asJsonItIsWhatTheDaemonSays() throws IOException {
    try (Rig rig = new Rig(SamplePictures.primary(), folder)) {
      assertThat(rig.shell.run("schedule", "--json")).isZero();
      JsonNode week = new ObjectMapper().readTree(rig.shell.out());
      assertThat(week.path("next").path(0).asText()).isEqualTo("2026-11-23T08:15:00+01:00");
      assertThat(week.path("worstGapSeconds").asInt()).isEqualTo(585 * 60 + 95);
      assertThat(week.path("days")).hasSize(2);
      assertThat(week.path("days").path(1).path("first").isNull()).isTrue();
      assertThat(week.path("datasets").path(0).path("bytesMoreADay").asInt()).isEqualTo(-900);
    }
  }

  @Test
  void withoutADaemonItSaysSo() throws IOException {
    Shell shell;
    try (Rig rig = new Rig(SamplePictures.primary(), folder)) {
      shell = rig.shell;
    }
    assertThat(shell.run("schedule")).isEqualTo(5);
    assertThat(shell.err()).contains("hint: ");
  }
}
