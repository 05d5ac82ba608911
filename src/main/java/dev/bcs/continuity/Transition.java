package dev.bcs.continuity;

import static dev.bcs.unit.Role.CLOSED;
import static dev.bcs.unit.Role.DEMOTING;
import static dev.bcs.unit.Role.HALTED;
import static dev.bcs.unit.Role.PRIMARY;
import static dev.bcs.unit.Role.PROMOTING;
import static dev.bcs.unit.Role.QUARANTINED;
import static dev.bcs.unit.Role.SECONDARY;
import static dev.bcs.unit.Role.UNPAIRED;

import dev.bcs.unit.Role;
import java.util.List;
import java.util.Optional;

/**
 * One row of the law of roles: from one role, on one happening, to another, and why.
 *
 * <p>{@code because} is the sentence of log, event and page.
 */
public record Transition(Role from, Happening on, Role to, String because) {
  /** All that may happen; what is not here does not change the role. */
  public static final List<Transition> TABLE = List.of(
      row(UNPAIRED, Happening.PAIRED_AS_PRIMARY, PRIMARY, "paired; its services were adopted"),
      row(UNPAIRED, Happening.PAIRED_AS_SECONDARY, SECONDARY, "paired as the hot spare"),
      row(
          SECONDARY,
          Happening.PROMOTION_ACCEPTED,
          PROMOTING,
          "a promotion was ordered and accepted"),
      row(PROMOTING, Happening.PROMOTED, PRIMARY, "promoted: data, services and addresses here"),
      row(
          PROMOTING,
          Happening.STOPPED_BEFORE_SWAP,
          SECONDARY,
          "the promotion stopped before the swap; nothing was changed here"),
      row(
          PROMOTING,
          Happening.STEP_FAILED,
          HALTED,
          "a step failed after the swap began; a person is needed"),
      row(
          PROMOTING,
          Happening.DIED_HALF_WAY,
          HALTED,
          "the daemon ended in the middle of the operation"),
      row(HALTED, Happening.RESUMED, PROMOTING, "the halted operation was resumed"),
      row(
          HALTED,
          Happening.ROLLED_BACK,
          SECONDARY,
          "the promotion was rolled back before its swap; the old side stays as it is"),
      row(
          PRIMARY,
          Happening.STARTED_UNDECIDED,
          CLOSED,
          "started, and nothing proves yet that it may serve"),
      row(CLOSED, Happening.MAY_SERVE, PRIMARY, "the rules of the start let it serve"),
      row(CLOSED, Happening.OPENED, PRIMARY, "opened by order, with an epoch of its own"),
      row(QUARANTINED, Happening.OPENED, PRIMARY, "opened by order, with an epoch of its own"),
      row(PRIMARY, Happening.STOOD_DOWN, DEMOTING, "its peer is promoted and asked it to stop"),
      row(CLOSED, Happening.STOOD_DOWN, DEMOTING, "its peer is promoted and asked it to stop"),
      row(PRIMARY, Happening.HEARD_HIGHER_EPOCH, DEMOTING, "its peer has a higher epoch"),
      row(CLOSED, Happening.HEARD_HIGHER_EPOCH, DEMOTING, "its peer has a higher epoch"),
      row(PROMOTING, Happening.HEARD_HIGHER_EPOCH, DEMOTING, "its peer has a higher epoch"),
      row(HALTED, Happening.HEARD_HIGHER_EPOCH, DEMOTING, "its peer has a higher epoch"),
      row(
          DEMOTING,
          Happening.SERVICES_DOWN,
          QUARANTINED,
          "its services are down and held down until it is recovered"));

  private static Transition row(Role from, Happening on, Role to, String because) {
    return new Transition(from, on, to, because);
  }

  /** The row for this role and happening, if the law has one. */
  public static Optional<Transition> next(Role from, Happening on) {
    return TABLE.stream().filter(t -> t.from == from && t.on == on).findFirst();
  }

  /** Whether a unit in this role may let its services run. */
  public static boolean mayServe(Role role) {
    return role == PRIMARY;
  }

  /** The diagram of the documents, made from the table. */
  public static String diagram() {
    StringBuilder text = new StringBuilder("```mermaid\nstateDiagram-v2\n  [*] --> unpaired\n");
    for (Transition t : TABLE) {
      text.append("  ").append(t.from.word()).append(" --> ").append(t.to.word());
      text.append(": ").append(t.on.word()).append('\n');
    }
    return text.append("```\n").toString();
  }

  /** Prints the diagram for the documents. */
  public static void main(String[] args) {
    System.out.print(diagram());
  }
}
