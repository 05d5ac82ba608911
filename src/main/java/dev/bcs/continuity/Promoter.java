package dev.bcs.continuity;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.continuity.OperationView.StepState;
import dev.bcs.staging.Placement;
import dev.bcs.store.GenerationId;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the steps of an accepted operation, one after the other, on the thread of steps.
 *
 * <p>Crash order: see {@link Journal}. The new epoch is reserved with the order; it is entered in
 * the one transaction that ends the last look at the peer and begins the swap. Before that
 * transaction nothing was changed here and the promotion can stop or be rolled back; after it there
 * is only forward.
 */
final class Promoter {
  /** How much longer than its own limit a deed may take, so that its own sentence is heard. */
  static final Duration GRACE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Promoter.class);

  private final Desk desk;
  private final PeerTalk talk;
  private final Serving serving;
  private final Semaphore swapping = new Semaphore(1);
  private volatile long heard;
  private volatile Optional<Untold> untold = Optional.empty();

  Promoter(Desk desk, PeerTalk talk, Serving serving) {
    this.desk = desk;
    this.talk = talk;
    this.serving = serving;
  }

  /** A step that ended, which could not be written. */
  private record Untold(long operation, String why) {}

  /** What a promotion would do, in its order. */
  List<Operation.Planned> plan(FenceKind fence, long generation) {
    Duration limit = desk.settings.takeover().stepLimit();
    List<Operation.Planned> plan = new ArrayList<>();
    plan.add(new Operation.Planned(Deed.EPOCH, "", limit));
    plan.add(new Operation.Planned(Deed.HOLD, generation == 0 ? "" : "" + generation, limit));
    plan.add(new Operation.Planned(Deed.FENCE, fence.word(), limit));
    plan.add(new Operation.Planned(Deed.LOOK, "", limit));
    plan.add(new Operation.Planned(Deed.SWAP, "", limit));
    addServing(plan, limit);
    return plan;
  }

  /** What opening does, in its order. */
  List<Operation.Planned> openingPlan() {
    List<Operation.Planned> plan = new ArrayList<>();
    addServing(plan, desk.settings.takeover().stepLimit());
    return plan;
  }

  private void addServing(List<Operation.Planned> plan, Duration limit) {
    plan.add(new Operation.Planned(Deed.ALLOW, "", limit));
    for (Appliance.Service service : desk.rooms.appliance().services()) {
      plan.add(new Operation.Planned(Deed.START, service.id(), service.limit()));
    }
    plan.add(new Operation.Planned(Deed.ADDRESSES, "", limit));
    plan.add(new Operation.Planned(Deed.ANNOUNCE, "", limit));
  }

  /** Goes on with the operation until it is complete or a step fails. */
  void run(long number) {
    try {
      goOn(number);
    } catch (RuntimeException e) {
      LOG.error("the end of a step could not be written, trying on: {}", e.getMessage());
      untold = Optional.of(new Untold(number, "its end was not written: " + e.getMessage()));
    } finally {
      desk.changed();
    }
  }

  /**
   * On the deciding thread, now and then: an operation that nobody goes on with is told to fail.
   */
  void tend() {
    Optional<Untold> known = untold;
    if (known.isEmpty()) {
      return;
    }
    Operation op = desk.journal.get(known.get().operation());
    if (op.result() == Result.RUNNING && op.current().isPresent()) {
      failed(op, op.current().get(), Duration.ZERO, known.get().why());
    } else if (op.result() == Result.FAILED && !op.pastLook()) {
      desk.rooms.stage().release();
    }
    untold = Optional.empty();
  }

  private void goOn(long number) {
    heard = desk.rooms.watch().heard();
    Operation op = desk.journal.get(number);
    Optional<Operation.Step> next = op.current();
    while (next.isPresent()) {
      if (!entitled(op) || !take(op, next.get())) {
        return;
      }
      op = desk.journal.get(number);
      next = op.current();
    }
  }

  /** A higher epoch may have ended the operation between two steps. */
  private boolean entitled(Operation op) {
    Role role = op.verb().equals(Operation.PROMOTE) ? Role.PROMOTING : Role.PRIMARY;
    return desk.role() == role;
  }

  private boolean take(Operation op, Operation.Step step) {
    long began = desk.rooms.clocks().ticks();
    try {
      if (step.state() != StepState.RUNNING) {
        desk.threads.decide(() -> desk.write(() -> {
          desk.journal.begin(op.number(), step.number());
          return true;
        }));
      }
      String text = deed(op, step);
      Duration took = desk.rooms.clocks().since(began);
      return switch (step.deed()) {
        case LOOK -> desk.threads.decide(() -> enter(op, step, took));
        case ANNOUNCE -> desk.threads.decide(() -> complete(op, step, took, text));
        default -> desk.threads.decide(() -> done(op, step, took, text));
      };
    } catch (IOException | RuntimeException e) {
      Duration took = desk.rooms.clocks().since(began);
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      if (e instanceof RuntimeException) {
        LOG.warn("the step '{}' broke", step.name(), e);
      }
      desk.threads.decide(() -> failed(op, step, took, why));
      return false;
    }
  }

  private String deed(Operation op, Operation.Step step) throws IOException {
    Duration most = step.limit().plus(GRACE);
    return switch (step.deed()) {
      case EPOCH -> "epoch " + op.epoch() + " is made and durable";
      case HOLD -> desk.threads.bounded(() -> hold(op), most, step.name());
      case FENCE -> fence(op, step);
      case LOOK ->
        desk.threads.bounded(() -> look(op), most.plus(desk.settings.look()), step.name());
      case SWAP -> desk.threads.bounded(() -> swap(op), most, step.name());
      case ALLOW -> desk.threads.bounded(() -> allow(op), most, step.name());
      case START ->
        desk.threads.bounded(
            () -> desk.rooms.appliance().startService(step.subject()), most, step.name());
      case ADDRESSES ->
        desk.threads.bounded(() -> desk.rooms.appliance().addressesUp(), most, step.name());
      case ANNOUNCE -> "told the peer and the windows";
    };
  }

  private String hold(Operation op) throws IOException {
    if (op.generation() == 0) {
      return "no generation: the services start on what lies here";
    }
    List<Placement> placements = desk.rooms.stage().hold(new GenerationId(op.generation()));
    List<String> against = desk.rooms.appliance().obstacles(placements);
    if (!against.isEmpty() && !op.waives(Codes.SLOT_IN_DOUBT)) {
      throw new IOException(String.join("; ", against));
    }
    desk.threads.decide(() -> desk.write(() -> {
      desk.journal.place(op.number(), placements);
      return true;
    }));
    return "generation " + op.generation() + ", " + placements.size() + " datasets";
  }

  private String fence(Operation op, Operation.Step step) throws IOException {
    return switch (op.fence()) {
      case COMMAND -> {
        String text = desk.threads.bounded(
            () -> desk.rooms.appliance().fence(talk.peerName(), op.epoch()),
            step.limit().plus(GRACE),
            "fence");
        heard = desk.rooms.watch().heard();
        yield text;
      }
      case BY_PEER -> {
        talk.standDown(op.epoch(), step.limit());
        yield "the peer has stood down and is quarantined";
      }
      case NOT_ATTESTED -> "nobody attested a fence; that was waived";
      default ->
        "attested by " + op.actor() + ": " + op.fence().word() + "; the peer is "
            + desk.rooms.watch().view().state().word() + ", "
            + desk.rooms.watch().view().reason().sentence();
    };
  }

  private String look(Operation op) throws IOException {
    desk.threads.rest(desk.settings.look());
    refuseIfAnswered(op);
    if (!op.waives(Codes.FILES_OPEN) && op.generation() != 0) {
      List<String> open = desk.rooms.appliance().openIn();
      if (!open.isEmpty()) {
        throw new IOException("open in the live data here: " + String.join(", ", open));
      }
    }
    return "";
  }

  /** On the deciding thread: the last word of the peer, then no way back, in one transaction. */
  private boolean enter(Operation op, Operation.Step look, Duration took) {
    String stops = PromotionRules.stopsAtLook(
        desk.rooms.watch().heard() > heard,
        talk.peerIsOpening(),
        op.fence(),
        op.waives(Codes.PEER_UP));
    if (!stops.isEmpty()) {
      return failed(op, look, took, stops);
    }
    if (desk.role() != Role.PROMOTING) {
      return false;
    }
    Operation.Step swap = op.steps().get(look.number());
    desk.write(() -> {
      desk.note(Standing::enter);
      desk.journal.end(op.number(), look.number(), StepState.DONE, took, "it is silent");
      desk.journal.begin(op.number(), swap.number());
      tellStep(op, look, "it is silent");
      return true;
    });
    return true;
  }

  /** The moment before services start: a promotion that was halted may be late for it. */
  private String allow(Operation op) throws IOException {
    refuseIfAnswered(op);
    desk.rooms.appliance().allow(desk.epoch());
    return "services may run here";
  }

  private void refuseIfAnswered(Operation op) throws IOException {
    if (!op.waives(Codes.SERVICE_STILL_ANSWERING)) {
      String answering = desk.rooms.appliance().answeredElsewhere();
      if (!answering.isEmpty()) {
        throw new IOException(answering);
      }
    }
  }

  private String swap(Operation op) throws IOException {
    if (op.generation() == 0) {
      return "nothing to swap";
    }
    // One that outlived its limit may still be at it: two at once would exchange the trees twice.
    if (!swapping.tryAcquire()) {
      throw new IOException("the swap that ran out of time has not ended yet; resume it later");
    }
    try {
      String text = desk.rooms.appliance().swap(op.epoch(), desk.journal.placements(op.number()));
      desk.rooms.stage().consumed(new GenerationId(op.generation()));
      return text;
    } finally {
      swapping.release();
    }
  }

  private boolean done(Operation op, Operation.Step step, Duration took, String text) {
    return desk.write(() -> {
      desk.journal.end(op.number(), step.number(), StepState.DONE, took, text);
      tellStep(op, step, text);
      return true;
    });
  }

  private boolean complete(Operation op, Operation.Step step, Duration took, String text) {
    if (!entitled(op)) {
      return false;
    }
    String unit = desk.settings.unit().name();
    desk.write(() -> {
      desk.journal.end(op.number(), step.number(), StepState.DONE, took, text);
      desk.journal.result(op.number(), Result.COMPLETE, unit + " serves");
      if (op.verb().equals(Operation.PROMOTE)) {
        desk.happen(Happening.PROMOTED, "", s -> s.promise(0));
        desk.tell(
            Chronicle.Kind.PROMOTION_COMPLETE,
            unit,
            unit + " is promoted and serves in epoch " + op.epoch(),
            op.actor(),
            List.of("operation=" + op.id()));
      }
      return true;
    });
    serving.isUp();
    talk.ask(false, () -> {});
    return true;
  }

  /** A step failed: before the swap the unit is a spare again, from the swap on it is halted. */
  private boolean failed(Operation op, Operation.Step step, Duration took, String why) {
    boolean promotion = op.verb().equals(Operation.PROMOTE);
    boolean halts = promotion && op.pastLook();
    String text = step.name() + ": " + why;
    desk.write(() -> {
      desk.journal.end(op.number(), step.number(), StepState.FAILED, took, why);
      if (!entitled(op)) {
        return false;
      }
      desk.journal.result(op.number(), halts ? Result.HALTED : Result.FAILED, text);
      if (promotion) {
        desk.happen(
            halts ? Happening.STEP_FAILED : Happening.STOPPED_BEFORE_SWAP,
            text,
            halts ? s -> s : Standing::giveUpReserved);
        desk.tell(
            Chronicle.Kind.PROMOTION_FAILED,
            desk.settings.unit().name(),
            halts ? text + "; resume it when that is mended" : text + "; nothing was changed here",
            op.actor(),
            List.of("operation=" + op.id()));
      }
      return true;
    });
    if (!halts && promotion) {
      desk.rooms.stage().release();
    }
    return false;
  }

  private void tellStep(Operation op, Operation.Step step, String text) {
    desk.tell(
        Chronicle.Kind.PROMOTION_STEP,
        desk.settings.unit().name(),
        op.id() + " " + step.number() + "/" + op.steps().size() + " " + step.name() + ": " + text,
        "",
        List.of());
  }
}
