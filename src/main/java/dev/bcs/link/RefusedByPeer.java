package dev.bcs.link;

import java.io.IOException;

/** The peer understood the question and said no; the message is its sentence. */
public final class RefusedByPeer extends IOException {
  private static final long serialVersionUID = 1;

  private final String code;

  public RefusedByPeer(String code, String message) {
    super(message);
    this.code = code;
  }

  /** A word for programs, such as {@code not-secondary}. */
  public String code() {
    return code;
  }
}
