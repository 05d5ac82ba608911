package dev.bcs.continuity;

import dev.bcs.store.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The data gap: never smaller than the truth, whatever the clocks do.
 *
 * <p>While the machine is off only its wall clock runs: that time is lost if the clock is set back
 * before this unit has read it once. Ticket and clocks are both the secondary's own, so a skew
 * between the units does not matter.
 */
public final class GapRules {
  private GapRules() {}

  /** The secondary's clocks at one moment. */
  public record Moment(Instant wall, Duration sinceBoot, String bootId) {}

  /** A gap that was written down, so that it cannot shrink over a restart. */
  public record Sample(long generation, Duration gap, Moment at) {}

  /** The larger of what each clock says, and never below the last sample of this generation. */
  public static Duration gap(Ticket ticket, Moment now, Optional<Sample> last) {
    Duration gap = between(ticket.wall(), ticket.sinceBoot(), ticket.bootId(), now);
    if (last.isPresent()
        && last.get().generation() == ticket.generation().number()
        && !isOlder(last.get().at(), ticket, now)) {
      Sample sample = last.get();
      Moment at = sample.at();
      // Since the sample, too, only the larger of both clocks is believed.
      Duration more = between(at.wall(), at.sinceBoot(), at.bootId(), now);
      gap = larger(gap, sample.gap().plus(more));
    }
    return gap;
  }

  /** Whether this was before the ticket, which a generation may have got anew since. */
  private static boolean isOlder(Moment sample, Ticket ticket, Moment now) {
    return sample.bootId().equals(ticket.bootId())
        ? sample.sinceBoot().compareTo(ticket.sinceBoot()) < 0
        : ticket.bootId().equals(now.bootId());
  }

  /** Time from one moment to now: never negative; a boot since then took at least its own time. */
  static Duration between(Instant wall, Duration sinceBoot, String bootId, Moment now) {
    Duration byBoot =
        bootId.equals(now.bootId()) ? now.sinceBoot().minus(sinceBoot) : now.sinceBoot();
    Duration byWall = Duration.between(wall, now.wall());
    return larger(Duration.ZERO, larger(byBoot, byWall));
  }

  private static Duration larger(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** How bad it is; the limit times 1, 2 and 4 are the steps. */
  public static Situation.GapLevel level(
      OptionalLong seconds, Duration limit, boolean spareCanTakeOver) {
    if (!spareCanTakeOver) {
      return Situation.GapLevel.UNPROTECTED;
    }
    if (seconds.isEmpty()) {
      return Situation.GapLevel.NEVER;
    }
    long gap = seconds.getAsLong();
    long one = Math.max(1, limit.toSeconds());
    if (gap <= one) {
      return Situation.GapLevel.OK;
    }
    if (gap <= 2 * one) {
      return Situation.GapLevel.EXCEEDED;
    }
    return gap <= 4 * one ? Situation.GapLevel.SEVERE : Situation.GapLevel.CRITICAL;
  }

  /** What is missing if the primary stopped when it was last heard: it does not grow any more. */
  public static Duration atFailure(Duration gapNow, Duration silent) {
    return larger(Duration.ZERO, gapNow.minus(larger(Duration.ZERO, silent)));
  }
}
