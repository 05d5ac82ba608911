package dev.bcs.snmp;

import dev.bcs.status.Actor;
import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.status.Refused;
import dev.bcs.time.Clocks;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.VariableBinding;

/**
 * The one handler of SET requests: reads all values of a request, then orders at most one thing.
 *
 * <p>One request at a time. Values may come in the request that orders, or up to 120 s before it
 * from the same user; an order uses them up, accepted or not. A retransmitted request (same user,
 * request id and values) gets its first answer again and does nothing: managers retry when an
 * answer is lost.
 */
final class OrderDesk {
  private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);
  private static final Duration HELD = Duration.ofMinutes(2);
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final int ANSWERS_KEPT = 256;
  private static final int USERS_HELD = 64;
  private static final int SHORTEST_REASON = 8;

  private final SetValues values;
  private final Operations operations;
  private final Clocks clocks;
  private final LastControl last;
  private final boolean writable;
  private final Map<Asked, Kept> answers = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Asked, Kept> eldest) {
      return size() > ANSWERS_KEPT;
    }
  };
  private final Map<String, Map<String, Held>> held = new LinkedHashMap<>() {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Map<String, Held>> eldest) {
      return size() > USERS_HELD;
    }
  };

  /** A request as it must be alike to be the same one. */
  private record Asked(String user, int requestId, List<String> values) {}

  /** An answer and when it was given. */
  private record Kept(Answer answer, long ticks) {}

  /** A value that waits for its order. */
  private record Held(Object value, long ticks) {}

  /** Error status and the index of the varbind at fault; both 0 if done. */
  record Answer(int status, int index) {
    static final Answer DONE = new Answer(PDU.noError, 0);
  }

  OrderDesk(Mib mib, Operations operations, Clocks clocks, LastControl last, boolean writable) {
    this.values = new SetValues(mib);
    this.operations = operations;
    this.clocks = clocks;
    this.last = last;
    this.writable = writable;
  }

  /**
   * Takes one request.
   *
   * @param unit the name that orders must carry
   * @param readable whether a number is answered at all, so that it can be called not writable
   */
  synchronized Answer set(
      int requestId,
      List<? extends VariableBinding> bindings,
      Actor actor,
      String unit,
      Predicate<OID> readable) {
    Asked asked = new Asked(
        actor.user(),
        requestId,
        bindings.stream()
            .map(b -> b.getOid() + "=" + b.getSyntax() + ":" + b.getVariable())
            .collect(Collectors.toList()));
    Kept known = answers.get(asked);
    if (known != null && clocks.since(known.ticks()).compareTo(REMEMBERED) < 0) {
      return known.answer();
    }
    Answer answer = fresh(bindings, actor, unit, readable);
    answers.remove(asked);
    answers.put(asked, new Kept(answer, clocks.ticks()));
    return answer;
  }

  private Answer fresh(
      List<? extends VariableBinding> bindings, Actor actor, String unit, Predicate<OID> readable) {
    Map<String, Integer> indexes = new HashMap<>();
    Map<String, Object> given = new LinkedHashMap<>();
    OrderKind kind = null;
    for (int i = 0; i < bindings.size(); i++) {
      SetValues.Decoded decoded = values.decode(bindings.get(i));
      if (decoded.name() == null || !writable) {
        boolean exists = readable.test(bindings.get(i).getOid());
        return new Answer(exists ? PDU.notWritable : PDU.noCreation, i + 1);
      }
      if (decoded.error() != PDU.noError || decoded.value() == null) {
        turnAway(bindings, decoded.name(), actor);
        return new Answer(decoded.error(), i + 1);
      }
      OrderKind begins = values.kindOf(decoded.name());
      if (given.put(decoded.name(), decoded.value()) != null || (begins != null && kind != null)) {
        return new Answer(PDU.inconsistentValue, i + 1);
      }
      kind = begins == null ? kind : begins;
      indexes.put(decoded.name(), i + 1);
    }
    if (kind == null) {
      return hold(given, indexes, actor, unit);
    }
    Map<String, Object> whole = new HashMap<>(takeHeld(actor.user()));
    whole.putAll(given);
    return order(kind, new SetValues.Whole(kind, whole), indexes, actor, unit);
  }

  /** An order with what is no value of its object is none, but that it was given is history. */
  private void turnAway(List<? extends VariableBinding> bindings, String object, Actor actor) {
    bindings.stream()
        .map(b -> values.decode(b).name())
        .flatMap(name -> Stream.ofNullable(name == null ? null : values.kindOf(name)))
        .findFirst()
        .ifPresent(kind -> operations.recordDenied(
            kind.verb(), "wrong-value: " + object + " cannot be what was written to it", actor));
  }

  /** Keeps values for an order to come; the wrong unit is told at once. */
  private Answer hold(
      Map<String, Object> given, Map<String, Integer> indexes, Actor actor, String unit) {
    for (String name : List.of("bcsPromoteUnit", "bcsControlUnit")) {
      Object named = given.get(name);
      if (named != null && !named.equals(unit)) {
        operations.recordDenied("set", why(wrongUnit(unit)), actor);
        return new Answer(PDU.wrongValue, indexes.getOrDefault(name, 0));
      }
    }
    Map<String, Held> mine = held.computeIfAbsent(actor.user(), user -> new HashMap<>());
    given.forEach((name, value) -> mine.put(name, new Held(value, clocks.ticks())));
    return Answer.DONE;
  }

  private Map<String, Object> takeHeld(String user) {
    Map<String, Held> mine = held.remove(user);
    Map<String, Object> fresh = new HashMap<>();
    if (mine != null) {
      mine.forEach((name, value) -> {
        if (clocks.since(value.ticks()).compareTo(HELD) <= 0) {
          fresh.put(name, value.value());
        }
      });
    }
    return fresh;
  }

  private Answer order(
      OrderKind kind,
      SetValues.Whole order,
      Map<String, Integer> indexes,
      Actor actor,
      String unit) {
    int go = indexes.getOrDefault(kind.go(), 0);
    try {
      Operations.Accepted accepted = carryOut(kind, order, actor, unit);
      if (kind != OrderKind.PROMOTE) {
        last.accepted(order.token(), actor, kind.verb(), accepted.text());
      }
      return Answer.DONE;
    } catch (Refused refused) {
      if (kind != OrderKind.PROMOTE) {
        last.refused(actor, kind.verb(), why(refused));
      }
      Integer index = indexes.get(kind.object(refused.object()));
      if (refused.object().equals("user")) {
        return new Answer(PDU.noAccess, go);
      }
      return index == null || index == go
          ? new Answer(PDU.inconsistentValue, go)
          : new Answer(PDU.wrongValue, index);
    } catch (RuntimeException broken) {
      LOG.error("the order {} of {} could not be taken", kind.verb(), actor, broken);
      return new Answer(PDU.genErr, go);
    }
  }

  private Operations.Accepted carryOut(OrderKind kind, SetValues.Whole o, Actor actor, String unit)
      throws Refused {
    if (kind == OrderKind.PROMOTE && o.token() != 0) {
      return operations.promote(
          new Operations.PromoteOrder(
              o.unit(), o.reason(), o.fence(), o.generation(), o.overrides(), o.token()),
          actor);
    }
    if (kind == OrderKind.OPEN && o.token() != 0) {
      return operations.open(
          new Operations.OpenOrder(o.unit(), o.reason(), o.overrides(), o.token()), actor);
    }
    try {
      // The other orders of the port carry neither unit nor token: both are proved here.
      prove(kind, o, unit);
    } catch (Refused refused) {
      operations.recordDenied(kind.verb(), why(refused), actor);
      throw refused;
    }
    return switch (kind) {
      case BACKUP -> operations.backupNow(o.reason(), actor);
      case RESUME -> operations.resume(o.token(), o.reason(), actor);
      case ROLLBACK -> operations.rollback(o.token(), o.reason(), actor);
      case MAINTENANCE ->
        operations.maintenance(Duration.ofMinutes(o.minutes()), o.reason(), actor);
      case ACKNOWLEDGE -> operations.acknowledge(o.alarm(), o.reason(), actor);
      case PROMOTE, OPEN, SWITCHOVER -> throw new IllegalStateException("not proved: " + kind);
    };
  }

  private void prove(OrderKind kind, SetValues.Whole o, String unit) throws Refused {
    if (kind == OrderKind.PROMOTE || kind == OrderKind.OPEN) {
      // 0 would pass the port as an order from a door that shows no check first.
      throw refused("token", "stale-token", "read the token, then order with it");
    }
    if (kind == OrderKind.SWITCHOVER) {
      String text = "a switchover cannot be carried out by this version; stop the services of the"
          + " primary and promote the secondary with fence by-peer";
      throw refused("state", "not-available", text);
    }
    if (!o.unit().equals(unit)) {
      throw wrongUnit(unit);
    }
    if (o.reason().codePointCount(0, o.reason().length()) < SHORTEST_REASON) {
      throw refused("reason", "reason-too-short", "say who and why in eight characters or more");
    }
    if (o.token() == 0 || o.token() != operations.check().token()) {
      throw refused("token", "stale-token", "read the token again, then order again");
    }
    if (kind == OrderKind.MAINTENANCE && !o.has("bcsControlMinutes")) {
      throw refused("minutes", "no-minutes", "write bcsControlMinutes, 0 to end it");
    }
    if (kind == OrderKind.ACKNOWLEDGE && o.alarm().isEmpty()) {
      throw refused("alarm", "no-alarm", "write bcsControlAlarm, a name of bcsAlarmTable");
    }
  }

  private static String why(Refused refused) {
    return refused.reasons().stream()
        .map(r -> r.code() + ": " + r.text())
        .collect(Collectors.joining("; "));
  }

  private static Refused wrongUnit(String unit) {
    return refused("unit", "wrong-unit", "this unit is " + unit);
  }

  private static Refused refused(String object, String code, String text) {
    return new Refused(object, List.of(new Picture.Reason(code, text)));
  }
}
