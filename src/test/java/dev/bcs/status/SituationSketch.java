package dev.bcs.status;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.OperationView;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A situation that tests may change before it is fixed; begins as a healthy secondary. */
final class SituationSketch {
  static final Instant NOW = Instant.parse("2026-11-22T10:14:00Z");

  Instant asOf = NOW;
  String unit = "wave-b";
  String peerName = "wave-a";
  Role role = Role.SECONDARY;
  long epoch = 1;
  PeerState peerState = PeerState.UP;
  PeerReason peerReason = PeerReason.HEARD;
  Role peerRole = Role.PRIMARY;
  Duration silent = Duration.ofMillis(180);
  List<Boolean> paths = List.of(true, true);
  OptionalLong gap = OptionalLong.of(300);
  boolean atLeast;
  Situation.GapLevel level = Situation.GapLevel.OK;
  Optional<Instant> since = Optional.of(NOW.minusSeconds(300));
  OptionalLong atFailure = OptionalLong.empty();
  Situation.Verdict verdict = Situation.Verdict.PROMOTABLE;
  List<Reason> reasons = List.of();
  List<Reason> refusals = List.of();
  int parity = 1;
  Optional<Outcome> outcome = Optional.of(Outcome.COMPLETE);
  int missed;
  String warning = "";
  Optional<Instant> missedSince = Optional.empty();
  int failuresInARow;
  Optional<Instant> lastStart = Optional.of(NOW.minusSeconds(300));
  Optional<Instant> next = Optional.of(NOW.plusSeconds(600));
  Optional<BackupView.Progress> running = Optional.empty();
  String backupDetail = "";
  Optional<BackupView.Forecast> forecast = Optional.of(new BackupView.Forecast(
      NOW.minusSeconds(1), List.of(new BackupView.Loss("voicemail", 3, 412_000))));
  ServiceView.State service = ServiceView.State.HELD_DOWN;
  Optional<OperationView> operation = Optional.empty();
  Optional<Situation.Startup> startup = Optional.empty();

  static SituationSketch secondary() {
    return new SituationSketch();
  }

  static SituationSketch primary() {
    SituationSketch s = new SituationSketch();
    s.unit = "wave-a";
    s.peerName = "wave-b";
    s.role = Role.PRIMARY;
    s.peerRole = Role.SECONDARY;
    s.service = ServiceView.State.RUNNING;
    return s;
  }

  /** The peer falls silent on all paths. */
  SituationSketch silence(Duration length) {
    peerState = PeerState.DOWN;
    peerReason = PeerReason.SILENT_ON_ALL_PATHS;
    silent = length;
    paths = List.of(false, false);
    return this;
  }

  Situation situation() {
    List<PeerView.Path> ways = new java.util.ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      ways.add(new PeerView.Path(
          "10.0." + i + ".1", paths.get(i), silent, Duration.ofNanos(300_000), 0));
    }
    return new Situation(
        asOf,
        1_000_000_000L,
        "hq-pbx",
        unit,
        peerName,
        role,
        new Epoch(epoch),
        new PeerView(
            peerState,
            peerReason,
            peerRole,
            new Epoch(epoch),
            silent,
            peerReason == PeerReason.NEVER_HEARD ? Instant.EPOCH : asOf.minus(silent),
            0,
            new byte[0],
            ways),
        new Situation.Gap(
            gap,
            atLeast,
            level,
            Duration.ofMinutes(30),
            since,
            atFailure,
            since.isPresent() ? 41 : 0),
        new Situation.Readiness(
            verdict, reasons, Optional.of(Duration.ofSeconds(9)), refusals, "would promote", 77),
        forecast,
        new Situation.Parity(
            parity == 1 ? "alike" : parity == 2 ? "different" : "unknown",
            parity,
            parity == 2 ? List.of(new Situation.Difference("kernel", "6.1", "6.2")) : List.of()),
        new BackupView(
            lastStart,
            lastStart.map(s -> s.plusSeconds(9)),
            outcome,
            backupDetail,
            failuresInARow,
            missed,
            missedSince,
            41,
            1000,
            next,
            running,
            Duration.ofSeconds(9),
            forecast,
            List.of(),
            Map.of(),
            warning),
        List.of(new Situation.DatasetView(
            "voicemail/messages", "voicemail", "files", gap, 310, 48_000_000)),
        List.of(new ServiceView("voicemail/pbx", service, "", Duration.ZERO)),
        operation,
        startup,
        "http://10.0.0.1:7480/");
  }
}
