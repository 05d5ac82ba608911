package dev.bcs.link;

import java.io.IOException;
import java.time.Duration;

/**
 * Asks the peer, over whichever path works.
 *
 * <p>Safe for any thread; several calls may be under way at once and are answered in any order. A
 * call whose answer was lost may have been carried out: handlers must bear repetition.
 */
public interface Calls {
  /** Largest body either way; more goes in pieces. */
  int LARGEST_BODY = 8 << 20;

  /**
   * Sends a question and waits for its answer.
   *
   * @throws RefusedByPeer if the peer's handler refused, with its sentence
   * @throws IOException if the peer was not reached, or did not answer within the limit
   */
  byte[] call(String verb, byte[] body, Duration limit) throws IOException;

  /** Whether a connection to the peer stands now. */
  boolean connected();
}
