package dev.bcs.snmp;

import static dev.bcs.snmp.Values.code;
import static dev.bcs.snmp.Values.gauge;
import static dev.bcs.snmp.Values.octets;
import static dev.bcs.snmp.Values.seconds;
import static dev.bcs.snmp.Values.text;
import static dev.bcs.snmp.Values.truth;

import dev.bcs.status.Archive;
import dev.bcs.status.Band;
import dev.bcs.status.Picture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Lays what a picture says of unit, peer, gap, backup and readiness on the shelf. */
final class UnitCells {
  private UnitCells() {}

  static void fill(Shelf s, Picture p, List<Archive.Generation> generations) {
    unit(s, p);
    peer(s, p.peer());
    gap(s, p.gap());
    backup(s, p.backup());
    generations(s, generations);
    datasets(s, p.datasets());
    forecast(s, p);
    readiness(s, p.readiness());
    parity(s, p.parity());
    services(s, p.services());
    operation(s, p.operation());
  }

  /** The codes of bcsUnitBand are frozen; the order of the enum is not. */
  static int bandCode(Band band) {
    return switch (band) {
      case PROTECTED -> 1;
      case AT_RISK -> 2;
      case UNPROTECTED -> 3;
      case OUTAGE_DECIDE -> 4;
      case RUNNING_ON_SPARE -> 5;
      case NO_ONE_SERVES -> 6;
    };
  }

  private static void unit(Shelf s, Picture p) {
    s.put("bcsUnitName", text(p.unit()));
    s.put("bcsUnitPair", text(p.pair()));
    s.put("bcsUnitRole", code(p.role().code()));
    s.put("bcsUnitEpoch", gauge(p.epoch()));
    s.put("bcsUnitVersion", text(p.version()));
    s.put("bcsUnitBand", code(bandCode(p.band())));
    s.put("bcsUnitBecause", text(p.because()));
    s.put("bcsUnitClock", Moment::wallClock);
    s.put("bcsUnitPictureAge", m -> seconds(m.age()));
    Picture.Maintenance maintenance = p.maintenance();
    s.put("bcsUnitMaintenance", truth(maintenance != null));
    s.put("bcsUnitMaintenanceUntil", m -> m.time(maintenance == null ? null : maintenance.until()));
    s.put("bcsUnitMaintenanceReason", text(maintenance == null ? "" : maintenance.reason()));
    Picture.Startup startup = p.startup();
    Duration opensIn = startup == null ? null : startup.opensIn();
    s.put("bcsUnitOpensIn", m -> seconds(opensIn == null ? null : opensIn.minus(m.age())));
    s.put("bcsUnitStartup", text(startup == null ? "" : startup.sentence()));
  }

  private static void peer(Shelf s, Picture.Peer peer) {
    s.put("bcsPeerName", text(peer.name()));
    s.put("bcsPeerState", code(peer.state().code()));
    s.put("bcsPeerReason", code(peer.reason().code()));
    s.put("bcsPeerSentence", text(peer.sentence()));
    s.put("bcsPeerRole", code(peer.role().code()));
    s.put("bcsPeerEpoch", gauge(peer.epoch()));
    s.put("bcsPeerSilence", m -> m.growing(peer.silent()));
    s.put("bcsPeerLastHeard", m -> m.time(peer.lastHeard()));
    s.put("bcsPeerPage", text(peer.page()));
    int row = 0;
    for (Picture.Path path : peer.paths()) {
      row++;
      s.put("bcsPathAddress", row, text(path.address()));
      s.put("bcsPathState", row, code(path.up() ? 1 : 2));
      s.put("bcsPathSilence", row, m -> m.growing(path.silent()));
      s.put("bcsPathRoundTrip", row, gauge(path.roundTrip().toNanos() / 1000));
      s.put("bcsPathLoss", row, gauge(Math.min(100, path.lossPercent())));
    }
  }

  private static void gap(Shelf s, Picture.Gap gap) {
    s.put("bcsGapSeconds", m -> m.growing(gap.seconds()));
    s.put("bcsGapPercent", m -> gauge(percent(gap, m.age().toSeconds())));
    s.put("bcsGapLevel", code(gap.level().code()));
    s.put("bcsGapSince", m -> m.time(gap.since()));
    Long atFailure = gap.atFailureSeconds();
    s.put("bcsGapAtFailure", gauge(atFailure == null ? 0 : atFailure));
    s.put("bcsGapLimit", gauge(gap.limitSeconds()));
    s.put("bcsGapAtLeast", truth(gap.atLeast()));
    Long generation = gap.generation();
    s.put("bcsGapGeneration", gauge(generation == null ? 0 : generation));
  }

  /** Grows with the gap, and is never less than the picture said. */
  private static long percent(Picture.Gap gap, long more) {
    Long seconds = gap.seconds();
    if (seconds == null || gap.limitSeconds() <= 0) {
      return Math.min(9999, gap.percent());
    }
    return Math.min(9999, Math.max(gap.percent(), (seconds + more) * 100 / gap.limitSeconds()));
  }

  private static void backup(Shelf s, Picture.Backup backup) {
    s.put("bcsBackupLastStart", m -> m.time(backup.lastStart()));
    s.put("bcsBackupLastEnd", m -> m.time(backup.lastEnd()));
    s.put("bcsBackupOutcome", code(backup.outcome().code()));
    s.put("bcsBackupDetail", text(backup.detail()));
    s.put("bcsBackupGeneration", gauge(backup.generation()));
    s.put("bcsBackupSent", octets(backup.bytesSent()));
    s.put("bcsBackupNext", m -> m.time(backup.next()));
    s.put("bcsBackupMissed", gauge(backup.missed()));
    Picture.Progress known = backup.running();
    Picture.Progress running = known == null ? new Picture.Progress(0, "", 0, 0, 0, 0) : known;
    s.put("bcsBackupPhase", text(running.phase()));
    s.put("bcsBackupRunningGeneration", gauge(running.generation()));
    s.put("bcsBackupFilesDone", gauge(running.files()));
    s.put("bcsBackupFilesTotal", gauge(running.filesTotal()));
    s.put("bcsBackupBytesDone", octets(running.bytes()));
    s.put("bcsBackupBytesTotal", octets(running.bytesTotal()));
  }

  private static void generations(Shelf s, List<Archive.Generation> generations) {
    for (Archive.Generation g : generations) {
      long row = g.number();
      s.put("bcsGenerationState", row, code(g.state().code()));
      s.put("bcsGenerationOutcome", row, code(g.outcome().code()));
      s.put("bcsGenerationCaptured", row, m -> m.time(g.captured()));
      s.put("bcsGenerationFiles", row, gauge(g.files()));
      s.put("bcsGenerationBytes", row, octets(g.bytes()));
      s.put("bcsGenerationSlot", row, text(g.slot()));
      s.put("bcsGenerationDetail", row, text(g.detail()));
      s.put("bcsGenerationHere", row, truth(g.here()));
    }
  }

  private static void datasets(Shelf s, List<Picture.Dataset> datasets) {
    int row = 0;
    for (Picture.Dataset d : datasets) {
      row++;
      s.put("bcsDatasetName", row, text(d.id()));
      s.put("bcsDatasetClass", row, text(d.kind()));
      s.put("bcsDatasetType", row, text(d.type()));
      s.put("bcsDatasetGap", row, m -> m.growing(d.gapSeconds()));
      s.put("bcsDatasetFiles", row, gauge(d.files()));
      s.put("bcsDatasetBytes", row, octets(d.bytes()));
    }
  }

  private static void forecast(Shelf s, Picture p) {
    Picture.Forecast f = p.forecast();
    List<Picture.Loss> classes = f == null
        ? List.of()
        : f.classes().stream().sorted(Comparator.comparing(Picture.Loss::kind)).toList();
    s.put("bcsForecastKnown", truth(f != null));
    s.put(
        "bcsForecastAge", m -> m.growing(f == null ? null : Duration.between(f.asOf(), p.asOf())));
    s.put("bcsForecastAtLeast", truth(f != null && f.atLeast()));
    s.put(
        "bcsForecastTotalFiles",
        gauge(classes.stream().mapToLong(Picture.Loss::files).sum()));
    s.put(
        "bcsForecastTotalBytes",
        octets(classes.stream().mapToLong(Picture.Loss::bytes).sum()));
    int row = 0;
    for (Picture.Loss loss : classes) {
      row++;
      s.put("bcsForecastClass", row, text(loss.kind()));
      s.put("bcsForecastFiles", row, gauge(loss.files()));
      s.put("bcsForecastBytes", row, octets(loss.bytes()));
      s.put("bcsForecastAsOf", row, m -> m.time(f == null ? null : f.asOf()));
    }
  }

  private static void readiness(Shelf s, Picture.Readiness r) {
    s.put("bcsReadinessVerdict", code(r.verdict().code()));
    s.put("bcsReadinessRecovery", seconds(r.expectedRecovery()));
    Set<String> refuse =
        r.refusals().stream().map(Picture.Reason::code).collect(Collectors.toSet());
    Map<String, Picture.Reason> rows = new LinkedHashMap<>();
    r.reasons().forEach(reason -> rows.putIfAbsent(reason.code(), reason));
    r.refusals().forEach(reason -> rows.putIfAbsent(reason.code(), reason));
    int row = 0;
    for (Picture.Reason reason : new ArrayList<>(rows.values())) {
      row++;
      s.put("bcsReasonCode", row, text(reason.code()));
      s.put("bcsReasonText", row, text(reason.text()));
      s.put("bcsReasonRefuses", row, truth(refuse.contains(reason.code())));
    }
  }

  private static void parity(Shelf s, Picture.Parity parity) {
    s.put("bcsParityState", code(parity.state().code()));
    int row = 0;
    for (Picture.Difference d : parity.differences()) {
      row++;
      s.put("bcsParityItem", row, text(d.item()));
      s.put("bcsParityItemHere", row, text(d.here()));
      s.put("bcsParityItemThere", row, text(d.there()));
    }
  }

  private static void services(Shelf s, List<Picture.Service> services) {
    int row = 0;
    for (Picture.Service service : services) {
      row++;
      s.put("bcsServiceName", row, text(service.id()));
      s.put("bcsServiceState", row, code(service.state().code()));
      s.put("bcsServiceText", row, text(service.text()));
      s.put("bcsServiceAge", row, m -> m.growing(service.age()));
    }
  }

  private static void operation(Shelf s, Picture.@org.jspecify.annotations.Nullable Operation o) {
    s.put("bcsOperationId", text(o == null ? "" : o.id()));
    s.put("bcsOperationVerb", text(o == null ? "" : o.verb()));
    s.put("bcsOperationResult", code(o == null ? 1 : o.result().code()));
    s.put("bcsOperationActor", text(o == null ? "" : o.actor()));
    s.put("bcsOperationReason", text(o == null ? "" : o.reason()));
    s.put("bcsOperationStart", m -> m.time(o == null ? null : o.started()));
    s.put("bcsOperationEnd", m -> m.time(o == null ? null : o.ended()));
    s.put("bcsOperationDetail", text(o == null ? "" : o.detail()));
    if (o == null) {
      return;
    }
    for (Picture.Step step : o.steps()) {
      int row = step.number();
      s.put("bcsOperationStepName", row, text(step.name()));
      s.put("bcsOperationStepState", row, code(step.state().code()));
      s.put("bcsOperationStepTook", row, gauge(step.took().toMillis()));
      s.put("bcsOperationStepLimit", row, gauge(step.limit().toMillis()));
      s.put("bcsOperationStepText", row, text(step.text()));
    }
  }
}
