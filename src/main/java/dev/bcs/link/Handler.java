package dev.bcs.link;

import java.io.IOException;

/** Answers one verb of the peer, on a thread of the link, within the caller's limit. */
@FunctionalInterface
public interface Handler {
  /**
   * Carries out the question.
   *
   * @throws RefusedByPeer to tell the peer why not
   */
  byte[] answer(byte[] body) throws IOException;
}
