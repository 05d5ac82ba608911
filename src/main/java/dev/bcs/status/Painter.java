package dev.bcs.status;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.OperationView;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.store.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Paints the picture from what is known: pure, and never brighter than the facts. */
final class Painter {
  static final int PERCENT_MOST = 9999;

  private Painter() {}

  /** What is painted besides the situation. */
  record Extras(
      String version,
      ZoneId zone,
      List<Picture.Alarm> alarms,
      Optional<Picture.Maintenance> maintenance) {}

  static Picture paint(Situation now, Extras extras) {
    BandRules.Verdict verdict = BandRules.judge(now, extras.maintenance(), extras.zone());
    return new Picture(
        now.pair(),
        now.unit(),
        new Word(now.role().word(), now.role().code()),
        now.epoch().value(),
        extras.version(),
        extras.zone().getId(),
        now.asOf(),
        now.ticks(),
        verdict.band(),
        verdict.because(),
        peer(now),
        gap(now.gap()),
        readiness(now.readiness()),
        forecast(now),
        parity(now.parity()),
        backup(now.backup()),
        now.datasets().stream().map(Painter::dataset).toList(),
        now.services().stream()
            .map(s -> new Picture.Service(
                s.id(), new Word(s.state().word(), s.state().code()), s.text(), s.age()))
            .toList(),
        extras.alarms(),
        now.operation().map(Painter::operation).orElse(null),
        extras.maintenance().orElse(null),
        now.startup()
            .map(s -> new Picture.Startup(s.opensIn().orElse(null), s.sentence()))
            .orElse(null));
  }

  private static Picture.Peer peer(Situation now) {
    PeerView peer = now.peer();
    boolean heard =
        peer.reason() != PeerReason.NEVER_HEARD && !peer.lastHeard().equals(Instant.EPOCH);
    return new Picture.Peer(
        now.peerName(),
        new Word(peer.state().word(), peer.state().code()),
        new Word(peer.reason().word(), peer.reason().code()),
        peer.reason().sentence(),
        new Word(peer.role().word(), peer.role().code()),
        peer.epoch().value(),
        heard ? peer.silent() : null,
        heard ? peer.lastHeard() : null,
        peer.paths().stream()
            .map(p ->
                new Picture.Path(p.address(), p.up(), p.silent(), p.roundTrip(), p.lossPercent()))
            .toList(),
        now.peerPage());
  }

  private static Picture.Gap gap(Situation.Gap gap) {
    return new Picture.Gap(
        boxed(gap.seconds()),
        gap.atLeast(),
        percent(gap.seconds(), gap.limit()),
        new Word(gap.level().word(), gap.level().code()),
        gap.limit().toSeconds(),
        gap.since().orElse(null),
        boxed(gap.atFailureSeconds()),
        gap.generation() == 0 ? null : gap.generation());
  }

  /** Rounded down, but 101 from the first second beyond the limit on: 100 never means over it. */
  static int percent(OptionalLong seconds, Duration limit) {
    if (seconds.isEmpty() || limit.isZero()) {
      return PERCENT_MOST;
    }
    long whole = limit.toSeconds();
    long gap = seconds.getAsLong();
    if (whole == 0 || gap / whole > 100) {
      return PERCENT_MOST;
    }
    long percent = (gap * 100 + (gap > whole ? whole - 1 : 0)) / whole;
    return (int) Math.min(PERCENT_MOST, percent);
  }

  private static Picture.Readiness readiness(Situation.Readiness readiness) {
    return new Picture.Readiness(
        new Word(readiness.verdict().word(), readiness.verdict().code()),
        reasons(readiness.reasons()),
        readiness.expectedRecovery().orElse(null),
        reasons(readiness.refusals()),
        readiness.preview());
  }

  static List<Picture.Reason> reasons(List<Reason> reasons) {
    return reasons.stream().map(r -> new Picture.Reason(r.code(), r.text())).toList();
  }

  /** Older than ten seconds, the primary may have made more since. */
  private static Picture.@Nullable Forecast forecast(Situation now) {
    return now.forecast()
        .map(f -> new Picture.Forecast(
            f.asOf(),
            f.losses().stream()
                .map(l -> new Picture.Loss(l.kind(), l.files(), l.bytes()))
                .toList(),
            Duration.between(f.asOf(), now.asOf()).abs().toSeconds() > 10))
        .orElse(null);
  }

  private static Picture.Parity parity(Situation.Parity parity) {
    return new Picture.Parity(
        new Word(parity.word(), parity.code()),
        parity.differences().stream()
            .map(d -> new Picture.Difference(d.item(), d.here(), d.there()))
            .toList());
  }

  private static Picture.Backup backup(BackupView backup) {
    return new Picture.Backup(
        backup.lastStart().orElse(null),
        backup.lastEnd().orElse(null),
        backup.lastOutcome().map(Painter::outcome).orElse(new Word("none", 0)),
        backup.detail(),
        backup.acknowledged(),
        backup.bytesSent(),
        backup.next().orElse(null),
        backup.missed(),
        backup
            .running()
            .map(p -> new Picture.Progress(
                p.generation(), p.phase(), p.files(), p.filesTotal(), p.bytes(), p.bytesTotal()))
            .orElse(null),
        backup.moments().stream()
            .map(m -> new Picture.Moment(m.application(), m.from(), m.to(), m.still()))
            .toList());
  }

  private static Word outcome(Outcome outcome) {
    return new Word(outcome.word(), outcome.code());
  }

  private static Picture.Dataset dataset(Situation.DatasetView view) {
    return new Picture.Dataset(
        view.id(), view.kind(), view.type(), boxed(view.gapSeconds()), view.files(), view.bytes());
  }

  static Picture.Operation operation(OperationView operation) {
    return new Picture.Operation(
        operation.id(),
        operation.verb(),
        new Word(operation.result().word(), operation.result().code()),
        operation.token(),
        operation.actor(),
        operation.reason(),
        operation.started(),
        operation.ended().orElse(null),
        operation.detail(),
        operation.steps().stream()
            .map(s -> new Picture.Step(
                s.number(),
                s.name(),
                new Word(s.state().word(), s.state().code()),
                s.took(),
                s.limit(),
                s.text()))
            .toList());
  }

  static String stepText(OperationView view) {
    return operation(view).stepText();
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
