package dev.bcs.staging;

import dev.bcs.time.Threads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A few hands that share a list of work; a short list is done by whoever brings it. */
final class Crew implements AutoCloseable {
  private static final int HANDS =
      Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
  private static final int FEW = 32;

  private final ExecutorService hands = Threads.pool("staging", "hand", HANDS, HANDS);

  /** What is done with one piece of work. */
  interface Task<T> {
    void perform(T work) throws IOException;
  }

  /**
   * Does all of it, in any order; the first failure ends it, once every hand has put down its own.
   */
  <T> void each(List<T> work, Task<T> task) throws IOException {
    if (work.size() < FEW) {
      for (T one : work) {
        task.perform(one);
      }
      return;
    }
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    List<Future<?>> helping = new ArrayList<>();
    for (int i = 1; i < HANDS; i++) {
      helping.add(hands.submit(() -> share(work, next, task, failure)));
    }
    share(work, next, task, failure);
    for (Future<?> each : helping) {
      await(each);
    }
    Exception first = failure.get();
    if (first instanceof IOException told) {
      throw told;
    }
    if (first instanceof RuntimeException told) {
      throw told;
    }
  }

  private static <T> void share(
      List<T> work,
      AtomicInteger next,
      Task<T> task,
      AtomicReference<@Nullable Exception> failure) {
    for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
      try {
        if (failure.get() != null) {
          return;
        }
        task.perform(work.get(i));
      } catch (IOException | RuntimeException e) {
        failure.compareAndSet(null, e);
        return;
      }
    }
  }

  private static void await(Future<?> helping) throws IOException {
    try {
      helping.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a slot was built", e);
    } catch (ExecutionException e) {
      throw new IOException("a hand of the crew broke: " + e.getCause(), e);
    }
  }

  @Override
  public void close() {
    hands.shutdownNow();
  }
}
