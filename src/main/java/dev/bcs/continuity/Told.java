package dev.bcs.continuity;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.Situation.Verdict;
import dev.bcs.takeover.ServiceView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one unit tells the other in each beat.
 *
 * @param start random number of this start of the process; 0 if the beat came before it was known
 * @param backup empty from a unit that runs none
 * @param gap empty from a unit that holds no copies
 * @param readiness empty from a unit that is no spare
 */
public record Told(
    long start,
    String unit,
    String page,
    List<Service> services,
    Optional<Backup> backup,
    Optional<Gap> gap,
    Optional<Ready> readiness,
    Optional<BackupView.Forecast> forecast) {

  /** Stands for what did not fit; its numbers are the sums of that. */
  public static final String REST = "…";

  public static final Told NOTHING = new Told(
      0, "", "", List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public Told {
    services = List.copyOf(services);
  }

  /** One service. */
  public record Service(String id, ServiceView.State state) {}

  /**
   * Backup runs, told in spans: the clocks of the units may differ.
   *
   * @param outcome code of the last one, 0 if there was none
   * @param age since it ended
   * @param acknowledged generation last acknowledged as verified, 0 if none
   * @param took how long it took
   * @param nextIn until the next one is due; empty if none is
   */
  public record Backup(
      int outcome,
      Duration age,
      int failuresInARow,
      long acknowledged,
      Duration took,
      long bytesSent,
      Optional<Duration> nextIn) {}

  /** The gap as the secondary holds it; empty seconds: never. */
  public record Gap(OptionalLong seconds, Instant since, long generation) {}

  /** The spare's verdict, and the codes of its reasons. */
  public record Ready(Verdict verdict, List<String> codes, Optional<Duration> expectedRecovery) {
    public Ready {
      codes = List.copyOf(codes);
    }
  }
}
