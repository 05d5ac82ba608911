package dev.bcs.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Clocks that stand still until a test moves them. */
public final class ManualClocks implements Clocks {
  private Instant now;
  private long ticks;
  private Duration sinceBoot;
  private String bootId = "boot-1";
  private final ZoneId zone = ZoneOffset.UTC;

  public ManualClocks(Instant now) {
    this.now = now;
    this.sinceBoot = Duration.ofHours(1);
  }

  /** All clocks go on together, as on a healthy machine. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
    ticks += by.toNanos();
    sinceBoot = sinceBoot.plus(by);
  }

  /** Only the wall clock jumps, as when somebody sets it. */
  public synchronized void jumpWall(Duration by) {
    now = now.plus(by);
  }

  /** The machine slept: the monotonic clock stood still. */
  public synchronized void suspend(Duration by) {
    now = now.plus(by);
    sinceBoot = sinceBoot.plus(by);
  }

  /** The machine booted anew. */
  public synchronized void reboot(Duration down) {
    now = now.plus(down);
    ticks += down.toNanos();
    sinceBoot = Duration.ofSeconds(10);
    bootId = bootId + "+";
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long ticks() {
    return ticks;
  }

  @Override
  public synchronized Duration sinceBoot() {
    return sinceBoot;
  }

  @Override
  public synchronized String bootId() {
    return bootId;
  }

  @Override
  public ZoneId zone() {
    return zone;
  }
}
