package dev.bcs.continuity;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Runs the rules of the start until they open this unit, or it is found to be quarantined.
 *
 * <p>Crash order: the stand-down token is taken out of the book before anything uses it, so it
 * opens one start at most; the role primary is durable before any service starts.
 */
final class Opening {
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);

  private final Desk desk;
  private final PeerTalk talk;
  private final Probes probes;
  private boolean token;
  private volatile Optional<StartRules.Decision> last = Optional.empty();
  private long askedAt;

  Opening(Desk desk, PeerTalk talk, Probes probes) {
    this.desk = desk;
    this.talk = talk;
    this.probes = probes;
  }

  /** On the deciding thread, once: where does this start find the unit? */
  void begin(boolean servicesRun) {
    Standing found = desk.standing();
    token = StartRules.tokenCounts(found);
    if (found.token().isAbove(Epoch.NONE)) {
      desk.write(() -> desk.note(s -> s.hold(Epoch.NONE)));
    }
    if (found.role() != Role.PRIMARY) {
      return;
    }
    boolean sameBoot = found.bootId().equals(desk.rooms.clocks().bootId());
    StartRules.Decision decision = StartRules.decide(facts(sameBoot, servicesRun));
    if (decision.opens()) {
      desk.write(() -> {
        // The book names this boot, so that a later start in it adopts what this one lets run.
        desk.note(s -> s.become(s.role(), desk.rooms.clocks().bootId(), s.changed()));
        desk.tell(
            Chronicle.Kind.STARTED,
            desk.settings.unit().name(),
            desk.settings.unit().name() + " serves: " + decision.because(),
            "",
            List.of());
        return true;
      });
      return;
    }
    last = Optional.of(decision);
    desk.write(() -> desk.happen(Happening.STARTED_UNDECIDED, decision.because()));
  }

  /** On the deciding thread, now and then while closed. */
  void tend() {
    if (desk.role() != Role.CLOSED) {
      last = Optional.empty();
      return;
    }
    long now = desk.rooms.clocks().ticks();
    if (askedAt == 0 || now - askedAt >= ASK_EVERY.toNanos()) {
      askedAt = now == 0 ? 1 : now;
      talk.ask(true, this::decide);
    }
    decide();
  }

  /** Countdown or reason for the windows; empty unless this unit is closed. */
  Optional<Situation.Startup> startup() {
    return last.map(d -> new Situation.Startup(d.opensIn(), d.because()));
  }

  private void decide() {
    if (desk.role() != Role.CLOSED) {
      return;
    }
    StartRules.Decision decision = StartRules.decide(facts(false, false));
    last = Optional.of(decision);
    if (decision.opens()) {
      desk.write(
          () -> desk.happen(Happening.MAY_SERVE, decision.because(), UnaryOperator.identity()));
    }
  }

  private StartRules.Facts facts(boolean sameBoot, boolean servicesRun) {
    PeerView peer = desk.rooms.watch().view();
    return new StartRules.Facts(
        desk.epoch(),
        sameBoot,
        servicesRun,
        token,
        talk.answer(),
        peer.state() == PeerState.UP || peer.state() == PeerState.SUSPECT,
        peer.silent(),
        blind(peer),
        desk.settings.startup().gateway().isEmpty() || probes.gateway(),
        !probes.answering().isEmpty(),
        desk.settings.startup());
  }

  /** Why the peer's silence proves nothing now; empty if it does. */
  private String blind(PeerView peer) {
    if (peer.reason() == PeerReason.LINK_DOWN_HERE || peer.reason() == PeerReason.OBSERVER_LATE) {
      return peer.reason().sentence();
    }
    if (talk.peerIsOpening()) {
      return "the peer has just asked to serve";
    }
    return probes.looked() ? "" : "who answers at the service addresses was not looked at yet";
  }
}
