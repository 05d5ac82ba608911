package dev.bcs.snmp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Writes varbinds as people read them: names of the MIB, texts as text, times as ISO 8601. */
final class Shown {
  private Shown() {}

  static Map<String, String> all(Mib mib, List<? extends VariableBinding> bindings) {
    Map<String, String> shown = new LinkedHashMap<>();
    for (VariableBinding binding : bindings) {
      shown.put(mib.nameOf(binding.getOid()), value(mib, binding));
    }
    return shown;
  }

  private static String value(Mib mib, VariableBinding binding) {
    Variable value = binding.getVariable();
    String syntax = mib.objectOf(binding.getOid()).map(Mib.Node::syntax).orElse("");
    if (value instanceof OctetString octets) {
      return switch (syntax) {
        case "DateAndTime" -> time(octets.getValue());
        default ->
          binding.getOid().equals(mib.instance("bcsEventLogId.0"))
              ? octets.toHexString()
              : new String(octets.getValue(), StandardCharsets.UTF_8);
      };
    }
    return value instanceof OID oid ? oid.toDottedString() : value.toString();
  }

  /** DateAndTime as ISO 8601, empty for no time. */
  static String time(byte[] octets) {
    if (octets.length != 11) {
      return "";
    }
    int year = ((octets[0] & 0xff) << 8) | (octets[1] & 0xff);
    return String.format(
        Locale.ROOT,
        "%04d-%02d-%02dT%02d:%02d:%02d.%d%c%02d:%02d",
        year,
        octets[2],
        octets[3],
        octets[4],
        octets[5],
        octets[6],
        octets[7],
        (char) octets[8],
        octets[9],
        octets[10]);
  }
}
