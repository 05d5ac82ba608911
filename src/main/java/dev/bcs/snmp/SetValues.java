package dev.bcs.snmp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/** Reads the values of a SET as the MIB types them; decides nothing. */
final class SetValues {
  /** Words of the fences in the order of their codes from 1, as in bcsPromoteFence. */
  static final List<String> FENCES =
      List.of("not-attested", "unplugged", "powered-off", "isolated", "command", "by-peer");

  private static final long MOST_MINUTES = 10_080;

  private final Map<OID, Mib.Node> writable = new HashMap<>();
  private final Map<String, OrderKind> kinds = new HashMap<>();

  /**
   * One varbind as read.
   *
   * @param name null if nothing of this number can be written
   * @param error error status, if the value cannot be of this object
   */
  record Decoded(@Nullable String name, @Nullable Object value, int error) {}

  SetValues(Mib mib) {
    for (Mib.Node node : mib.nodes().values()) {
      if (node.reach() == Mib.Reach.WRITE) {
        OID instance = new OID(node.oid());
        instance.append(0);
        writable.put(instance, node);
      }
    }
    Arrays.stream(OrderKind.values()).forEach(kind -> kinds.put(kind.go(), kind));
  }

  /** The order that writing this object begins, or null. */
  @Nullable
  OrderKind kindOf(String name) {
    return kinds.get(name);
  }

  Decoded decode(VariableBinding binding) {
    Mib.Node node = writable.get(binding.getOid());
    if (node == null) {
      return new Decoded(null, null, PDU.notWritable);
    }
    Variable given = binding.getVariable();
    return switch (node.syntax()) {
      case "INTEGER" ->
        given instanceof Integer32 number
            ? coded(node, number.getValue())
            : wrong(node, PDU.wrongType);
      case "Unsigned32" ->
        given instanceof UnsignedInteger32 number
            ? counted(node, number.getValue())
            : wrong(node, PDU.wrongType);
      default ->
        given instanceof OctetString octets && !(given instanceof org.snmp4j.smi.Opaque)
            ? written(node, octets.getValue())
            : wrong(node, PDU.wrongType);
    };
  }

  private static Decoded coded(Mib.Node node, int code) {
    return node.codes().containsValue(code)
        ? new Decoded(node.name(), (long) code, PDU.noError)
        : wrong(node, PDU.wrongValue);
  }

  private static Decoded counted(Mib.Node node, long number) {
    return node.name().equals("bcsControlMinutes") && number > MOST_MINUTES
        ? wrong(node, PDU.wrongValue)
        : new Decoded(node.name(), number, PDU.noError);
  }

  private static Decoded written(Mib.Node node, byte[] octets) {
    if (octets.length > Values.LONGEST_TEXT) {
      return wrong(node, PDU.wrongLength);
    }
    try {
      // A fresh decoder reports what is not UTF-8 instead of replacing it.
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      return new Decoded(node.name(), text, PDU.noError);
    } catch (CharacterCodingException notUtf8) {
      return wrong(node, PDU.wrongValue);
    }
  }

  private static Decoded wrong(Mib.Node node, int error) {
    return new Decoded(node.name(), null, error);
  }

  /** All values of one order; what was not given reads as the MIB says. */
  record Whole(OrderKind kind, Map<String, Object> values) {
    Whole {
      values = Map.copyOf(values);
    }

    boolean has(String name) {
      return values.containsKey(name);
    }

    long token() {
      return number(kind.go());
    }

    String unit() {
      return text(kind.group() + "Unit");
    }

    String reason() {
      return text(kind.group() + "Reason").strip();
    }

    String fence() {
      long code = number("bcsPromoteFence");
      return FENCES.get(code == 0 ? 0 : (int) code - 1);
    }

    long generation() {
      return number("bcsPromoteGeneration");
    }

    List<String> overrides() {
      String text = text(kind.group() + "Overrides").strip();
      return text.isEmpty() ? List.of() : List.of(text.split("\\s+", -1));
    }

    long minutes() {
      return number("bcsControlMinutes");
    }

    String alarm() {
      return text("bcsControlAlarm").strip();
    }

    private String text(String name) {
      return (String) values.getOrDefault(name, "");
    }

    private long number(String name) {
      return (Long) values.getOrDefault(name, 0L);
    }
  }
}
