package dev.bcs.continuity;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Two units, and everything that can happen to them in any order, to a bounded depth.
 *
 * <p>Time is left out: whatever may happen may happen next. A service address that somebody answers
 * is taken to be seen (that is what it is for).
 */
final class PairModel {
  private static final int MOST_STARTS = 3;
  private static final long HIGHEST = 5;

  private final Law law;
  private final Pair first;
  private final int depth;
  private final Map<Pair, Step> found = new HashMap<>();
  private int transitions;

  /** How a state was reached first. */
  private record Step(Optional<Pair> from, String action, int depth) {}

  /** A state in which the promise does not hold, and how to get there. */
  record Broken(String why, List<String> story) {}

  /** One thing that may happen next. */
  private record Move(String action, Pair to) {}

  PairModel(Law law, Pair first, int depth) {
    this.law = law;
    this.first = first;
    this.depth = depth;
  }

  int states() {
    return found.size();
  }

  int transitions() {
    return transitions;
  }

  /** Explores breadth first; answers the shortest story that breaks a promise, if there is one. */
  Optional<Broken> explore() {
    Deque<Pair> queue = new ArrayDeque<>();
    found.put(first, new Step(Optional.empty(), "at first", 0));
    queue.add(first);
    while (!queue.isEmpty()) {
      Pair pair = queue.remove();
      Optional<String> wrong = check(pair);
      if (wrong.isPresent()) {
        return Optional.of(new Broken(wrong.get(), story(pair)));
      }
      int next = at(pair).depth() + 1;
      if (next > depth) {
        continue;
      }
      for (Move move : moves(pair)) {
        transitions++;
        Pair to = forgiven(move.to());
        if (!found.containsKey(to)) {
          found.put(to, new Step(Optional.of(pair), move.action(), next));
          queue.add(to);
        }
      }
    }
    return Optional.empty();
  }

  private Step at(Pair pair) {
    return Objects.requireNonNull(found.get(pair));
  }

  private List<String> story(Pair end) {
    List<String> lines = new ArrayList<>();
    Optional<Pair> at = Optional.of(end);
    while (at.isPresent()) {
      Step step = at(at.get());
      lines.add(0, step.action() + " -> " + at.get());
      at = step.from();
    }
    return lines;
  }

  /** Once both have heard each other and only one would serve, an old excuse counts no more. */
  private static Pair forgiven(Pair pair) {
    boolean settled = pair.talk()
        && pair.a().seen()
        && pair.b().seen()
        && !pair.bothServe()
        && pair.a().phase() == Unit.Phase.NONE
        && pair.b().phase() == Unit.Phase.NONE
        && pair.a().book().epoch().equals(pair.b().book().epoch())
        && !(pair.a().role() == Role.PRIMARY && pair.b().role() == Role.PRIMARY);
    return settled ? pair.excuse(false) : pair;
  }

  private Optional<String> check(Pair pair) {
    if (pair.bothServe() && !pair.excused()) {
      return Optional.of("both serve, and nobody put his name to it");
    }
    if (pair.talk()) {
      Pair after = pair;
      for (int round = 0; round < 2; round++) {
        after = stopped(beat(stopped(beat(after, 0)), 1));
      }
      if (after.bothServe()) {
        return Optional.of("both serve, although they hear each other");
      }
    }
    for (int i = 0; i < 2; i++) {
      Unit u = pair.unit(i);
      if (u.daemon() && u.role() == Role.SECONDARY && u.phase() == Unit.Phase.NONE) {
        for (Reason reason : law.refusals(facts(pair, i), FenceKind.UNPLUGGED)) {
          if (!Codes.WAIVABLE.contains(reason.code())) {
            return Optional.of("a spare cannot be promoted at all: " + reason);
          }
        }
      }
      if (u.daemon() && u.role() == Role.HALTED && u.phase() == Unit.Phase.NONE) {
        return Optional.of("halted, and no operation can be resumed");
      }
    }
    return Optional.empty();
  }

  private List<Move> moves(Pair pair) {
    List<Move> moves = new ArrayList<>();
    moves.add(
        new Move(pair.link() ? "the link is cut" : "the link heals", pair.linked(!pair.link())));
    for (int i = 0; i < 2; i++) {
      String name = i == 0 ? "a" : "b";
      Unit u = pair.unit(i);
      if (u.daemon()) {
        moves.add(new Move(name + "'s daemon is killed", pair.with(i, u.died())));
        running(pair, i, name, moves);
        orders(pair, i, name, moves);
        steps(pair, i, name, moves);
      } else if (u.start() < MOST_STARTS) {
        moves.add(new Move(name + " starts", start(pair, i)));
      }
      moves.add(new Move(name + "'s host goes off", pair.with(i, u.off())));
    }
    return moves;
  }

  private void running(Pair pair, int i, String name, List<Move> moves) {
    Unit u = pair.unit(i);
    Unit v = pair.unit(1 - i);
    if (pair.talk()) {
      moves.add(new Move("beat of " + name, stopped(beat(pair, i))));
    } else if (u.seen()) {
      moves.add(new Move(name + " hears nothing", pair.with(i, u.sees(false))));
    }
    if (u.role() == Role.PRIMARY && !u.services()) {
      moves.add(new Move(name + " brings its services up", pair.with(i, u.services(true))));
    }
    if (u.closed()) {
      if (pair.talk()) {
        moves.add(new Move(name + " asks", ask(pair, i)));
      }
      if (law.start(start(u, v, false)).opens()) {
        moves.add(
            new Move(name + " opens", pair.with(i, u.happen(Happening.MAY_SERVE).services(true))));
      }
    }
    if (u.answer().isPresent()) {
      moves.add(new Move(name + "'s answer grows old", pair.with(i, u.answered(Optional.empty()))));
    } else if (v.peerOpens()) {
      moves.add(new Move(name + "'s question grows old", pair.with(1 - i, v.peerOpens(false))));
    }
    if (u.role() == Role.PRIMARY && pair.talk()) {
      boolean busy = v.phase() != Unit.Phase.NONE;
      if (law.promises(v.book(), busy, u.book().epoch(), u.start())) {
        Pair promised = pair.with(1 - i, v.book(v.book().promise(u.start())))
            .with(i, u.book(u.book().hold(u.book().epoch())));
        moves.add(new Move(name + " begins to stop in good order", promised));
      }
    }
  }

  private void orders(Pair pair, int i, String name, List<Move> moves) {
    Unit u = pair.unit(i);
    if (u.role() == Role.SECONDARY && u.phase() == Unit.Phase.NONE && room(u)) {
      accept(pair, i, FenceKind.COMMAND, false, name, moves);
      accept(pair, i, FenceKind.BY_PEER, false, name, moves);
      accept(pair, i, FenceKind.UNPLUGGED, false, name, moves);
      accept(pair, i, FenceKind.COMMAND, true, name, moves);
      accept(pair, i, FenceKind.NOT_ATTESTED, true, name, moves);
    }
    boolean mayOpen = u.role() == Role.CLOSED && room(u);
    if (mayOpen && law.openRefusals(openFacts(pair, i)).isEmpty()) {
      Unit open = u.book(law.reserve(u.book()).enter()).happen(Happening.OPENED).services(true);
      moves.add(new Move(name + " is opened by order", pair.with(i, open).excuse(true)));
    }
    if (u.role() == Role.QUARANTINED && room(u)) {
      Unit open = u.book(law.reserve(u.book()).enter()).happen(Happening.OPENED).services(true);
      moves.add(new Move(
          name + " is opened out of quarantine by order", pair.with(i, open).excuse(true)));
    }
    if (u.role() == Role.HALTED && u.phase() != Unit.Phase.ENTERED) {
      Unit back = u.happen(Happening.ROLLED_BACK);
      moves.add(new Move(
          name + " rolls back",
          pair.with(i, back.book(back.book().giveUpReserved()).phase(Unit.Phase.NONE))));
      boolean refused = law.refusals(facts(pair, i), u.fence()).stream()
          .anyMatch(r -> !r.code().equals(Codes.NOT_SECONDARY)
              && !r.code().equals(Codes.OPERATION_RUNNING)
              && !u.waived());
      if (!refused) {
        moves.add(new Move(
            name + " resumes",
            pair.with(i, u.happen(Happening.RESUMED).phase(Unit.Phase.ACCEPTED).deaf())));
      }
    } else if (u.role() == Role.HALTED) {
      moves.add(new Move(name + " resumes", pair.with(i, u.happen(Happening.RESUMED))));
    }
  }

  private void accept(
      Pair pair, int i, FenceKind fence, boolean waive, String name, List<Move> moves) {
    Unit u = pair.unit(i);
    List<Reason> reasons = law.refusals(facts(pair, i), fence);
    boolean waivable = reasons.stream().allMatch(r -> Codes.WAIVABLE.contains(r.code()));
    if (reasons.isEmpty() == waive || !waivable) {
      return;
    }
    Unit accepted = u.book(law.reserve(u.book()))
        .happen(Happening.PROMOTION_ACCEPTED)
        .promotion(Unit.Phase.ACCEPTED, fence, waive)
        .deaf();
    Pair next = pair.with(i, accepted);
    moves.add(new Move(
        name + " is promoted with " + fence.word() + (waive ? " and overrides" : ""),
        waive ? next.excuse(true) : next));
  }

  private void steps(Pair pair, int i, String name, List<Move> moves) {
    Unit u = pair.unit(i);
    if (u.role() != Role.PROMOTING) {
      return;
    }
    switch (u.phase()) {
      case ACCEPTED -> moves.add(new Move(name + " fences", fence(pair, i)));
      case FENCED -> {
        String stops = law.stopsAtLook(u.spoke(), u.peerOpens(), u.fence(), u.waived());
        // An attestation excuses only while nothing proves it false.
        boolean attested = u.fence() == FenceKind.UNPLUGGED && !u.spoke() && !u.peerOpens();
        Pair next = stops.isEmpty()
            ? pair.with(i, u.book(u.book().enter()).phase(Unit.Phase.ENTERED))
                .excuse(pair.excused() || attested)
            : pair.with(i, stoppedBeforeSwap(u));
        moves.add(new Move(name + " looks: " + (stops.isEmpty() ? "silent" : stops), next));
      }
      case ENTERED -> {
        if (u.services()) {
          Unit done = u.happen(Happening.PROMOTED).phase(Unit.Phase.NONE);
          moves.add(
              new Move(name + " is primary", pair.with(i, done.book(done.book().promise(0)))));
        } else if (pair.unit(1 - i).services() && !u.waived()) {
          moves.add(new Move(name + " halts", pair.with(i, u.happen(Happening.STEP_FAILED))));
        } else {
          moves.add(new Move(name + " starts services", pair.with(i, u.services(true))));
        }
      }
      case NONE -> {}
    }
  }

  private static Unit stoppedBeforeSwap(Unit u) {
    Unit back = u.happen(Happening.STOPPED_BEFORE_SWAP);
    return back.book(back.book().giveUpReserved()).phase(Unit.Phase.NONE);
  }

  private Pair fence(Pair pair, int i) {
    Unit u = pair.unit(i);
    Unit v = pair.unit(1 - i);
    Unit fenced = u.phase(Unit.Phase.FENCED);
    return switch (u.fence()) {
      case COMMAND -> pair.with(1 - i, v.off()).with(i, fenced.deaf());
      case BY_PEER -> {
        HearingRules.StandDown answer = law.standDown(v.book(), u.book().reserved());
        if (!pair.talk() || !answer.refusal().isEmpty()) {
          yield pair.with(i, stoppedBeforeSwap(u));
        }
        Unit down = v.book(answer.standing());
        if (answer.happening().isPresent()) {
          down =
              down.happen(answer.happening().get()).services(false).happen(Happening.SERVICES_DOWN);
        }
        yield pair.with(1 - i, down).with(i, fenced);
      }
      default -> pair.with(i, fenced);
    };
  }

  private Pair start(Pair pair, int i) {
    Unit u = pair.unit(i);
    boolean token = law.tokenCounts(u.book());
    Unit started = u.started(law.takeToken(u.book()), token);
    if (started.role() == Role.PROMOTING) {
      started = started.happen(Happening.DIED_HALF_WAY);
    }
    if (started.role() == Role.PRIMARY) {
      StartRules.Decision decision = law.start(start(started, pair.unit(1 - i), true));
      started = decision.opens()
          ? started.services(true)
          : started.happen(Happening.STARTED_UNDECIDED).services(false);
    }
    return stopped(pair.with(i, started));
  }

  private static StartRules.Facts start(Unit u, Unit v, boolean atStart) {
    return new StartRules.Facts(
        u.book().epoch(),
        atStart && u.sameBoot(),
        u.services(),
        u.token(),
        u.answer(),
        u.seen(),
        Duration.ofMinutes(5),
        u.peerOpens() ? "the peer asks to serve" : "",
        !atStart,
        v.services(),
        new StartupSettings(true, Duration.ofMinutes(2), ""));
  }

  /** A beat of one unit arrives at the other. */
  private Pair beat(Pair pair, int from) {
    Unit u = pair.unit(from);
    return pair.with(
        1 - from, heard(pair.unit(1 - from), u.book().epoch(), u.start()).sees(true));
  }

  private Unit heard(Unit v, Epoch epoch, int start) {
    HearingRules.Heard heard = law.hear(v.book(), epoch);
    Standing book = law.releases(v.book(), start) ? heard.standing().promise(0) : heard.standing();
    Unit next = v.book(book);
    if (heard.happening().isPresent()) {
      next = next.happen(heard.happening().get());
      next = next.book(next.book().giveUpReserved()).phase(Unit.Phase.NONE);
    }
    return next;
  }

  private Pair ask(Pair pair, int i) {
    Unit u = pair.unit(i);
    Unit v = heard(pair.unit(1 - i), u.book().epoch(), u.start()).peerOpens(true);
    StartRules.Answer answer = new StartRules.Answer(v.role(), v.book().epoch());
    Unit asked = heard(u, v.book().epoch(), v.start()).answered(Optional.of(answer));
    return stopped(pair.with(i, asked).with(1 - i, v));
  }

  /** Whoever is told to stop, or holds its services down, does so. */
  private static Pair stopped(Pair pair) {
    Pair next = pair;
    for (int i = 0; i < 2; i++) {
      Unit u = next.unit(i);
      if (!u.daemon()) {
        continue;
      }
      if (u.role() == Role.DEMOTING) {
        next = next.with(i, u.services(false).happen(Happening.SERVICES_DOWN));
      } else if (u.services()
          && (u.role() == Role.SECONDARY
              || u.role() == Role.CLOSED
              || u.role() == Role.QUARANTINED)) {
        next = next.with(i, u.services(false));
      }
    }
    return next;
  }

  private static boolean room(Unit u) {
    return u.book().highest().value() < HIGHEST;
  }

  private PromotionRules.Facts facts(Pair pair, int i) {
    Unit u = pair.unit(i);
    Unit v = pair.unit(1 - i);
    boolean up = law.heard(u.seen(), u.peerOpens());
    boolean failed = u.seen() && v.role() == Role.PRIMARY && !v.services();
    return new PromotionRules.Facts(
        "u",
        u.role(),
        u.book().epoch(),
        u.phase() == Unit.Phase.NONE ? "" : "a promotion is " + u.phase(),
        1,
        List.of(),
        up ? PeerState.UP : PeerState.DOWN,
        failed
            ? PeerReason.SERVICES_FAILED
            : up ? PeerReason.HEARD : PeerReason.SILENT_ON_ALL_PATHS,
        u.seen() ? v.role() : Role.UNPAIRED,
        u.seen() ? v.book().epoch() : Epoch.NONE,
        u.book().promised() != 0,
        pair.talk(),
        true,
        "",
        List.of());
  }

  private static OpenRules.Facts openFacts(Pair pair, int i) {
    Unit u = pair.unit(i);
    Unit v = pair.unit(1 - i);
    return new OpenRules.Facts(
        u.role(),
        u.book().epoch(),
        "",
        u.seen() ? PeerState.UP : PeerState.DOWN,
        u.seen() ? v.role() : Role.UNPAIRED,
        u.seen() ? v.book().epoch() : Epoch.NONE,
        "");
  }
}
