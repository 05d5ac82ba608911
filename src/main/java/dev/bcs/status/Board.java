package dev.bcs.status;

/** Where windows read the newest picture and hear of new ones. */
public interface Board {
  /** The newest picture; never blocks, never null. */
  Picture picture();

  /**
   * Tells of each new picture, on the board's own thread; the listener must not block.
   *
   * @return to be closed by who no longer wants to hear
   */
  AutoCloseable listen(Listener listener);

  /** Hears of pictures. */
  @FunctionalInterface
  interface Listener {
    void published(Picture picture);
  }
}
