package dev.bcs.heartbeat;

/** What the beats tell of the peer, for the rooms above. */
public interface Watch {
  /** The view now; cheap, safe for any thread. */
  PeerView view();

  /** Runs, on the watch's own thread, when state, reason, role or epoch of the peer changed. */
  void onChange(Runnable listener);

  /** How many beats in all carried proof that they were made since this process started. */
  long heard();
}
