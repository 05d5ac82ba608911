package dev.bcs.continuity;

import dev.bcs.takeover.FenceKind;
import java.util.List;

/**
 * What an operator asks of this unit.
 *
 * @param verb promote, open, resume or rollback
 * @param unit name of the unit that is meant; must be this one
 * @param generation 0 for the newest verified one
 * @param overrides exactly the refusal codes that are waived
 * @param token from the preview; 0 from doors that need none
 * @param door snmp, jmx, cli or http: SNMP and JMX may waive less
 * @param actor user@door/address
 */
public record Order(
    String verb,
    String unit,
    String reason,
    FenceKind fence,
    long generation,
    List<String> overrides,
    long token,
    String door,
    String actor) {
  public Order {
    overrides = List.copyOf(overrides);
  }
}
