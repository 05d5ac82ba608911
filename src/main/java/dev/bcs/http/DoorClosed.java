package dev.bcs.http;

import java.io.IOException;

/**
 * The window could not open, or the daemon behind it does not answer; the message ends with the way
 * out, as that of every other room does.
 */
public final class DoorClosed extends IOException {
  private static final long serialVersionUID = 1;

  private final String hint;

  DoorClosed(String sentence, String hint) {
    super(sentence + "\nhint: " + hint);
    this.hint = hint;
  }

  /** What to do about it, without the word hint. */
  public String hint() {
    return hint;
  }
}
