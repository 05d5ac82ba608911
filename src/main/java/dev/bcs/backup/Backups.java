package dev.bcs.backup;

/** The backup runs of a primary, for the rooms above. */
public interface Backups {
  /** Lets the schedule run; called when this unit begins to serve. Idempotent. */
  void enable();

  /** Stops the schedule and gives up a running backup; called when it ceases to serve. */
  void disable();

  /** Starts a run, or joins the running one; answers at once. */
  void runNow(String reason);

  BackupView view();

  /** Runs when a run starts, changes phase or ends; must not block. */
  void onChange(Runnable listener);
}
