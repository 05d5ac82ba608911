package dev.bcs.continuity;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Judges orders, on the deciding thread.
 *
 * <p>Each order, accepted or refused, leaves exactly one line of audit, in the transaction that
 * makes it durable: who, through which door, from where, why, the fence, what was waived, and the
 * gap that was accepted with it.
 *
 * <p>An order with the token of one that was taken before is that one: nothing is done twice.
 */
final class Orders {
  static final String RESUME = "resume";
  static final String ROLLBACK = "rollback";

  private final Desk desk;
  private final PeerTalk talk;
  private final Probes probes;
  private final Promoter promoter;
  private final Supplier<Optional<Duration>> gap;

  Orders(
      Desk desk,
      PeerTalk talk,
      Probes probes,
      Promoter promoter,
      Supplier<Optional<Duration>> gap) {
    this.desk = desk;
    this.talk = talk;
    this.probes = probes;
    this.promoter = promoter;
    this.gap = gap;
  }

  /** What became of an order: an operation's id, or a verdict that refuses. */
  record Outcome(String id, PromotionRules.Verdict verdict) {
    String orThrow() throws OrderRefused {
      if (!verdict.accepted()) {
        throw new OrderRefused(verdict.object(), verdict.reasons());
      }
      return id;
    }
  }

  Outcome promote(Order order) {
    Optional<Operation> taken = desk.journal.taken(order);
    if (taken.isPresent()) {
      return accepted(taken.get());
    }
    List<Reason> inForce =
        PromotionRules.refusals(promotionFacts(), order.fence(), order.generation());
    PromotionRules.Verdict verdict = judge(order, inForce, Codes.WAIVABLE);
    if (!verdict.accepted()) {
      return refuse(order, verdict);
    }
    long generation = desk.ready();
    Operation op = desk.write(() -> {
      Standing reserved = desk.note(Standing::reserve);
      Operation made = desk.journal.accept(
          Operation.PROMOTE,
          order,
          generation,
          reserved.reserved(),
          gap.get(),
          promoter.plan(order.fence(), generation));
      desk.happen(Happening.PROMOTION_ACCEPTED, "");
      audit(
          Chronicle.Kind.PROMOTION_STARTED,
          order,
          made.id() + ": promotion ordered",
          "operation=" + made.id());
      return made;
    });
    return begin(op);
  }

  Outcome open(Order order) {
    Optional<Operation> taken = desk.journal.taken(order);
    if (taken.isPresent()) {
      return accepted(taken.get());
    }
    PromotionRules.Verdict verdict =
        judge(order, OpenRules.refusals(openFacts()), OpenRules.waivable(desk.role()));
    if (!verdict.accepted()) {
      return refuse(order, verdict);
    }
    // The epoch that it had may since have been followed by its peer's, of which nobody told it.
    Operation op = desk.write(() -> {
      Standing now = desk.note(s -> s.reserve().enter());
      Operation made = desk.journal.accept(
          Operation.OPEN, order, 0, now.epoch(), Optional.empty(), promoter.openingPlan());
      desk.happen(Happening.OPENED, "");
      accept(order, made);
      return made;
    });
    return begin(op);
  }

  Outcome resume(Order order) {
    Optional<Operation> taken = desk.journal.taken(order);
    if (taken.isPresent()) {
      return accepted(taken.get());
    }
    Optional<Operation> halted = halted();
    List<Reason> inForce = new ArrayList<>();
    if (halted.isEmpty()) {
      inForce.add(notHalted());
    } else if (!halted.get().pastLook()) {
      inForce.addAll(resumeRefusals(halted.get(), order));
    }
    PromotionRules.Verdict verdict = judge(order, inForce, Codes.WAIVABLE);
    if (!verdict.accepted()) {
      return refuse(order, verdict);
    }
    Operation op = desk.write(() -> {
      Operation again = desk.journal.reopen(halted.orElseThrow(), order);
      desk.happen(Happening.RESUMED, "");
      accept(order, again);
      return again;
    });
    return begin(op);
  }

  /** Before the swap a resumed promotion must still be right about its peer. */
  private List<Reason> resumeRefusals(Operation op, Order order) {
    FenceKind fence = order.fence() == FenceKind.NOT_ATTESTED ? op.fence() : order.fence();
    return PromotionRules.refusals(promotionFacts(), fence, 0).stream()
        .filter(r -> !r.code().equals(Codes.NOT_SECONDARY))
        .filter(r -> !r.code().equals(Codes.OPERATION_RUNNING))
        .filter(r -> !op.waives(r.code()))
        .toList();
  }

  Outcome rollback(Order order) {
    Optional<Operation> taken = desk.journal.taken(order);
    if (taken.isPresent()) {
      return accepted(taken.get());
    }
    Optional<Operation> halted = halted();
    List<Reason> inForce = new ArrayList<>();
    if (halted.isEmpty()) {
      inForce.add(notHalted());
    } else if (halted.get().pastLook()) {
      inForce.add(
          new Reason(Codes.PAST_SWAP, "its swap has begun: there is only forward; resume it"));
    }
    PromotionRules.Verdict verdict = judge(order, inForce, Codes.WAIVABLE);
    if (!verdict.accepted()) {
      return refuse(order, verdict);
    }
    Operation op = halted.orElseThrow();
    desk.write(() -> {
      desk.journal.result(op.number(), Result.ROLLED_BACK, "rolled back by " + order.actor());
      desk.journal.remember(order, op.number());
      desk.happen(Happening.ROLLED_BACK, "", Standing::giveUpReserved);
      audit(
          Chronicle.Kind.PROMOTION_ROLLED_BACK,
          order,
          op.id() + ": rolled back",
          "operation=" + op.id());
      return true;
    });
    desk.newToken();
    desk.rooms.stage().release();
    return accepted(op);
  }

  private Optional<Operation> halted() {
    return desk.operation().filter(op -> op.result() == Result.HALTED);
  }

  private Reason notHalted() {
    return new Reason(
        Codes.NO_OPERATION,
        desk.operation()
            .filter(Operation::unfinished)
            .map(op -> op.id() + " is running")
            .orElse("no operation is halted"));
  }

  PromotionRules.Facts promotionFacts() {
    PeerView peer = desk.rooms.watch().view();
    boolean opening = talk.peerIsOpening();
    return new PromotionRules.Facts(
        desk.settings.unit().name(),
        desk.role(),
        desk.epoch(),
        busy(),
        desk.ready(),
        doubts(),
        opening ? PeerState.UP : peer.state(),
        peer.reason(),
        peer.role(),
        peer.epoch(),
        desk.standing().promised() != 0,
        desk.rooms.calls().connected(),
        desk.rooms.appliance().fenceCommand(),
        probes.answering(),
        probes.open());
  }

  private List<String> doubts() {
    List<String> all = new ArrayList<>(desk.rooms.stage().doubts());
    if (desk.ready() != 0) {
      all.addAll(probes.obstacles());
    }
    return all;
  }

  private OpenRules.Facts openFacts() {
    PeerView peer = desk.rooms.watch().view();
    return new OpenRules.Facts(
        desk.role(),
        desk.epoch(),
        busy(),
        peer.state(),
        peer.role(),
        peer.epoch(),
        probes.answering());
  }

  private String busy() {
    return desk.operation()
        .filter(Operation::unfinished)
        .map(op -> op.id() + " is " + op.result().word())
        .orElse("");
  }

  private PromotionRules.Verdict judge(Order order, List<Reason> inForce, Set<String> waivable) {
    return PromotionRules.judge(
        order, desk.settings.unit().name(), desk.token(), inForce, waivable);
  }

  private static Outcome accepted(Operation op) {
    return new Outcome(op.id(), new PromotionRules.Verdict("", List.of()));
  }

  private Outcome begin(Operation op) {
    desk.newToken();
    desk.changed();
    desk.threads.steps(() -> promoter.run(op.number()));
    return accepted(op);
  }

  private Outcome refuse(Order order, PromotionRules.Verdict verdict) {
    List<String> codes = verdict.reasons().stream().map(Reason::code).distinct().toList();
    String why = String.join("; ", verdict.reasons().stream().map(Reason::text).toList());
    Chronicle.Kind kind = order.verb().equals(Operation.PROMOTE)
        ? Chronicle.Kind.PROMOTION_REFUSED
        : Chronicle.Kind.ORDER_REFUSED;
    desk.write(() -> {
      audit(
          kind, order, order.verb() + " was refused: " + why, "refused=" + String.join(" ", codes));
      return true;
    });
    desk.newToken();
    desk.changed();
    return new Outcome("", verdict);
  }

  private void accept(Order order, Operation op) {
    audit(
        Chronicle.Kind.ORDER_ACCEPTED,
        order,
        order.verb() + " was accepted",
        "operation=" + op.id());
  }

  private void audit(Chronicle.Kind kind, Order order, String text, String result) {
    List<String> details = new ArrayList<>();
    details.add("verb=" + order.verb());
    details.add("unit=" + order.unit());
    details.add("reason=" + order.reason().strip());
    details.add("fence=" + order.fence().word());
    details.add("generation=" + order.generation());
    details.add("overrides=" + String.join(" ", order.overrides()));
    details.add("gap=" + gap.get().map(g -> g.toSeconds() + " s").orElse("never"));
    details.add(result);
    desk.tell(kind, desk.settings.unit().name(), text, order.actor(), details);
  }
}
