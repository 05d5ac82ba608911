package dev.bcs.status;

import dev.bcs.continuity.Chronicle;
import dev.bcs.continuity.Order;
import dev.bcs.continuity.OrderRefused;
import dev.bcs.continuity.Situation;
import dev.bcs.takeover.FenceKind;
import dev.bcs.time.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one desk at which all four doors hand in orders; each call leaves exactly one audit event.
 *
 * <p>Promote, open, resume and rollback are handed on to continuity, which writes the audit event
 * into the transaction that makes the order durable, or refuses it. What continuity does not see
 * (backup, maintenance, acknowledge, an order that cannot be handed on) is written here, in the
 * same shape: the actor in its field, and verb, reason and the rest as name=value.
 */
public final class Desk implements Operations {
  static final Duration LONGEST_MAINTENANCE = Duration.ofDays(7);
  static final int SHORTEST_REASON = 8;
  private static final int DENIALS_A_MINUTE = 20;

  private final Helm helm;
  private final StatusBoard board;
  private final Clocks clocks;
  private final String unit;
  private long minute;
  private int denials;

  public Desk(Helm helm, StatusBoard board, Clocks clocks, String unit) {
    this.helm = helm;
    this.board = board;
    this.clocks = clocks;
    this.unit = unit;
  }

  /** What carries an order out. */
  @FunctionalInterface
  private interface Deed {
    Accepted run() throws Refused;
  }

  @Override
  public Check check() {
    Situation.Readiness readiness = helm.situation().readiness();
    return new Check(
        readiness.preview(), Painter.reasons(readiness.refusals()), readiness.token(), unit);
  }

  @Override
  public Accepted promote(PromoteOrder order, Actor actor) throws Refused {
    Optional<FenceKind> fence = FenceKind.ofWord(order.fence());
    if (fence.isEmpty()) {
      return audited(
          "promote",
          actor,
          List.of(
              "unit=" + order.unit(),
              "reason=" + order.reason(),
              "fence=" + order.fence(),
              "generation=" + order.generation(),
              "overrides=" + String.join(" ", order.overrides()),
              "gap=" + gap()),
          () -> {
            throw refused(
                "fence",
                "fence-unknown",
                "there is no fence called \"" + order.fence() + "\"\nhint: unplugged,"
                    + " powered-off, isolated, command or by-peer");
          });
    }
    return handOn(
        new Order(
            "promote",
            order.unit(),
            order.reason(),
            fence.get(),
            order.generation(),
            order.overrides(),
            order.token(),
            door(actor),
            actor.toString()),
        "promotion of " + unit + " has begun");
  }

  @Override
  public Accepted open(OpenOrder order, Actor actor) throws Refused {
    return handOn(
        new Order(
            "open",
            order.unit(),
            order.reason(),
            FenceKind.NOT_ATTESTED,
            0,
            order.overrides(),
            order.token(),
            door(actor),
            actor.toString()),
        unit + " is being opened");
  }

  @Override
  public Accepted backupNow(String reason, Actor actor) throws Refused {
    return audited("backup", actor, List.of("reason=" + reason), () -> {
      Situation now = helm.situation();
      if (now.role() != dev.bcs.unit.Role.PRIMARY) {
        throw refused(
            "state",
            "not-primary",
            unit + " is " + now.role().word() + "; backups run on the primary" + "\nhint: ask "
                + now.peerName());
      }
      helm.backupNow(reason.isBlank() ? "ordered by " + actor : reason);
      return new Accepted("backup", "a backup run has begun, or the running one was joined");
    });
  }

  @Override
  public Accepted resume(long token, String reason, Actor actor) throws Refused {
    return goOn("resume", token, reason, actor);
  }

  @Override
  public Accepted rollback(long token, String reason, Actor actor) throws Refused {
    return goOn("rollback", token, reason, actor);
  }

  private Accepted goOn(String verb, long token, String reason, Actor actor) throws Refused {
    return handOn(
        new Order(
            verb,
            unit,
            reason,
            FenceKind.NOT_ATTESTED,
            0,
            List.of(),
            token,
            door(actor),
            actor.toString()),
        verb + " has begun");
  }

  @Override
  public Accepted maintenance(Duration length, String reason, Actor actor) throws Refused {
    return audited(
        "maintenance", actor, List.of("reason=" + reason, "seconds=" + length.toSeconds()), () -> {
          if (length.isNegative() || length.compareTo(LONGEST_MAINTENANCE) > 0) {
            throw refused(
                "state",
                "length-out-of-range",
                "maintenance lasts from 1 s to " + Spans.of(LONGEST_MAINTENANCE)
                    + "\nhint: it must end by itself; prolong it when it is needed");
          }
          if (length.isZero()) {
            boolean was = board.endMaintenance();
            return new Accepted("maintenance", was ? "maintenance is over" : "there was none");
          }
          needsReason(reason);
          Picture.Maintenance on = board.beginMaintenance(length, reason, actor.toString());
          return new Accepted(
              "maintenance",
              "notifications are held back until " + on.until()
                  + "; backups, beats and promotion go on");
        });
  }

  @Override
  public Accepted acknowledge(String alarm, String reason, Actor actor) throws Refused {
    return audited("acknowledge", actor, List.of("reason=" + reason, "alarm=" + alarm), () -> {
      AlarmKind kind = AlarmKind.ofWord(alarm)
          .orElseThrow(() ->
              refused("state", "alarm-unknown", "there is no alarm called \"" + alarm + "\""));
      needsReason(reason);
      if (!board.acknowledge(kind, actor.toString())) {
        throw refused("state", "alarm-not-raised", alarm + " is not raised");
      }
      return new Accepted("acknowledge", alarm + " is acknowledged; it clears when its cause does");
    });
  }

  /**
   * Where the generations lie: a primary that was taken over by somebody cannot agree by itself.
   */
  @Override
  public Accepted agree(String dataset, String reason, Actor actor) throws Refused {
    return audited("agree", actor, List.of("reason=" + reason, "dataset=" + dataset), () -> {
      needsReason(reason);
      if (!helm.agree(dataset)) {
        throw refused(
            "state",
            "nothing-suspended",
            "the pruning on " + unit + " does not wait for \"" + dataset + "\""
                + "\nhint: `bcs status` on the unit that holds the generations names what it waits"
                + " for");
      }
      return new Accepted("agree", "generations are pruned again, with " + dataset + " as it is");
    });
  }

  /** At most {@value #DENIALS_A_MINUTE} a minute, so that nobody can wash history away. */
  @Override
  public void recordDenied(String verb, String why, Actor actor) {
    synchronized (this) {
      long now = Duration.ofNanos(clocks.ticks()).toMinutes();
      denials = now == minute ? denials + 1 : 1;
      minute = now;
      if (denials > DENIALS_A_MINUTE) {
        return;
      }
    }
    board
        .log()
        .record(new Chronicle.Line(
            Chronicle.Kind.ACCESS_DENIED,
            unit,
            verb + " was turned away: " + why,
            actor.toString(),
            List.of("verb=" + verb, "refused=access-denied")));
  }

  private Accepted handOn(Order order, String text) throws Refused {
    try {
      Accepted accepted = new Accepted(helm.order(order), text);
      board.changed();
      return accepted;
    } catch (OrderRefused e) {
      board.changed();
      throw new Refused(e.object(), Painter.reasons(e.reasons()));
    }
  }

  private Accepted audited(String verb, Actor actor, List<String> details, Deed deed)
      throws Refused {
    List<String> all = new ArrayList<>();
    all.add("verb=" + verb);
    all.addAll(details);
    try {
      Accepted accepted = deed.run();
      all.add("operation=" + accepted.operation());
      audit(Chronicle.Kind.ORDER_ACCEPTED, verb + " was accepted", actor, all);
      return accepted;
    } catch (Refused e) {
      List<String> codes = e.reasons().stream().map(Picture.Reason::code).toList();
      all.add("refused=" + String.join(" ", codes));
      Chronicle.Kind kind =
          verb.equals("promote") ? Chronicle.Kind.PROMOTION_REFUSED : Chronicle.Kind.ORDER_REFUSED;
      String why =
          String.join("; ", e.reasons().stream().map(Picture.Reason::text).toList());
      audit(kind, verb + " was refused: " + why, actor, all);
      throw e;
    }
  }

  private void audit(Chronicle.Kind kind, String text, Actor actor, List<String> details) {
    board.log().record(new Chronicle.Line(kind, unit, text, actor.toString(), details));
    board.changed();
  }

  private String gap() {
    OptionalLong seconds = helm.situation().gap().seconds();
    return seconds.isPresent() ? seconds.getAsLong() + " s" : "never";
  }

  private static void needsReason(String reason) throws Refused {
    if (reason.strip().length() < SHORTEST_REASON) {
      throw refused(
          "reason",
          "reason-too-short",
          "say who and why in " + SHORTEST_REASON + " characters or more");
    }
  }

  private static String door(Actor actor) {
    return actor.door().name().toLowerCase(java.util.Locale.ROOT);
  }

  private static Refused refused(String object, String code, String text) {
    return new Refused(object, List.of(new Picture.Reason(code, text)));
  }
}
