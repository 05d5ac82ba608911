package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decisions on real threads, when the deciding one is slow. */
class ThreadingTest {
  private final Threading threads = new Threading.Real(Duration.ofMillis(200));
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    threads.close();
  }

  private boolean hang() {
    begun.countDown();
    try {
      return release.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void aDecisionThatWasGivenUpIsNeverMade() throws InterruptedException {
    AtomicBoolean made = new AtomicBoolean();
    Thread slow = new Thread(() -> threads.decide(this::hang));
    slow.start();
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> threads.decide(() -> made.getAndSet(true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing was done");
    release.countDown();
    slow.join();
    assertThat(threads.decide(made::get))
        .as("its caller was told that it failed")
        .isFalse();
  }

  @Test
  void aDecisionThatHasBegunIsWaitedFor() throws InterruptedException {
    AtomicBoolean answer = new AtomicBoolean();
    Thread slow = new Thread(() -> answer.set(threads.decide(this::hang)));
    slow.start();
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
    slow.join(400);
    assertThat(slow.isAlive()).as("it waits beyond its patience").isTrue();
    release.countDown();
    slow.join(5000);
    assertThat(answer).isTrue();
  }
}
