package dev.bcs.continuity;

import java.util.List;

/** An order was refused, with every reason; nothing was done. */
public final class OrderRefused extends Exception {
  private static final long serialVersionUID = 1;

  private final String object;
  private final transient List<Reason> reasons;

  /** {@code object}: unit, reason, fence, generation, overrides, token or state. */
  public OrderRefused(String object, List<Reason> reasons) {
    super(reasons.isEmpty() ? object : reasons.get(0).text());
    this.object = object;
    this.reasons = List.copyOf(reasons);
  }

  public String object() {
    return object;
  }

  public List<Reason> reasons() {
    return reasons;
  }
}
