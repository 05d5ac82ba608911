package dev.bcs.takeover;

import java.util.Locale;
import java.util.Optional;

/** How the failed unit is kept from serving; the codes are those of bcsPromoteFence. */
public enum FenceKind {
  NOT_ATTESTED(1),
  UNPLUGGED(2),
  POWERED_OFF(3),
  ISOLATED(4),
  COMMAND(5),
  BY_PEER(6);

  private final int code;

  FenceKind(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A person said so, and nobody could check. */
  public boolean attested() {
    return this == UNPLUGGED || this == POWERED_OFF || this == ISOLATED;
  }

  public static Optional<FenceKind> ofWord(String word) {
    for (FenceKind kind : values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
