package dev.bcs.time;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the named daemon threads of every room: {@code bcs-<room>-<purpose>}. */
public final class Threads {
  private Threads() {}

  /** Starts one thread; it does not keep the process alive. */
  public static Thread start(String room, String purpose, Runnable work) {
    Thread thread = factory(room, purpose).newThread(work);
    thread.start();
    return thread;
  }

  /** One thread that runs work at times; what is cancelled is forgotten at once. */
  public static ScheduledExecutorService timer(String room, String purpose) {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory(room, purpose));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * At most {@code threads} threads and {@code waiting} waiting pieces of work; more is refused.
   */
  public static ExecutorService pool(String room, String purpose, int threads, int waiting) {
    ThreadPoolExecutor pool = new ThreadPoolExecutor(
        threads,
        threads,
        30,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(waiting),
        factory(room, purpose));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Makes threads of this name; from the second on they are numbered. */
  public static ThreadFactory factory(String room, String purpose) {
    AtomicInteger made = new AtomicInteger();
    return work -> {
      int number = made.incrementAndGet();
      String name = "bcs-" + room + "-" + purpose + (number == 1 ? "" : "-" + number);
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
