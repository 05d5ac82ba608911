package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.OperationView;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One root alarm a cause, told by the unit that is to speak, and unknown changes nothing. */
class AlarmRulesTest {
  private static Map<AlarmKind, Finding> judge(
      SituationSketch sketch, Consumer<SituationSketch> change) {
    change.accept(sketch);
    return AlarmRules.judge(sketch.situation(), Facts.none());
  }

  private static Map<AlarmKind, Finding> secondary(Consumer<SituationSketch> change) {
    return judge(SituationSketch.secondary(), change);
  }

  private static Map<AlarmKind, Finding> primary(Consumer<SituationSketch> change) {
    return judge(SituationSketch.primary(), change);
  }

  /** Those that hold, as "word severity". */
  private static Set<String> held(Map<AlarmKind, Finding> found) {
    Set<String> held = new TreeSet<>();
    found.forEach((kind, f) -> {
      if (f.verdict() == Finding.Verdict.HOLDS) {
        held.add(kind.word() + " " + f.severity().word());
      }
    });
    return held;
  }

  private static Finding of(Map<AlarmKind, Finding> found, AlarmKind kind) {
    Finding finding = found.get(kind);
    assertThat(finding).isNotNull();
    return java.util.Objects.requireNonNull(finding);
  }

  @Test
  void codesAndWordsAreFrozen() {
    StringBuilder table = new StringBuilder();
    for (AlarmKind k : AlarmKind.values()) {
      table
          .append(k.code())
          .append(' ')
          .append(k.word())
          .append(' ')
          .append(k.clearCode())
          .append(' ')
          .append(k.clearWord())
          .append('\n');
    }
    assertThat(table.toString()).isEqualTo("""
        1 primary-failed 2 primary-recovered
        3 spare-lost 4 spare-restored
        5 gap-exceeded 6 gap-within-limit
        7 not-promotable 8 promotable
        9 backup-failing 10 backup-good
        11 path-down 12 path-up
        13 service-failed 14 service-running
        15 parity-lost 16 parity-restored
        17 role-conflict 18 role-conflict-ended
        19 operation-halted 20 operation-ended
        21 unit-closed 22 unit-opened
        23 drill-stale 24 drill-fresh
        25 clock-skewed 26 clock-right
        27 credential-expiring 28 credential-renewed
        29 storage-low 30 storage-enough
        31 access-attacked 32 access-quiet
        33 flapping 34 steady
        35 maintenance-on 36 maintenance-off
        """);
  }

  @Test
  void aHealthyPairRaisesNothing() {
    assertThat(held(secondary(s -> {}))).isEmpty();
    assertThat(held(primary(s -> {}))).isEmpty();
  }

  @Test
  void aSilentPrimaryIsOneAlarmNotFive() {
    Map<AlarmKind, Finding> found = secondary(s -> {
      s.silence(Duration.ofSeconds(4));
      s.atFailure = OptionalLong.of(296);
    });
    assertThat(held(found)).containsExactly("primary-failed critical");
    assertThat(of(found, AlarmKind.PRIMARY_FAILED).text()).isEqualTo("wave-a: silent on all paths");
    assertThat(of(found, AlarmKind.PATH_DOWN).verdict()).isEqualTo(Finding.Verdict.UNKNOWN);
  }

  @Test
  void servicesThatFailOnALivingHostAreAPrimaryFailure() {
    assertThat(held(secondary(s -> s.peerReason = PeerReason.SERVICES_FAILED)))
        .containsExactly("primary-failed critical");
  }

  @Test
  void aSilentSpareIsOneAlarmAndBackupsThatFailForItAreNone() {
    assertThat(held(primary(s -> {
          s.silence(Duration.ofSeconds(4));
          s.outcome = Optional.of(Outcome.FAILED);
        })))
        .containsExactly("spare-lost major");
  }

  @Test
  void doubtOfOneselfAccusesNobody() {
    assertThat(held(secondary(s -> {
          s.silence(Duration.ofSeconds(4));
          s.peerReason = PeerReason.OBSERVER_LATE;
        })))
        .isEmpty();
    assertThat(held(secondary(s -> {
          s.silence(Duration.ofSeconds(4));
          s.peerReason = PeerReason.LINK_DOWN_HERE;
        })))
        .containsExactly("path-down major");
  }

  @Test
  void aPromiseToASilentPeerIsNoConflict() {
    assertThat(held(secondary(s -> {
          s.silence(Duration.ofSeconds(4));
          s.peerReason = PeerReason.SAID_GOODBYE;
          s.refusals = List.of(new Reason("role-conflict", "it holds this unit's promise"));
        })))
        .containsExactly("primary-failed critical");
  }

  @Test
  void unknownNeitherRaisesNorClears() {
    Map<AlarmKind, Finding> found = secondary(s -> {
      s.peerState = PeerState.UNKNOWN;
      s.peerReason = PeerReason.NEVER_HEARD;
    });
    assertThat(held(found)).isEmpty();
    for (AlarmKind kind :
        List.of(AlarmKind.PRIMARY_FAILED, AlarmKind.PATH_DOWN, AlarmKind.STORAGE_LOW)) {
      assertThat(of(found, kind).verdict()).as(kind.word()).isEqualTo(Finding.Verdict.UNKNOWN);
    }
  }

  @Test
  void aPrimaryThatComesBackClosedIsNotRecovered() {
    Map<AlarmKind, Finding> found = secondary(s -> s.peerRole = Role.CLOSED);
    assertThat(of(found, AlarmKind.PRIMARY_FAILED).verdict()).isEqualTo(Finding.Verdict.UNKNOWN);
  }

  @Test
  void aPromotedSpareClearsPrimaryFailedInItsPlace() {
    Map<AlarmKind, Finding> found = primary(s -> s.silence(Duration.ofSeconds(60)));
    Finding cleared = of(found, AlarmKind.PRIMARY_FAILED);
    assertThat(cleared.verdict()).isEqualTo(Finding.Verdict.GONE);
    assertThat(cleared.text()).isEqualTo("wave-a serves in place of wave-b");
  }

  @Test
  void theGapGoesByItsLimitAndFreezesWithThePrimary() {
    assertThat(held(secondary(s -> s.gap = OptionalLong.of(1801))))
        .containsExactly("gap-exceeded minor");
    assertThat(held(secondary(s -> s.gap = OptionalLong.of(3601))))
        .containsExactly("gap-exceeded major");
    assertThat(held(secondary(s -> s.gap = OptionalLong.of(7201))))
        .containsExactly("gap-exceeded critical");
    assertThat(held(secondary(s -> {
          s.silence(Duration.ofHours(3));
          s.gap = OptionalLong.of(11_000);
          s.atFailure = OptionalLong.of(200);
        })))
        .containsExactly("primary-failed critical");
    assertThat(held(secondary(s -> {
          s.gap = OptionalLong.empty();
          s.since = Optional.empty();
          s.verdict = Situation.Verdict.NOT_PROMOTABLE;
          s.reasons = List.of(new Reason("no-generation", "no generation is verified"));
        })))
        .containsExactly("gap-exceeded major");
  }

  @Test
  void notPromotableNamesEveryReasonAndIsCriticalInAnOutage() {
    Consumer<SituationSketch> doubt = s -> {
      s.verdict = Situation.Verdict.NOT_PROMOTABLE;
      s.reasons = List.of(
          new Reason("slot-in-doubt", "the slot was not checked since boot"),
          new Reason("files-open", "pid 7 holds /a/b open"));
    };
    Finding finding = of(secondary(doubt), AlarmKind.NOT_PROMOTABLE);
    assertThat(finding.text())
        .isEqualTo("the slot was not checked since boot; pid 7 holds /a/b open");
    assertThat(held(secondary(doubt.andThen(s -> s.silence(Duration.ofSeconds(9))))))
        .containsExactly("not-promotable critical", "primary-failed critical");
  }

  @Test
  void backupsThatFailHangOrDoNotHappenAreTold() {
    assertThat(of(
                primary(s -> {
                  s.outcome = Optional.of(Outcome.INCOMPLETE);
                  s.failuresInARow = 3;
                  s.backupDetail = "17.wav could not be read";
                }),
                AlarmKind.BACKUP_FAILING)
            .text())
        .isEqualTo("the last backup was incomplete (3 runs in a row): 17.wav could not be read");
    assertThat(of(
                primary(s -> s.next = Optional.of(SituationSketch.NOW.minusSeconds(240))),
                AlarmKind.BACKUP_FAILING)
            .text())
        .isEqualTo("the run that was due 4 min ago did not begin");
    assertThat(of(
                primary(s -> {
                  s.next = Optional.empty();
                  s.lastStart = Optional.of(SituationSketch.NOW.minusSeconds(7200));
                }),
                AlarmKind.BACKUP_FAILING)
            .text())
        .isEqualTo("no run has begun for 2 h");
    assertThat(of(primary(s -> s.warning = "a run takes too long"), AlarmKind.BACKUP_FAILING))
        .isEqualTo(Finding.holds(Severity.WARNING, "wave-a", "a run takes too long"));
    SituationSketch missed = SituationSketch.primary();
    missed.missed = 4;
    missed.missedSince = Optional.of(SituationSketch.NOW.minusSeconds(3600));
    missed.running = Optional.of(new BackupView.Progress(42, "send", 1, 2, 3, 4));
    assertThat(of(AlarmRules.judge(missed.situation(), Facts.none()), AlarmKind.BACKUP_FAILING)
            .text())
        .isEqualTo("4 runs were missed since 1 h and not caught up yet");
    SituationSketch hung = SituationSketch.primary();
    hung.running = Optional.of(new BackupView.Progress(42, "send", 1, 2, 3, 4));
    Facts facts = Facts.none();
    Facts stalled = new Facts(
        facts.volumes(),
        facts.skew(),
        facts.credentials(),
        facts.attempts(),
        facts.maintenance(),
        facts.drillAge(),
        Duration.ofMinutes(6),
        List.of());
    assertThat(of(AlarmRules.judge(hung.situation(), stalled), AlarmKind.BACKUP_FAILING)
            .text())
        .isEqualTo("the run of generation 42 hangs in send since 6 min");
  }

  @Test
  void theOtherKindsNameTheirInstances() {
    assertThat(of(secondary(s -> s.paths = List.of(true, false)), AlarmKind.PATH_DOWN)
            .text())
        .isEqualTo("no beats from wave-a on 10.0.1.1 (silent for 0 s)");
    assertThat(of(primary(s -> s.service = ServiceView.State.FAILED), AlarmKind.SERVICE_FAILED)
            .text())
        .isEqualTo("voicemail/pbx is failed");
    assertThat(of(primary(s -> s.parity = 2), AlarmKind.PARITY_LOST).text())
        .isEqualTo("the units differ: kernel is 6.1 here and 6.2 there");
    assertThat(
            of(primary(s -> s.peerRole = Role.PRIMARY), AlarmKind.ROLE_CONFLICT).text())
        .isEqualTo("wave-a is primary in epoch 1 and wave-b is primary in epoch 1");
    assertThat(held(secondary(s -> s.service = ServiceView.State.RUNNING)))
        .containsExactly("role-conflict critical");
    assertThat(held(primary(s -> {
          s.role = Role.CLOSED;
          s.service = ServiceView.State.HELD_DOWN;
          s.silence(Duration.ofSeconds(9));
        })))
        .containsExactly("unit-closed critical");
    assertThat(held(secondary(s -> {
          s.role = Role.HALTED;
          s.operation = Optional.of(new OperationView(
              "op-7",
              "promote",
              OperationView.Result.HALTED,
              1,
              "",
              "",
              SituationSketch.NOW,
              Optional.empty(),
              "start voicemail/pbx took too long",
              List.of()));
        })))
        .containsExactly("operation-halted critical");
  }

  @Test
  void ownFactsAreJudgedByLimits() {
    Facts bad = new Facts(
        List.of(
            new Facts.Volume("/var", 40_000_000, 8_000_000_000L),
            new Facts.Volume("/data", 900_000_000_000L, 10_000_000_000_000L)),
        Optional.of(Duration.ofMinutes(-20)),
        List.of(new Facts.Credential("unit certificate", SituationSketch.NOW.plusSeconds(86_400))),
        List.of(new Facts.Attempts("10.0.0.66", 9), new Facts.Attempts("10.0.0.7", 1)),
        Optional.of(new Picture.Maintenance(
            SituationSketch.NOW.plusSeconds(3600), "switch replaced", "olga@cli/pts/0")),
        Optional.of(Duration.ofDays(40)),
        Duration.ZERO,
        List.of(AlarmKind.PATH_DOWN));
    Map<AlarmKind, Finding> found = AlarmRules.judge(SituationSketch.secondary().situation(), bad);
    assertThat(held(found))
        .containsExactly(
            "access-attacked major",
            "clock-skewed major",
            "credential-expiring major",
            "drill-stale warning",
            "flapping warning",
            "maintenance-on warning",
            "storage-low critical");
    assertThat(of(found, AlarmKind.STORAGE_LOW).text()).isEqualTo("/var has 40 MB of 8.0 GB free");
    assertThat(of(found, AlarmKind.ACCESS_ATTACKED).text())
        .isEqualTo("9 failed sign-ins from 10.0.0.66");
  }
}
