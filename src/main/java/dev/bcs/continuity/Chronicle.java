package dev.bcs.continuity;

import java.util.List;
import java.util.Locale;

/**
 * Where continuity writes history; the status room keeps it.
 *
 * <p>Called on any thread, often inside a ledger transaction, which it then joins: the line is
 * durable exactly if the decision is.
 */
public interface Chronicle {
  void record(Line line);

  /**
   * One line.
   *
   * @param subject unit, service or dataset spoken of
   * @param actor user@door/address, empty for the unit itself
   * @param details name=value, for audit: reason, fence, overrides, gap accepted
   */
  record Line(Kind kind, String subject, String text, String actor, List<String> details) {
    public Line {
      details = List.copyOf(details);
    }
  }

  /** What can be told besides alarms, with the last sub-identifier of its notification or 0. */
  enum Kind {
    PROMOTION_STARTED(101),
    PROMOTION_STEP(102),
    PROMOTION_COMPLETE(103),
    PROMOTION_FAILED(104),
    PROMOTION_ROLLED_BACK(105),
    PROMOTION_REFUSED(106),
    ROLE_CHANGED(107),
    BACKUP_COMPLETE(108),
    DRILL_PASSED(109),
    DRILL_FAILED(110),
    KEEP_ALIVE(111),
    TEST(112),
    ORDER_ACCEPTED(0),
    ORDER_REFUSED(0),
    ACCESS_DENIED(0),
    PAIRED(0),
    STARTED(0),
    STOPPED(0);

    private final int notification;

    Kind(int notification) {
      this.notification = notification;
    }

    public int notification() {
      return notification;
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
