package dev.bcs.snmp;

import java.util.Map;

/**
 * A trap or inform as it was received.
 *
 * @param ticks monotonic clock of its arrival
 * @param name bcsPrimaryFailed and so on, or the number where the MIB knows no name
 * @param oid dotted, as in snmpTrapOID
 * @param varbinds name to value in the order of the PDU; enumerations as numbers, texts as text
 */
public record Notification(
    long ticks,
    boolean inform,
    String from,
    String user,
    String name,
    String oid,
    int octets,
    Map<String, String> varbinds) {

  /** bcsNotifyText. */
  public String text() {
    return varbinds.getOrDefault("bcsNotifyText.0", "");
  }
}
