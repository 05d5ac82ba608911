package dev.bcs.backup;

/**
 * What a backup may take of a busy appliance.
 *
 * @param bytesPerSecond sent to the peer on average; 0 for as many as go
 * @param lowPriority whether it leaves processor and disk to everybody else
 */
public record Limits(long bytesPerSecond, boolean lowPriority) {
  public static final Limits NONE = new Limits(0, false);

  public Limits {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("a bandwidth is not negative");
    }
  }
}
