package dev.bcs.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.heartbeat.Detector.Sign;
import dev.bcs.heartbeat.Detector.Verdict;
import dev.bcs.time.ManualClocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stories in a small language, told to the detector with clocks that a test moves. */
class DetectorTest {
  private static final Duration TICK = Duration.ofMillis(250);
  private static final HeartbeatSettings SETTINGS =
      new HeartbeatSettings(TICK, Duration.ofSeconds(1), Duration.ofSeconds(3));

  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T10:00:00Z"));
  private final Detector detector = new Detector(SETTINGS, 2, clocks.ticks(), clocks.sinceBoot());
  private final List<String> changes = new ArrayList<>();
  private Verdict verdict = new Verdict(PeerState.UNKNOWN, PeerReason.NEVER_HEARD, 0);

  /**
   * beats, silence and sick: so many ticks with good, no, or services-failed beats; gone and cut:
   * ticks on which both paths say port unreachable or link down; half: only the first says gone,
   * the second is cut; bye: one goodbye; pause: this process stands still, monotonic clock runs;
   * sleep: the machine is suspended; wall: the wall clock jumps. Units: ticks, else milliseconds.
   */
  @ParameterizedTest
  @CsvSource({
    "beats 8, up heard",
    "silence 100, unknown never-heard",
    "silence 121, down never-heard",
    "gone 121, down daemon-gone",
    "beats 8; silence 3, up heard",
    "beats 8; silence 4, suspect silent-on-all-paths",
    "beats 8; silence 11, suspect silent-on-all-paths",
    "beats 8; silence 12, down silent-on-all-paths",
    "beats 8; gone 3, up heard",
    "beats 8; gone 4, suspect daemon-gone",
    "beats 8; gone 12, down daemon-gone",
    "beats 8; half 12, down daemon-gone",
    "beats 8; cut 12, down link-down-here",
    "beats 8; gone 13; silence 13, down silent-on-all-paths",
    "beats 8; sick 1, up services-failed",
    "beats 8; sick 1; beats 1, up heard",
    "beats 8; sick 1; silence 12, down silent-on-all-paths",
    "beats 8; bye 1, suspect said-goodbye",
    "beats 8; bye 1; gone 12, down said-goodbye",
    "beats 8; bye 1; beats 1, up heard",
    "beats 8; silence 12; beats 1, up heard",
    // a long pause of our own: not one word against the peer until a whole down-after passed
    "beats 8; pause 40000, up observer-late",
    "beats 8; pause 40000; silence 4, suspect observer-late",
    "beats 8; pause 40000; silence 11, suspect observer-late",
    "beats 8; pause 40000; silence 12, down silent-on-all-paths",
    "beats 8; pause 40000; beats 1, up heard",
    // a suspended machine, a virtual machine that was snapshot: the boot clock ran on alone
    "beats 8; sleep 600000; silence 1, up observer-late",
    "beats 8; sleep 600000; silence 5, suspect observer-late",
    "beats 8; sleep 600000; silence 13, down silent-on-all-paths",
    // what was judged before a pause
    "beats 8; silence 12; pause 1500, down silent-on-all-paths",
    "beats 8; silence 12; pause 5000, suspect observer-late",
    "beats 8; silence 12; pause 5000; silence 12, down silent-on-all-paths",
    "beats 8; silence 5; pause 2000, suspect observer-late",
    // short delays widen the limits by as much
    "beats 8; silence 2; pause 700, up observer-late",
    "beats 8; silence 10; pause 700, suspect observer-late",
    "beats 8; silence 10; pause 700; silence 1, down silent-on-all-paths",
    // people set clocks
    "beats 8; wall 900000; silence 3, up heard",
    "beats 8; wall -900000; silence 4, suspect silent-on-all-paths",
    "beats 8; wall -900000; silence 12, down silent-on-all-paths",
    "beats 8; wall 900000; beats 4, up heard"
  })
  void theStoryEndsAsItShould(String story, String ending) {
    tell(story);
    assertThat(verdict.state().word() + " " + verdict.reason().word()).isEqualTo(ending);
  }

  @Test
  void aFlappingPeerIsUpAtEachBeatAndNeverDownInBetween() {
    tell("beats 4");
    for (int i = 0; i < 20; i++) {
      tell("silence 8; beats 1");
    }
    assertThat(changes)
        .contains("suspect silent-on-all-paths")
        .noneMatch(c -> c.startsWith("down"));
    assertThat(verdict.state()).isEqualTo(PeerState.UP);
  }

  @Test
  void beforeEachAccusationThereIsSuspicion() {
    tell("beats 4; silence 40");
    assertThat(changes)
        .containsExactly("up heard", "suspect silent-on-all-paths", "down silent-on-all-paths");
  }

  @Test
  void theNextAppointmentIsNeverAfterALimit() {
    tell("beats 1");
    clocks.advance(Duration.ofMillis(900));
    Verdict at900 = detector.tick(clocks.ticks(), clocks.sinceBoot());
    assertThat(at900.appointment() - clocks.ticks()).isLessThanOrEqualTo(TICK.toNanos());
    assertThat(at900.state()).isEqualTo(PeerState.UP);
  }

  @Test
  void aRunOfLateTicksNeverAccusesAtOnce() {
    tell("beats 4");
    for (int i = 0; i < 50; i++) {
      tell("pause 3500");
      assertThat(verdict.state()).isNotEqualTo(PeerState.DOWN);
    }
  }

  private void tell(String story) {
    for (String part : story.split(";", -1)) {
      String[] words = part.strip().split(" ", -1);
      long n = Long.parseLong(words[1]);
      switch (words[0]) {
        case "pause" -> {
          clocks.advance(TICK.plusMillis(n));
          ask();
        }
        case "sleep" -> clocks.suspend(Duration.ofMillis(n));
        case "wall" -> clocks.jumpWall(Duration.ofMillis(n));
        default -> {
          for (long i = 0; i < n; i++) {
            clocks.advance(TICK);
            event(words[0]);
            ask();
          }
        }
      }
    }
  }

  private void event(String word) {
    long now = clocks.ticks();
    switch (word) {
      case "beats" -> detector.heard(0, Beats.plain(), now);
      case "sick" -> detector.heard(1, Beats.withServicesFailed(), now);
      case "bye" -> detector.heard(-1, Beats.goodbye(), now);
      case "gone" -> {
        detector.sign(0, Sign.PORT_UNREACHABLE, now);
        detector.sign(1, Sign.PORT_UNREACHABLE, now);
      }
      case "cut" -> {
        detector.sign(0, Sign.LINK_DOWN, now);
        detector.sign(1, Sign.LINK_DOWN, now);
      }
      case "half" -> {
        detector.sign(0, Sign.PORT_UNREACHABLE, now);
        detector.sign(1, Sign.LINK_DOWN, now);
      }
      case "silence" -> {}
      default -> throw new IllegalArgumentException(word);
    }
  }

  private void ask() {
    Verdict next = detector.tick(clocks.ticks(), clocks.sinceBoot());
    if (next.state() != verdict.state() || next.reason() != verdict.reason()) {
      changes.add(next.state().word() + " " + next.reason().word());
    }
    verdict = next;
  }
}
