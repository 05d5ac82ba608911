package dev.bcs.snmp;

import dev.bcs.status.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.TimeTicks;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Makes the varbinds of a notification: the same seven first, then those of its kind. */
final class Composer {
  /** Octets left for varbinds in a datagram of 1400, after IP, UDP, the v3 header and padding. */
  static final int ROOM = 1150;

  private static final int COMMON = 7;
  private static final int SHORTEST = 24;

  private final Mib mib;
  private final Tree tree;

  Composer(Mib mib, Tree tree) {
    this.mib = mib;
    this.tree = tree;
  }

  /** True if it carries more than the seven, so that the picture must know of the event. */
  boolean carriesState(Event event) {
    return extras(oid(event)).size() > COMMON;
  }

  List<VariableBinding> compose(Event event, Moment moment, long upTicks) {
    OID oid = oid(event);
    List<VariableBinding> all = new ArrayList<>();
    all.add(new VariableBinding(SnmpConstants.sysUpTime, new TimeTicks(upTicks & Values.UNKNOWN)));
    all.add(new VariableBinding(SnmpConstants.snmpTrapOID, oid));
    add(all, "bcsNotifyKey", Values.text(event.key()));
    add(all, "bcsNotifySeverity", Values.code(event.severity().code()));
    add(all, "bcsNotifySeq", Values.gauge(event.seq()));
    add(all, "bcsNotifyTime", moment.time(event.time()));
    add(all, "bcsNotifyUnit", Values.text(moment.picture().unit()));
    add(all, "bcsNotifySubject", Values.text(event.subject()));
    add(all, "bcsNotifyText", Values.text(event.text()));
    List<String> named = extras(oid);
    for (String name : named.subList(Math.min(COMMON, named.size()), named.size())) {
      OID instance = mib.instance(name + ".0");
      Variable value = tree.get(instance, moment);
      if (value != null) {
        all.add(new VariableBinding(instance, value));
      }
    }
    shorten(all);
    return all;
  }

  private OID oid(Event event) {
    OID oid = new OID(mib.oid("bcsNotifications"));
    oid.append(event.notification());
    return oid;
  }

  private List<String> extras(OID notification) {
    return mib.objectOf(notification).map(Mib.Node::objects).orElse(List.of());
  }

  private void add(List<VariableBinding> all, String name, Variable value) {
    all.add(new VariableBinding(mib.instance(name + ".0"), value));
  }

  /** Cuts the longest text, again and again, until the datagram is small enough. */
  private static void shorten(List<VariableBinding> all) {
    int over = length(all) - ROOM;
    while (over > 0) {
      VariableBinding longest = all.get(0);
      int octets = 0;
      for (VariableBinding binding : all) {
        if (binding.getVariable() instanceof OctetString text && text.length() > octets) {
          longest = binding;
          octets = text.length();
        }
      }
      if (octets <= SHORTEST) {
        return;
      }
      String text =
          new String(((OctetString) longest.getVariable()).getValue(), StandardCharsets.UTF_8);
      int most = Math.max(SHORTEST, Math.max(octets / 2, octets - over));
      longest.setVariable(new OctetString(Values.cut(text, most)));
      over = length(all) - ROOM;
    }
  }

  static int length(List<VariableBinding> all) {
    return all.stream().mapToInt(VariableBinding::getBERLength).sum();
  }
}
