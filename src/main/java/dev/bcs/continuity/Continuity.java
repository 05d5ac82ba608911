package dev.bcs.continuity;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.heartbeat.Mine;
import dev.bcs.ledger.LedgerException;
import dev.bcs.link.Handlers;
import dev.bcs.store.GenerationId;
import dev.bcs.takeover.ServiceView;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of a unit: who serves, what a promotion would do and lose, and the orders that change
 * it.
 *
 * <p>Construct it before the link starts (it registers its verbs), hand {@link #mine} to the beats,
 * and {@code start} it before they go out. Safe for any thread; one thread of its own changes the
 * state, another takes the steps of operations.
 */
public final class Continuity implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Continuity.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration TOLD_FOR = Duration.ofSeconds(2);
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Desk desk;
  private final Demotion demotion;
  private final Hearing hearing;
  private final PeerTalk talk;
  private final Probes probes;
  private final Opening opening;
  private final Serving serving;
  private final Promoter promoter;
  private final Gaps gaps;
  private final Orders orders;
  private final Painter painter;
  private volatile Optional<Mine> mine = Optional.empty();
  private volatile long toldAt;
  private boolean started;
  private boolean closed;
  private boolean complained;

  public Continuity(ContinuitySettings settings, Neighbours rooms, Handlers handlers) {
    this(settings, rooms, handlers, Threading.real());
  }

  Continuity(ContinuitySettings settings, Neighbours rooms, Handlers handlers, Threading threads) {
    desk = new Desk(settings, rooms, threads);
    demotion = new Demotion(desk);
    hearing = new Hearing(desk, demotion);
    talk = new PeerTalk(desk, hearing, demotion);
    probes = new Probes(desk);
    opening = new Opening(desk, talk, probes);
    serving = new Serving(desk);
    promoter = new Promoter(desk, talk, serving);
    gaps = new Gaps(desk);
    orders = new Orders(desk, talk, probes, promoter, gaps::gap);
    painter = new Painter(desk, gaps, orders, opening);
    talk.register(handlers);
  }

  /** Finds out where this unit was, and begins to tend it; idempotent. */
  public synchronized void start() {
    if (started || closed) {
      return;
    }
    started = true;
    desk.begin();
    boolean run = desk.role() == Role.PRIMARY && desk.rooms.appliance().anyRuns();
    desk.threads.decide(() -> {
      recover();
      boolean fresh = desk.role() == Role.UNPAIRED;
      Pairing.of(desk.rooms.ledger())
          .filter(p -> fresh)
          .ifPresent(p -> pairedAs(p.firstRole() == Role.PRIMARY));
      if (!fresh) {
        opening.begin(run);
      }
      return true;
    });
    desk.rooms
        .watch()
        .onChange(() -> desk.threads.ask(() -> desk.threads.decide(() -> {
          tick();
          return true;
        })));
    desk.rooms.stage().onChange(() -> {
      probes.stageChanged();
      desk.changed();
    });
    desk.threads.every(TICK, this::tick);
  }

  /** The pair was just made, while this unit runs. */
  public void paired(boolean primary) {
    desk.threads.decide(() -> {
      pairedAs(primary);
      serving.tend();
      return true;
    });
  }

  private void pairedAs(boolean primary) {
    Happening on = primary ? Happening.PAIRED_AS_PRIMARY : Happening.PAIRED_AS_SECONDARY;
    desk.write(() -> desk.happen(
        on,
        "",
        s -> Standing.paired(
            primary, desk.rooms.clocks().bootId(), desk.rooms.clocks().now())));
  }

  /** What a crash left: an operation that ran is halted, or has failed if it cannot go on. */
  private void recover() {
    desk.operation().filter(op -> op.result() == Result.RUNNING).ifPresent(op -> {
      String where = op.current().map(Operation.Step::name).orElse("its end");
      boolean promotion = op.verb().equals(Operation.PROMOTE);
      String text = "the daemon ended during '" + where + "'";
      desk.write(() -> {
        desk.journal.result(
            op.number(),
            promotion ? Result.HALTED : Result.FAILED,
            promotion
                ? text + "; resume it" + (op.pastLook() ? "" : " or roll it back")
                : text + "; the rules of the start decided anew");
        return desk.happen(Happening.DIED_HALF_WAY, text);
      });
    });
    boolean holds = desk.operation()
        .filter(op -> op.unfinished() || (op.result() == Result.FAILED && op.pastLook()))
        .isPresent();
    if (!holds) {
      // We may have died between the end of a promotion and the end of its hold on the slots.
      desk.rooms.stage().release();
    }
    Optional<Operation> halted = desk.operation().filter(op -> op.result() == Result.HALTED);
    if (halted.isPresent() && halted.get().generation() != 0) {
      try {
        desk.rooms.stage().hold(new GenerationId(halted.get().generation()));
      } catch (IOException | RuntimeException e) {
        LOG.info("generation {} is not held again: {}", halted.get().generation(), e.getMessage());
      }
    }
  }

  /** On the deciding thread: all that is due now. */
  void tick() {
    try {
      if (desk.role() == Role.UNPAIRED) {
        mine = Optional.empty();
        return;
      }
      hearing.heard(
          desk.rooms.watch().view().epoch(),
          desk.rooms.watch().view().payload().length == 0 ? 0 : gaps.told().start());
      demotion.tend();
      promoter.tend();
      probes.tend();
      opening.tend();
      serving.tend();
      gaps.tend();
      toldAt = desk.rooms.clocks().ticks();
      mine = Optional.of(tellMine());
      if (complained) {
        LOG.info("continuity goes on");
        complained = false;
      }
    } catch (LedgerException e) {
      if (!complained) {
        LOG.error("continuity could not tend the unit, trying on: {}", e.getMessage());
      }
      complained = true;
    } catch (RuntimeException e) {
      if (!complained) {
        LOG.error("continuity could not tend the unit, trying on", e);
      }
      complained = true;
    }
  }

  private Mine tellMine() {
    Situation now = painter.paint();
    boolean failed = now.role() == Role.PRIMARY
        && now.services().stream().anyMatch(s -> s.state() == ServiceView.State.FAILED);
    return new Mine(now.role(), now.epoch(), failed, ToldCodec.encode(painter.tell(now)));
  }

  /**
   * What the next beats say; made anew about twice a second and at each change. Role and epoch are
   * never old, and while the deciding thread hangs, on a slow disk say, the rest is made by whoever
   * asks.
   */
  public Mine mine() {
    Standing standing = desk.standing();
    Optional<Mine> told = mine;
    if (told.isPresent() && desk.rooms.clocks().since(toldAt).compareTo(TOLD_FOR) > 0) {
      told = Optional.of(tellMine());
    }
    return new Mine(
        standing.role(),
        standing.epoch(),
        told.map(Mine::servicesFailed).orElse(false),
        told.map(Mine::payload).orElseGet(() -> new byte[0]));
  }

  /** All that is known now. */
  public Situation situation() {
    return painter.paint();
  }

  /** Whether this unit may let its services run, for gates on what only the active unit does. */
  public Role role() {
    return desk.role();
  }

  /** Runs after each change, on whichever thread made it; must not block. */
  public void onChange(Runnable listener) {
    desk.onChange(listener);
  }

  /** What a promotion now would do and lose, and what refuses it. */
  public Situation.Readiness preview() {
    return painter.paint().readiness();
  }

  /** Accepts a promotion durably, before its first step, and answers the operation's id. */
  public String promote(Order order) throws OrderRefused {
    return desk.threads.decide(() -> orders.promote(order)).orThrow();
  }

  /** Lets a closed unit serve; a quarantined one only with {@code not-closed} waived. */
  public String open(Order order) throws OrderRefused {
    return desk.threads.decide(() -> orders.open(order)).orThrow();
  }

  /** Goes on with a halted promotion. */
  public String resume(Order order) throws OrderRefused {
    return desk.threads.decide(() -> orders.resume(order)).orThrow();
  }

  /** Takes a halted promotion back whose swap has not begun. */
  public String rollback(Order order) throws OrderRefused {
    return desk.threads.decide(() -> orders.rollback(order)).orThrow();
  }

  /**
   * Ends in good order: a primary leaves its services running, and has the peer promise to stay
   * down until it is heard again; at most two seconds. Call it while the link still stands.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (started && desk.role() == Role.PRIMARY && desk.rooms.calls().connected()) {
      try {
        Epoch epoch = desk.epoch();
        talk.askPromise(FAREWELL);
        desk.threads.decide(() -> desk.write(() -> desk.note(s -> s.hold(epoch))));
      } catch (IOException | RuntimeException e) {
        LOG.info("no stand-down promise from the peer: {}", e.getMessage());
      }
    }
    desk.threads.close();
  }
}
