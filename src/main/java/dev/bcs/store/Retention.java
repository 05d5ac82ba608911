package dev.bcs.store;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which generations are kept, each with its reasons; decides and does nothing.
 *
 * <p>Complete generations are kept by the owner's rules. Incomplete ones follow the same rules
 * among themselves while no complete one is newer, for then they are all there is of that time;
 * afterwards they go after a day, or after the minimum age if that is shorter. The newest verified
 * and what lies in a slot always stay.
 */
public final class Retention {
  /** Failed runs listed without having any content. */
  private static final int FAILED_LISTED = 50;

  /** How long an incomplete generation stays once a complete one is newer. */
  private static final Duration OUTDATED = Duration.ofDays(1);

  private Retention() {}

  /** The last so many generations, all younger than an age, one an hour, a day, a week, a month. */
  public record Keep(
      int last, Duration minimumAge, int hourly, int daily, int weekly, int monthly) {
    public Keep {
      boolean negative = hourly < 0 || daily < 0 || weekly < 0 || monthly < 0;
      if (last < 1 || negative || minimumAge.isNegative()) {
        throw new IllegalArgumentException("at least the last generation is kept");
      }
    }

    /** Without one an hour and one a month. */
    public Keep(int last, Duration minimumAge, int daily, int weekly) {
      this(last, minimumAge, 0, daily, weekly, 0);
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
    private final Marks complete;
    private final Marks incomplete;
    private final Set<GenerationId> failures = new HashSet<>();
    private final Optional<GenerationId> newestVerified;
    private final Optional<GenerationId> newestComplete;

    Rules(List<Generation> newestFirst, Keep keep, ZoneId zone) {
      this.keep = keep;
      List<Generation> whole =
          newestFirst.stream().filter(Generation::isComplete).toList();
      newestComplete = whole.stream().findFirst().map(Generation::id);
      newestVerified = whole.stream()
          .filter(each -> each.state() == GenerationState.VERIFIED)
          .findFirst()
          .map(Generation::id);
      complete = new Marks(whole, keep, zone);
      incomplete = new Marks(
          newestFirst.stream()
              .filter(each -> each.isStored() && !each.isComplete() && isNewest(each))
              .toList(),
          keep,
          zone);
      newestFirst.stream()
          .filter(each -> each.state() == GenerationState.FAILED)
          .limit(FAILED_LISTED)
          .forEach(each -> failures.add(each.id()));
    }

    /** Whether no complete generation came after it. */
    private boolean isNewest(Generation each) {
      return newestComplete.isEmpty() || each.id().compareTo(newestComplete.get()) > 0;
    }

    List<String> reasons(Generation each, Set<GenerationId> inSlots, Instant now) {
      List<String> reasons = new ArrayList<>();
      GenerationId id = each.id();
      add(reasons, each.state() == GenerationState.RECEIVING, "is being received");
      add(reasons, inSlots.contains(id), "lies in a slot");
      add(reasons, failures.contains(id), "tells of a failed run");
      if (!each.isStored()) {
        return reasons;
      }
      add(reasons, newestVerified.equals(Optional.of(id)), "is the newest verified");
      add(reasons, newestComplete.equals(Optional.of(id)), "is the newest complete");
      // A wall clock that was set back makes ages negative, which is young: kept.
      Duration age = Duration.between(each.ticket().wall(), now);
      if (each.isComplete() || isNewest(each)) {
        add(reasons, age.compareTo(keep.minimumAge()) < 0, "is younger than " + keep.minimumAge());
        (each.isComplete() ? complete : incomplete).add(id, reasons);
      } else {
        Duration limit = keep.minimumAge().compareTo(OUTDATED) < 0 ? keep.minimumAge() : OUTDATED;
        add(
            reasons,
            age.compareTo(limit) < 0,
            "is incomplete and outdated, but younger than " + limit);
      }
      return reasons;
    }

    private static void add(List<String> reasons, boolean holds, String reason) {
      if (holds) {
        reasons.add(reason);
      }
    }
  }

  /** The last and the newest of each period among generations that are equally good. */
  private static final class Marks {
    private final int last;
    private final Set<GenerationId> newest = new HashSet<>();
    private final Map<String, Set<GenerationId>> periods = new LinkedHashMap<>();

    Marks(List<Generation> newestFirst, Keep keep, ZoneId zone) {
      last = keep.last();
      newestFirst.stream().limit(last).forEach(each -> newest.add(each.id()));
      mark("hour", newestFirst, keep.hourly(), at -> at.truncatedTo(ChronoUnit.HOURS));
      mark("day", newestFirst, keep.daily(), at -> at.atZone(zone).toLocalDate());
      mark("week", newestFirst, keep.weekly(), at -> {
        var day = at.atZone(zone);
        return day.get(IsoFields.WEEK_BASED_YEAR) + "-"
            + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      });
      mark("month", newestFirst, keep.monthly(), at -> YearMonth.from(at.atZone(zone)));
    }

    /** The newest of each period, for so many periods in which there is any. */
    private void mark(
        String name, List<Generation> newestFirst, int most, Function<Instant, Object> period) {
      Set<Object> seen = new HashSet<>();
      Set<GenerationId> kept = new HashSet<>();
      for (Generation each : newestFirst) {
        if (seen.size() < most && seen.add(period.apply(each.ticket().wall()))) {
          kept.add(each.id());
        }
      }
      periods.put(name, kept);
    }

    void add(GenerationId id, List<String> reasons) {
      if (newest.contains(id)) {
        reasons.add("is one of the last " + last);
      }
      periods.forEach((name, kept) -> {
        if (kept.contains(id)) {
          reasons.add("is the newest of its " + name);
        }
      });
    }
  }
}
