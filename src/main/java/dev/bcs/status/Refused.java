package dev.bcs.status;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An operation was refused; nothing was done but the record of it.
 *
 * <p>{@link #object()} says which part of the order was at fault, so that SNMP can answer with the
 * varbind: unit, reason, fence, generation, overrides, token, user or state.
 */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final String object;
  private final transient List<Picture.Reason> reasons;

  public Refused(String object, List<Picture.Reason> reasons) {
    super(reasons.stream().map(r -> r.code() + ": " + r.text()).collect(Collectors.joining("\n")));
    this.object = object;
    this.reasons = List.copyOf(reasons);
  }

  public String object() {
    return object;
  }

  /** Every reason, not only the first. */
  public List<Picture.Reason> reasons() {
    return reasons;
  }
}
