package dev.bcs.store;

import java.util.Locale;

/** How far the secondary has come with a generation. */
public enum GenerationState {
  RECEIVING(1),
  STORED(2),
  STAGED(3),
  VERIFIED(4),
  FAILED(5);

  private final int code;

  GenerationState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static GenerationState ofCode(int code) {
    for (GenerationState each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    throw new IllegalArgumentException("no state has the code " + code);
  }
}
