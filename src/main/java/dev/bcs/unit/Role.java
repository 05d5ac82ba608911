package dev.bcs.unit;

import java.util.Locale;

/** What a unit is in its pair; the codes are frozen. */
public enum Role {
  UNPAIRED(1),
  PRIMARY(2),
  SECONDARY(3),
  PROMOTING(4),
  DEMOTING(5),
  QUARANTINED(6),
  HALTED(7),
  CLOSED(8);

  private final int code;

  Role(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** The word of the glossary. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Role ofCode(int code) {
    for (Role role : values()) {
      if (role.code == code) {
        return role;
      }
    }
    throw new IllegalArgumentException("no role has the code " + code);
  }
}
