package dev.bcs.demo;

import java.io.IOException;

/** Something in the demo did not hold; the message is a sentence. */
final class DemoFailed extends IOException {
  private static final long serialVersionUID = 1;

  DemoFailed(String message) {
    super(message);
  }
}
