package dev.bcs.snmp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Answers GET, GETNEXT and GETBULK from the tree; each request sees one moment. */
final class Reader {
  /** Varbinds in one answer at most, whatever the request asks. */
  private static final int MOST_BINDINGS = 1000;

  private final Tree tree;

  Reader(Tree tree) {
    this.tree = tree;
  }

  /** The varbinds of the answer; null if it does not fit and may not be shortened. */
  @Nullable
  List<VariableBinding> read(PDU request, Moment moment, int room) {
    return switch (request.getType()) {
      case PDU.GET -> fit(each(request, moment, false), room);
      case PDU.GETNEXT -> fit(each(request, moment, true), room);
      default -> bulk(request, moment, room);
    };
  }

  private List<VariableBinding> each(PDU request, Moment moment, boolean next) {
    List<VariableBinding> answer = new ArrayList<>();
    for (VariableBinding asked : request.getVariableBindings()) {
      OID oid = asked.getOid();
      answer.add(next ? next(oid, moment) : exact(oid, moment));
    }
    return answer;
  }

  private VariableBinding exact(OID oid, Moment moment) {
    Variable value = tree.get(oid, moment);
    return new VariableBinding(oid, value == null ? Null.noSuchInstance : value);
  }

  private VariableBinding next(OID oid, Moment moment) {
    OID after = tree.after(oid, moment);
    // A row may leave between the two looks: then go on after it, a bounded number of times.
    for (int tries = 0; after != null && tries < MOST_BINDINGS; tries++) {
      Variable value = tree.get(after, moment);
      if (value != null) {
        return new VariableBinding(after, value);
      }
      after = tree.after(after, moment);
    }
    return new VariableBinding(oid, Null.endOfMibView);
  }

  /** As many as fit, in whole steps of RFC 3416, 4.2.3. */
  private List<VariableBinding> bulk(PDU request, Moment moment, int room) {
    List<VariableBinding> answer = new ArrayList<>();
    List<OID> repeaters = new ArrayList<>();
    int left = room;
    int index = 0;
    for (VariableBinding asked : request.getVariableBindings()) {
      if (index++ >= request.getNonRepeaters()) {
        repeaters.add(asked.getOid());
        continue;
      }
      VariableBinding found = next(asked.getOid(), moment);
      left -= found.getBERLength();
      if (left < 0) {
        return answer;
      }
      answer.add(found);
    }
    for (int round = 0; round < request.getMaxRepetitions() && !repeaters.isEmpty(); round++) {
      boolean over = true;
      for (int i = 0; i < repeaters.size(); i++) {
        VariableBinding found = next(repeaters.get(i), moment);
        left -= found.getBERLength();
        if (left < 0 || answer.size() >= MOST_BINDINGS) {
          return answer;
        }
        answer.add(found);
        repeaters.set(i, found.getOid());
        over &= found.getVariable().isException();
      }
      if (over) {
        return answer;
      }
    }
    return answer;
  }

  private static @Nullable List<VariableBinding> fit(List<VariableBinding> answer, int room) {
    int length = answer.stream().mapToInt(VariableBinding::getBERLength).sum();
    return length > room ? null : answer;
  }
}
