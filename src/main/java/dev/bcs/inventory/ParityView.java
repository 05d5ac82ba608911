package dev.bcs.inventory;

import java.util.List;
import java.util.Locale;

/**
 * Whether both units are alike, as last compared.
 *
 * @param text why it is so, for people
 */
public record ParityView(State state, List<Difference> differences, String text) {
  public ParityView {
    differences = List.copyOf(differences);
  }

  /** The codes are frozen. */
  public enum State {
    ALIKE(1),
    DIFFERENT(2),
    UNKNOWN(3);

    private final int code;

    State(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
