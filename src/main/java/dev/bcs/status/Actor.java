package dev.bcs.status;

/**
 * Who acts, through which door, from where.
 *
 * @param from address, or the terminal or process for the CLI
 */
public record Actor(String user, Door door, String from) {
  /** The doors at which operators come in. */
  public enum Door {
    SNMP,
    JMX,
    CLI,
    HTTP,
    UNIT
  }

  /** user@door/address, as in events and the MIB. */
  @Override
  public String toString() {
    return user + "@" + door.name().toLowerCase(java.util.Locale.ROOT) + "/" + from;
  }
}
