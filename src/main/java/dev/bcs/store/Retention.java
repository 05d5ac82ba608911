package dev.bcs.store;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which generations are kept, each with its reasons; decides and does nothing. */
public final class Retention {
  /** Failed runs listed without having any content. */
  private static final int FAILED_LISTED = 50;

  private Retention() {}

  /** The last so many complete generations, all younger than an age, one a day, one a week. */
  public record Keep(int last, Duration minimumAge, int daily, int weekly) {
    public Keep {
      if (last < 1 || daily < 0 || weekly < 0 || minimumAge.isNegative()) {
        throw new IllegalArgumentException("at least the last generation is kept");
      }
    }
  }

  /** Keep it or not, and why. */
  public record Verdict(GenerationId generation, boolean keep, List<String> reasons) {
    public Verdict {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A verdict for each generation, newest first.
   *
   * @param inSlots what lies in a slot, or is to be staged into one
   */
  public static List<Verdict> decide(
      List<Generation> all, Keep keep, Set<GenerationId> inSlots, Instant now, ZoneId zone) {
    List<Generation> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(Generation::id).reversed());
    Rules rules = new Rules(sorted, keep, zone);
    List<Verdict> verdicts = new ArrayList<>();
    for (Generation each : sorted) {
      List<String> reasons = rules.reasons(each, inSlots, now);
      boolean kept = !reasons.isEmpty();
      verdicts.add(
          new Verdict(each.id(), kept, kept ? reasons : List.of("nothing asks for it any more")));
    }
    return verdicts;
  }

  /** The marks of one decision. */
  private static final class Rules {
    private final Keep keep;
    private final Set<GenerationId> last = new HashSet<>();
    private final Set<GenerationId> daily;
    private final Set<GenerationId> weekly;
    private final Set<GenerationId> failures = new HashSet<>();
    private final Optional<GenerationId> newestVerified;
    private final Optional<GenerationId> newestComplete;

    Rules(List<Generation> newestFirst, Keep keep, ZoneId zone) {
      this.keep = keep;
      List<Generation> complete =
          newestFirst.stream().filter(Generation::isComplete).toList();
      complete.stream().limit(keep.last()).forEach(each -> last.add(each.id()));
      daily = firstOfEach(complete, keep.daily(), at -> at.atZone(zone).toLocalDate());
      weekly = firstOfEach(complete, keep.weekly(), at -> {
        var day = at.atZone(zone);
        return day.get(IsoFields.WEEK_BASED_YEAR) + "-"
            + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      });
      newestFirst.stream()
          .filter(each -> each.state() == GenerationState.FAILED)
          .limit(FAILED_LISTED)
          .forEach(each -> failures.add(each.id()));
      newestVerified = complete.stream()
          .filter(each -> each.state() == GenerationState.VERIFIED)
          .findFirst()
          .map(Generation::id);
      newestComplete = complete.stream().findFirst().map(Generation::id);
    }

    /** The newest of each day or week, for so many days or weeks in which there is any. */
    private static Set<GenerationId> firstOfEach(
        List<Generation> newestFirst, int most, Function<Instant, Object> period) {
      Set<Object> seen = new HashSet<>();
      Set<GenerationId> kept = new HashSet<>();
      for (Generation each : newestFirst) {
        if (seen.size() < most && seen.add(period.apply(each.ticket().wall()))) {
          kept.add(each.id());
        }
      }
      return kept;
    }

    List<String> reasons(Generation each, Set<GenerationId> inSlots, Instant now) {
      List<String> reasons = new ArrayList<>();
      GenerationId id = each.id();
      add(reasons, each.state() == GenerationState.RECEIVING, "is being received");
      add(reasons, inSlots.contains(id), "lies in a slot");
      add(reasons, failures.contains(id), "tells of a failed run");
      if (each.state() == GenerationState.FAILED) {
        return reasons;
      }
      add(reasons, newestVerified.equals(Optional.of(id)), "is the newest verified");
      add(reasons, newestComplete.equals(Optional.of(id)), "is the newest complete");
      add(reasons, newestComplete.isEmpty(), "no generation is complete");
      add(reasons, last.contains(id), "is one of the last " + keep.last());
      // A wall clock that was set back makes ages negative, which is young: kept.
      long age = each.ticket().wall().until(now, ChronoUnit.SECONDS);
      add(reasons, age < keep.minimumAge().toSeconds(), "is younger than " + keep.minimumAge());
      add(reasons, daily.contains(id), "is the newest of its day");
      add(reasons, weekly.contains(id), "is the newest of its week");
      return reasons;
    }

    private static void add(List<String> reasons, boolean holds, String reason) {
      if (holds) {
        reasons.add(reason);
      }
    }
  }
}
