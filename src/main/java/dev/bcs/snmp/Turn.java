package dev.bcs.snmp;

import dev.bcs.status.Event;

/** What is done with an event that a target has not got yet. */
enum Turn {
  /** It has no notification, or one that is off. */
  SKIP,
  SEND,
  /** It waits for its turn. */
  WAIT,
  /** It is counted and stays in the event table only. */
  SUPPRESS;

  /** Alarms that may wait for a turn at a trap target; the older of more are suppressed. */
  static final int WAITING = 100;

  /** Last sub-identifier of bcsBackupComplete, which nobody wants four times an hour. */
  private static final int BACKUP_COMPLETE = 108;

  private static final int FIRST_TOLD_ONCE = 101;

  /**
   * Decides.
   *
   * @param mayWait true for informs, which are kept until acknowledged
   * @param free true if the target has a turn now
   * @param waiting events that wait for this target, this one included
   */
  static Turn of(Event event, boolean mayWait, boolean free, int waiting) {
    if (event.notification() <= 0 || event.notification() == BACKUP_COMPLETE) {
      return SKIP;
    }
    if (free) {
      return SEND;
    }
    boolean alarm = event.notification() < FIRST_TOLD_ONCE;
    return mayWait || (alarm && waiting <= WAITING) ? WAIT : SUPPRESS;
  }
}
