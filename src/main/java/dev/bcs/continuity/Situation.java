package dev.bcs.continuity;

import dev.bcs.backup.BackupView;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** All that continuity knows at one moment; the status room paints its picture from it. */
public record Situation(
    Instant asOf,
    long ticks,
    String pair,
    String unit,
    String peerName,
    Role role,
    Epoch epoch,
    PeerView peer,
    Gap gap,
    Readiness readiness,
    Optional<BackupView.Forecast> forecast,
    Parity parity,
    BackupView backup,
    List<DatasetView> datasets,
    List<ServiceView> services,
    Optional<OperationView> operation,
    Optional<Startup> startup,
    String peerPage) {
  public Situation {
    datasets = List.copyOf(datasets);
    services = List.copyOf(services);
  }

  /** The data gap; levels in the glossary, codes of bcsGapLevel. */
  public record Gap(
      OptionalLong seconds,
      boolean atLeast,
      GapLevel level,
      Duration limit,
      Optional<Instant> since,
      OptionalLong atFailureSeconds,
      long generation) {}

  /** How bad the gap is; the codes are those of bcsGapLevel. */
  public enum GapLevel {
    OK(1),
    EXCEEDED(2),
    SEVERE(3),
    CRITICAL(4),
    NEVER(5),
    UNPROTECTED(6);

    private final int code;

    GapLevel(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a promotion would do; refusals are those in force now. */
  public record Readiness(
      Verdict verdict,
      List<Reason> reasons,
      Optional<Duration> expectedRecovery,
      List<Reason> refusals,
      String preview,
      long token) {
    public Readiness {
      reasons = List.copyOf(reasons);
      refusals = List.copyOf(refusals);
    }
  }

  /** The codes are frozen. */
  public enum Verdict {
    PROMOTABLE(1),
    DEGRADED(2),
    NOT_PROMOTABLE(3);

    private final int code;

    Verdict(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether both units are alike; code 1 alike, 2 different, 3 unknown. */
  public record Parity(String word, int code, List<Difference> differences) {
    public Parity {
      differences = List.copyOf(differences);
    }
  }

  /** One item in which the units differ. */
  public record Difference(String item, String here, String there) {}

  /** One dataset with its own gap. */
  public record DatasetView(
      String id, String kind, String type, OptionalLong gapSeconds, long files, long bytes) {}

  /** A unit that waits before it serves; opensIn is empty if only an operator can open it. */
  public record Startup(Optional<Duration> opensIn, String sentence) {}
}
