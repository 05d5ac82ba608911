package dev.bcs.inventory;

import dev.bcs.commands.Commands;
import dev.bcs.link.Calls;
import dev.bcs.link.Handlers;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Compares this unit with its peer.
 *
 * <p>Safe for any thread. {@link #view()} is cheap; {@link #refresh} gathers this unit's facts,
 * asks the peer and compares, and belongs on a thread that may wait, every minute or so. What the
 * peer told last stays in force for {@link #KEPT} while it cannot be asked, then parity is unknown.
 */
public final class Parity {
  /** No body; gives one flat JSON object of names and values. */
  public static final String VERB = "inventory.facts";

  public static final Duration KEPT = Duration.ofHours(24);

  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final Duration OWN_KEPT = Duration.ofSeconds(30);

  private final OwnFacts own;
  private final Clocks clocks;
  private Optional<Told> here = Optional.empty();
  private Optional<Told> there = Optional.empty();
  private String silence = "the peer has not been asked yet";

  /** Facts with the moment when they were told, by the ticks. */
  private record Told(Facts facts, long ticks) {}

  /**
   * Of this unit's own configuration.
   *
   * @param version of BCS itself
   * @param services ids of the configured services
   * @param datasets ids of the configured datasets
   */
  public Parity(
      InventorySettings settings,
      String version,
      List<String> services,
      List<String> datasets,
      Clocks clocks) {
    this.own = new OwnFacts(settings, version, services, datasets, new Commands(clocks));
    this.clocks = clocks;
  }

  /** Answers the peer's question for this unit's facts; to be called before the link starts. */
  public void register(Handlers handlers) {
    handlers.on(VERB, body -> ownFacts().encoded());
  }

  /** Asks the peer and compares anew; true if the state or the differences changed. */
  public boolean refresh(Calls calls) {
    ParityView before = view();
    try {
      ownFacts();
      Facts peers = Facts.decoded(calls.call(VERB, new byte[0], LIMIT));
      synchronized (this) {
        there = Optional.of(new Told(peers, clocks.ticks()));
        silence = "";
      }
    } catch (RefusedByPeer no) {
      silent("the peer does not tell its facts: " + no.getMessage());
    } catch (IOException unreached) {
      silent("the peer could not be asked: " + unreached.getMessage());
    }
    ParityView after = view();
    return before.state() != after.state() || !before.differences().equals(after.differences());
  }

  private synchronized void silent(String why) {
    silence = why;
  }

  /** Gathered anew at most every half minute, so that a busy peer costs little. */
  private Facts ownFacts() {
    synchronized (this) {
      if (here.isPresent() && clocks.since(here.get().ticks).compareTo(OWN_KEPT) < 0) {
        return here.get().facts;
      }
    }
    Facts gathered = own.gather();
    synchronized (this) {
      here = Optional.of(new Told(gathered, clocks.ticks()));
    }
    return gathered;
  }

  public synchronized ParityView view() {
    if (here.isEmpty() || there.isEmpty()) {
      return new ParityView(ParityView.State.UNKNOWN, List.of(), silence);
    }
    Duration age = clocks.since(there.get().ticks);
    if (age.compareTo(KEPT) > 0) {
      return new ParityView(
          ParityView.State.UNKNOWN, List.of(), "not compared for " + age.toHours() + " h");
    }
    List<Difference> found = Facts.differences(here.get().facts, there.get().facts);
    return found.isEmpty()
        ? new ParityView(ParityView.State.ALIKE, found, "both units are alike")
        : new ParityView(ParityView.State.DIFFERENT, found, sentence(found));
  }

  private static String sentence(List<Difference> found) {
    Difference first = found.get(0);
    String more = found.size() == 1 ? "" : ", and " + (found.size() - 1) + " more";
    return "the units differ in " + first.item() + ": " + shown(first.here()) + " here, "
        + shown(first.there()) + " there" + more;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "nothing" : value;
  }
}
