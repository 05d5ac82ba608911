package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers of a real switchboard, and what they miss on another. */
class CallersTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @Test
  void nothingAcknowledgedIsMissingAfterTheProcessWasKilled() throws Exception {
    try (Stand stand = new Stand(folder)) {
      assertThat(stand.start().good()).isTrue();
      Callers callers = new Callers(1);
      List<Callers.Kept> kept = callers.callIn(stand.url(), 5, 3);
      assertThat(kept).hasSize(8).isEqualTo(callers.acknowledged());
      URI old = stand.url();
      stand.process().orElseThrow().destroyForcibly();
      assertThatThrownBy(() -> {
            while (true) {
              callers.call(old);
            }
          })
          .isInstanceOf(IOException.class);
      assertThat(stand.start().good()).isTrue();
      assertThat(callers.missing(stand.url())).isEmpty();
      assertThat(callers.holds(stand.url())).hasSizeGreaterThanOrEqualTo(15 + 8);
    }
  }

  @Test
  void whatCameAfterTheCopyIsMissedThoughItsNameIsGivenAgain() throws Exception {
    Files.createDirectories(folder.resolve("other"));
    try (Stand first = new Stand(folder.resolve("first"));
        Stand other = new Stand(folder.resolve("other"))) {
      assertThat(first.start().good()).isTrue();
      Callers callers = new Callers(2);
      callers.callIn(first.url(), 1, 1);
      Trees trees = new Trees(Disk.system());
      trees.remove(BytePath.of(other.data));
      trees.copy(BytePath.of(first.data), BytePath.of(other.data));
      List<Callers.Kept> late = callers.callIn(first.url(), 2, 1);
      assertThat(first.stop().good()).isTrue();

      assertThat(other.start().good()).isTrue();
      assertThat(callers.missing(other.url())).isEqualTo(late);
      byte[] sound = Tones.wav(Tones.Coding.LINEAR_16, 9, 500);
      String mailbox = late.get(0).name().split("/", -1)[1];
      assertThat(other.post("/voicemail?mailbox=" + mailbox, sound).body())
          .contains(late.get(0).name());
      assertThat(callers.missing(other.url())).isEqualTo(late);
    }
  }

  @Test
  void aRefusalIsToldWithTheSwitchboardsWords() throws Exception {
    try (Stand stand = new Stand(folder)) {
      assertThat(stand.start().good()).isTrue();
      Trees trees = new Trees(Disk.system());
      trees.remove(BytePath.of(stand.data.resolve("voicemail")));
      Callers callers = new Callers(1);
      assertThatThrownBy(() -> callers.leaveVoicemail(stand.url()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("answered 404: there is no such mailbox");
      assertThat(callers.acknowledged()).isEmpty();
    }
  }
}
