package dev.bcs.link;

/** Where the rooms register what they answer to the peer; before the link starts. */
public interface Handlers {
  /**
   * Registers the one handler of a verb such as {@code backup.ticket}; a second one is an error.
   */
  void on(String verb, Handler handler);
}
