package dev.bcs.link;

import java.io.IOException;

/** No pair was made; the message is a sentence, and a hint where there is a way out. */
public final class PairingRefused extends IOException {
  private static final long serialVersionUID = 1;

  public PairingRefused(String sentence) {
    super(sentence);
  }

  PairingRefused(String sentence, String hint) {
    super(sentence + "\nhint: " + hint);
  }
}
