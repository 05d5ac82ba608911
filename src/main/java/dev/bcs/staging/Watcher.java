package dev.bcs.staging;

import java.io.IOException;

/** Told how a build gets on, and may end it. */
interface Watcher {
  /** Wants to know nothing and ends nothing. */
  Watcher PATIENT = new Watcher() {
    @Override
    public void mayGoOn() {}

    @Override
    public void done(long bytes) {}
  };

  /** Between any two steps: throws if the build is to be given up. */
  void mayGoOn() throws GivenUpException;

  /** So many bytes more of this phase are done. */
  void done(long bytes);

  /** The build was given up so that a promotion has the machine to itself, or the unit stops. */
  final class GivenUpException extends IOException {
    private static final long serialVersionUID = 1;

    GivenUpException(String message) {
      super(message);
    }
  }
}
