package dev.bcs.continuity;

import java.util.Locale;

/** What can happen to a unit that may change its role. */
public enum Happening {
  PAIRED_AS_PRIMARY,
  PAIRED_AS_SECONDARY,
  STARTED_UNDECIDED,
  MAY_SERVE,
  OPENED,
  PROMOTION_ACCEPTED,
  PROMOTED,
  STOPPED_BEFORE_SWAP,
  STEP_FAILED,
  DIED_HALF_WAY,
  RESUMED,
  ROLLED_BACK,
  STOOD_DOWN,
  HEARD_HIGHER_EPOCH,
  SERVICES_DOWN;

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
