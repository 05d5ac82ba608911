package dev.bcs.store;

import java.io.IOException;

/** Stored or sent bytes are not what they must be; the message names what is wrong. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1;

  public DamagedException(String message) {
    super(message);
  }
}
