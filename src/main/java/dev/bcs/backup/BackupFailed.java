package dev.bcs.backup;

/** A run cannot go on; the message is the sentence that operators read. */
class BackupFailed extends Exception {
  private static final long serialVersionUID = 1;

  BackupFailed(String message) {
    super(message);
  }

  BackupFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
