package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The band is never green unless all is known and well, and says why in one sentence. */
class BandRulesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final List<Situation.GapLevel> LEVELS = List.of(Situation.GapLevel.values());
  private static final List<Situation.Verdict> VERDICTS = List.of(Situation.Verdict.values());
  private static final Picture.Maintenance MAINTENANCE = new Picture.Maintenance(
      SituationSketch.NOW.plusSeconds(3600), "switch replaced", "olga@cli/pts/0");

  private static String judge(SituationSketch sketch) {
    return judge(sketch, Optional.empty());
  }

  private static String judge(SituationSketch sketch, Optional<Picture.Maintenance> on) {
    BandRules.Verdict verdict = BandRules.judge(sketch.situation(), on, BERLIN);
    return verdict.band().text() + " | " + verdict.because();
  }

  private static String secondary(Consumer<SituationSketch> change) {
    SituationSketch sketch = SituationSketch.secondary();
    change.accept(sketch);
    return judge(sketch);
  }

  private static String primary(Consumer<SituationSketch> change) {
    SituationSketch sketch = SituationSketch.primary();
    change.accept(sketch);
    return judge(sketch);
  }

  @Test
  void aHealthyPairIsProtectedAndSaysSinceWhen() {
    assertThat(secondary(s -> {}))
        .isEqualTo("PROTECTED | If wave-a died now, everything since 11:09 would be lost.");
    assertThat(primary(s -> {}))
        .isEqualTo("PROTECTED | If wave-a died now, everything since 11:09 would be lost.");
  }

  @Test
  void aCopyOfAnotherDayIsToldWithItsDay() {
    assertThat(secondary(s -> {
          s.gap = OptionalLong.of(90_000);
          s.since = Optional.of(SituationSketch.NOW.minusSeconds(90_000));
          s.level = Situation.GapLevel.CRITICAL;
        }))
        .isEqualTo("AT RISK | If wave-a died now, everything since 2026-11-21 10:14 would be lost,"
            + " more than the limit of 30 min.");
  }

  @Test
  void aUnitThatDoesNotJudgeIsNotGreen() {
    assertThat(primary(s -> s.peerReason = PeerReason.OBSERVER_LATE)).startsWith("AT RISK | ");
    assertThat(secondary(s -> s.peerReason = PeerReason.OBSERVER_LATE)).startsWith("AT RISK | ");
  }

  @Test
  void aDeadPrimaryIsAnOutageThatAsksForADecision() {
    assertThat(secondary(s -> s.silence(Duration.ofSeconds(108))))
        .isEqualTo("OUTAGE: DECIDE | wave-a: silent on all paths for 1 min 48 s."
            + " Promoting wave-b loses everything since 11:09.");
    assertThat(secondary(s -> s.peerReason = PeerReason.SERVICES_FAILED))
        .isEqualTo("OUTAGE: DECIDE | wave-a: the host is alive, its services have failed."
            + " Promoting wave-b loses everything since 11:09.");
    assertThat(secondary(s -> {
          s.silence(Duration.ofSeconds(9));
          s.verdict = Situation.Verdict.NOT_PROMOTABLE;
          s.reasons = List.of(new Reason("slot-in-doubt", "the slot was not checked since boot"));
        }))
        .isEqualTo("OUTAGE: DECIDE | wave-a: silent on all paths for 9 s."
            + " wave-b cannot be promoted: the slot was not checked since boot.");
    assertThat(primary(s -> s.service = ServiceView.State.FAILED))
        .isEqualTo(
            "OUTAGE: DECIDE | voicemail/pbx is failed on wave-a: mend it, or promote" + " wave-b.");
  }

  @Test
  void aPrimaryWithoutASpareIsUnprotected() {
    assertThat(primary(s -> s.silence(Duration.ofSeconds(108))))
        .isEqualTo("UNPROTECTED | wave-b cannot take over (silent on all paths): if wave-a died"
            + " now, everything since 11:09 would be lost, and nothing would serve.");
    assertThat(primary(s -> s.peerRole = Role.QUARANTINED))
        .isEqualTo("UNPROTECTED | wave-b answers but is quarantined: nothing could take over.");
    assertThat(primary(s -> {
          s.epoch = 2;
          s.since = Optional.empty();
          s.gap = OptionalLong.empty();
          s.level = Situation.GapLevel.UNPROTECTED;
          s.silence(Duration.ofSeconds(1));
        }))
        .startsWith("RUNNING ON SPARE | wave-a serves since a takeover");
  }

  @Test
  void aUnitThatMayNotServeIsNeverGreen() {
    assertThat(secondary(s -> s.peerRole = Role.CLOSED))
        .isEqualTo("NO ONE SERVES | wave-a is closed and wave-b is secondary: nobody serves.");
    assertThat(primary(s -> {
          s.role = Role.CLOSED;
          s.startup = Optional.of(new Situation.Startup(
              Optional.of(Duration.ofSeconds(90)),
              "wave-a serves alone in 90 s if wave-b stays silent."));
        }))
        .isEqualTo("NO ONE SERVES | wave-a serves alone in 90 s if wave-b stays silent.");
    assertThat(primary(s -> {
          s.role = Role.QUARANTINED;
          s.peerRole = Role.PRIMARY;
        }))
        .startsWith("RUNNING ON SPARE | wave-b serves in its place");
  }

  @Test
  void smallThingsPutItAtRiskAndSayWhich() {
    assertThat(secondary(s -> s.paths = List.of(true, false)))
        .isEqualTo("AT RISK | One path is down (10.0.1.1)."
            + " If wave-a died now, everything since 11:09 would be lost.");
    assertThat(secondary(s -> s.parity = 3)).startsWith("AT RISK | It is not known whether");
    assertThat(secondary(s -> s.parity = 2)).startsWith("AT RISK | The units differ.");
    assertThat(secondary(s -> s.peerState = PeerState.SUSPECT)).startsWith("AT RISK | wave-a is");
    assertThat(primary(s -> s.outcome = Optional.of(Outcome.INCOMPLETE)))
        .startsWith("AT RISK | The last backup was incomplete.");
    assertThat(judge(SituationSketch.secondary(), Optional.of(MAINTENANCE)))
        .isEqualTo("AT RISK | Maintenance holds notifications back until 12:14."
            + " If wave-a died now, everything since 11:09 would be lost.");
  }

  /** What design says may never be green, tried in every combination. */
  @Test
  void noStateOfUnknownIsGreen() {
    long tried = 0;
    long green = 0;
    for (Role role : Role.values()) {
      for (PeerState state : PeerState.values()) {
        for (PeerReason reason : PeerReason.values()) {
          for (Role peerRole : Role.values()) {
            for (int rest = 0; rest < 6 * 3 * 3 * 32; rest++) {
              SituationSketch s = sketch(role, state, reason, peerRole, rest);
              Situation now = s.situation();
              boolean maintenance = (rest & 1) == 1;
              Band band = BandRules.judge(
                      now, maintenance ? Optional.of(MAINTENANCE) : Optional.empty(), BERLIN)
                  .band();
              tried++;
              if (band == Band.PROTECTED) {
                green++;
                assertMayBeGreen(now, maintenance);
              }
            }
          }
        }
      }
    }
    assertThat(tried).isEqualTo(8L * 4 * 8 * 8 * 6 * 3 * 3 * 32);
    assertThat(green).as("green states of " + tried).isBetween(1L, 100L);
  }

  private static SituationSketch sketch(
      Role role, PeerState state, PeerReason reason, Role peerRole, int rest) {
    SituationSketch s =
        role == Role.PRIMARY ? SituationSketch.primary() : SituationSketch.secondary();
    s.role = role;
    s.peerState = state;
    s.peerReason = reason;
    s.peerRole = peerRole;
    s.paths = (rest & 2) == 0 ? List.of(true, true) : List.of(true, false);
    s.since = (rest & 4) == 0 ? s.since : Optional.empty();
    s.gap = (rest & 8) == 0 ? s.gap : OptionalLong.empty();
    s.outcome = (rest & 16) == 0 ? s.outcome : Optional.of(Outcome.FAILED);
    int high = rest >> 5;
    s.level = LEVELS.get(high % 6);
    s.verdict = VERDICTS.get(high / 6 % 3);
    s.parity = 1 + high / 18 % 3;
    return s;
  }

  private static void assertMayBeGreen(Situation now, boolean maintenance) {
    boolean mayBe = !maintenance
        && EnumSet.of(Role.PRIMARY, Role.SECONDARY).contains(now.role())
        && now.peer().state() == PeerState.UP
        && now.peer().reason() != PeerReason.LINK_DOWN_HERE
        && now.peer().reason() != PeerReason.SERVICES_FAILED
        && now.peer().role() == (now.role() == Role.PRIMARY ? Role.SECONDARY : Role.PRIMARY)
        && now.peer().paths().stream().allMatch(p -> p.up())
        && now.gap().since().isPresent()
        && now.gap().seconds().isPresent()
        && now.gap().level() == Situation.GapLevel.OK
        && now.readiness().verdict() == Situation.Verdict.PROMOTABLE
        && now.parity().code() == 1
        && (now.role() == Role.SECONDARY
            || now.backup().lastOutcome().equals(Optional.of(Outcome.COMPLETE)));
    if (!mayBe) {
      throw new AssertionError("green, but it must not be: " + now);
    }
  }
}
