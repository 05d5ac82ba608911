package dev.bcs.snmp;

import java.util.List;

/**
 * The SNMP window, as configured.
 *
 * @param listen {@code udp:ADDRESS:PORT}; empty switches the agent off
 * @param promotion whether SET may promote at all
 */
public record SnmpSettings(List<String> listen, List<Target> targets, boolean promotion) {
  public SnmpSettings {
    listen = List.copyOf(listen);
    targets = List.copyOf(targets);
  }

  /**
   * Where notifications go.
   *
   * @param address host:port or host, then port 162
   * @param type {@code trap} or {@code inform}
   * @param user SNMPv3 user of this unit's store
   */
  public record Target(String address, String type, String user) {}
}
