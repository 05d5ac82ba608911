package dev.bcs.time;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** The clocks of the machine that the process runs on. */
final class SystemClocks implements Clocks {
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  static final SystemClocks INSTANCE = new SystemClocks();

  private final String bootId = readBootId();

  private SystemClocks() {}

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long ticks() {
    return System.nanoTime();
  }

  /**
   * Linux counts suspend in /proc/uptime (CLOCK_BOOTTIME); elsewhere the monotonic clock serves.
   */
  @Override
  public Duration sinceBoot() {
    try {
      String text = Files.readString(UPTIME);
      double seconds = Double.parseDouble(text.substring(0, text.indexOf(' ')));
      return Duration.ofMillis(Math.round(seconds * 1000));
    } catch (IOException | RuntimeException noSuchClock) {
      return Duration.ofNanos(System.nanoTime());
    }
  }

  @Override
  public String bootId() {
    return bootId;
  }

  @Override
  public ZoneId zone() {
    return ZoneId.systemDefault();
  }

  private static String readBootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException notLinux) {
      // Without a boot id each start counts as a new boot: more caution, never less.
      return "start-" + ManagementFactory.getRuntimeMXBean().getStartTime();
    }
  }
}
