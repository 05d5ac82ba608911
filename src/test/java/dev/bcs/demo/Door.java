package dev.bcs.demo;

import java.util.List;

/** One of the doors of a live unit, as those who use it do. */
interface Door extends AutoCloseable {
  /**
   * An order to promote.
   *
   * @param token as {@link #token()} told it, or a stale one
   */
  record Order(
      String unit,
      String reason,
      String fence,
      long generation,
      List<String> overrides,
      long token) {}

  /** What the door said: done or not, and all its words. */
  record Answer(boolean done, String words) {}

  /** The current token, as read through this door. */
  long token() throws Exception;

  /** Gives the order as it is, as the operator. */
  Answer promote(Order order) throws Exception;
}
