package dev.bcs.files;

import com.sun.jna.Platform;

/** How much of the machine a thread takes from others. */
public final class Priority {
  private static final int NICE = 15;

  /** As ioprio_set(2): of a thread, the idle class. */
  private static final long WHO_PROCESS = 1;

  private static final long IDLE = 3 << 13;
  private static final long IOPRIO_SET = 251;
  private static final long IOPRIO_SET_ARM = 30;

  private static final ThreadLocal<Boolean> LOWERED = ThreadLocal.withInitial(() -> false);

  private Priority() {}

  /**
   * From now on the calling thread computes and reads the disk only when nobody else wants to. It
   * cannot be raised again, so the thread should do nothing else in its life. Where the system
   * knows no such thing, or refuses, nothing happens: a backup at full speed is better than none.
   */
  public static void lower() {
    if (LOWERED.get() || !NativeDisk.works()) {
      return;
    }
    LOWERED.set(true);
    // On Linux both are of one thread, and 0 is the calling one.
    Libc.setpriority(0, 0, NICE);
    Libc.syscall(Platform.isARM() ? IOPRIO_SET_ARM : IOPRIO_SET, WHO_PROCESS, 0, IDLE);
  }
}
