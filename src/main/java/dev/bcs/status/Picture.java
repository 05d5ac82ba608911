package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a window may show, at one moment.
 *
 * <p>Published anew at least once a second; immutable. Where a component is {@code @Nullable}, null
 * means that it is not known or does not exist, and no window may show that as good.
 *
 * @param zone the unit's time zone, for showing instants
 * @param asOf wall clock of the moment
 * @param ticks monotonic clock of the moment, so that a window can tell how old this is
 * @param because one sentence for the band: why, and from when on data would be lost
 */
public record Picture(
    String pair,
    String unit,
    Word role,
    long epoch,
    String version,
    String zone,
    Instant asOf,
    long ticks,
    Band band,
    String because,
    Peer peer,
    Gap gap,
    Readiness readiness,
    @Nullable Forecast forecast,
    Parity parity,
    Backup backup,
    List<Dataset> datasets,
    List<Service> services,
    List<Alarm> alarms,
    @Nullable Operation operation,
    @Nullable Maintenance maintenance,
    @Nullable Startup startup) {

  public Picture {
    datasets = List.copyOf(datasets);
    services = List.copyOf(services);
    alarms = List.copyOf(alarms);
  }

  /**
   * The other unit as this one sees it.
   *
   * @param reason a word of the glossary, such as silent-on-all-paths
   * @param sentence the same for people
   * @param silent since its newest beat; null before the first
   * @param page where its own page is, as it told; empty if unknown
   */
  public record Peer(
      String name,
      Word state,
      Word reason,
      String sentence,
      Word role,
      long epoch,
      @Nullable Duration silent,
      @Nullable Instant lastHeard,
      List<Path> paths,
      String page) {
    public Peer {
      paths = List.copyOf(paths);
    }
  }

  /** One way to the peer. */
  public record Path(
      String address, boolean up, Duration silent, Duration roundTrip, int lossPercent) {}

  /**
   * The data gap.
   *
   * @param seconds null for never, and on the primary while it cannot know
   * @param atLeast true if the number is old and the truth is larger: shown with a ≥
   * @param percent of the limit, at most 9999, which is also never
   * @param since start of capture of the newest verified generation
   * @param atFailureSeconds while the primary is failed: what is missing, frozen
   */
  public record Gap(
      @Nullable Long seconds,
      boolean atLeast,
      int percent,
      Word level,
      long limitSeconds,
      @Nullable Instant since,
      @Nullable Long atFailureSeconds,
      @Nullable Long generation) {}

  /** Whether a promotion would do, and what stands against it. */
  public record Readiness(
      Word verdict,
      List<Reason> reasons,
      @Nullable Duration expectedRecovery,
      List<Reason> refusals,
      String preview) {
    public Readiness {
      reasons = List.copyOf(reasons);
      refusals = List.copyOf(refusals);
    }
  }

  /** A code for programs with its sentence for people. */
  public record Reason(String code, String text) {}

  /** What a promotion now would lose, as of the moment when the primary last told. */
  public record Forecast(Instant asOf, List<Loss> classes, boolean atLeast) {
    public Forecast {
      classes = List.copyOf(classes);
    }
  }

  /** What would be lost of one class of data. */
  public record Loss(String kind, long files, long bytes) {}

  /** Whether both units are alike; state is alike 1, different 2, unknown 3. */
  public record Parity(Word state, List<Difference> differences) {
    public Parity {
      differences = List.copyOf(differences);
    }
  }

  /** One item in which the units differ. */
  public record Difference(String item, String here, String there) {}

  /**
   * Backup runs.
   *
   * @param outcome of the last run: complete, incomplete, failed, or none before the first
   * @param running null while no run is under way
   * @param moments when each application was captured by the newest run that got so far
   */
  public record Backup(
      @Nullable Instant lastStart,
      @Nullable Instant lastEnd,
      Word outcome,
      String detail,
      long generation,
      long bytesSent,
      @Nullable Instant next,
      int missed,
      @Nullable Progress running,
      List<Moment> moments) {
    public Backup {
      moments = List.copyOf(moments);
    }
  }

  /** When one application was captured, and whether it was held still all the while. */
  public record Moment(String application, Instant from, Instant to, boolean still) {}

  /** How far a run is; phases are capture, send, stage, verify. */
  public record Progress(
      long generation, String phase, long files, long filesTotal, long bytes, long bytesTotal) {}

  /** One dataset and its own gap. */
  public record Dataset(
      String id, String kind, String type, @Nullable Long gapSeconds, long files, long bytes) {}

  /** One service here; state is running 1, stopped 2, failed 3, unknown 4, held-down 5. */
  public record Service(String id, Word state, String text, Duration age) {}

  /** One kind of alarm, present also while cleared. */
  public record Alarm(
      int code,
      String name,
      Severity severity,
      @Nullable Instant since,
      Duration age,
      long raised,
      boolean held,
      @Nullable String acknowledgedBy,
      String text,
      String advice,
      long seq) {}

  /** The running, halted or last operation; result as bcsPromoteResult. */
  public record Operation(
      String id,
      String verb,
      Word result,
      long token,
      String actor,
      String reason,
      Instant started,
      @Nullable Instant ended,
      String detail,
      List<Step> steps) {
    public Operation {
      steps = List.copyOf(steps);
    }

    /** "4/9 start pbx, 6 s of at most 20 s", or empty when nothing runs. */
    public String stepText() {
      for (Step step : steps) {
        if (step.state().text().equals("running")) {
          return step.number() + "/" + steps.size() + " " + step.name() + ", "
              + step.took().toSeconds() + " s of at most " + step.limit().toSeconds() + " s";
        }
      }
      return "";
    }
  }

  /** One step; state is waiting 1, running 2, done 3, failed 4, skipped 5. */
  public record Step(
      int number, String name, Word state, Duration took, Duration limit, String text) {}

  /** A stretch of time in which notifications are held back. */
  public record Maintenance(Instant until, String reason, String actor) {}

  /** A unit that waits before it serves alone. */
  public record Startup(@Nullable Duration opensIn, String sentence) {}
}
