package dev.bcs.daemon;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.codahale.metrics.jvm.GarbageCollectorMetricSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import com.codahale.metrics.jvm.ThreadStatesGaugeSet;
import dev.bcs.backup.BackupView;
import dev.bcs.backup.Backups;
import dev.bcs.heartbeat.Watch;
import dev.bcs.link.Calls;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Dropwizard metrics of one unit: its JVM, its beats, its link and its backup runs. */
final class Gauges {
  private final MetricRegistry registry = new MetricRegistry();
  private final Timer runs = registry.timer("backup.runs");
  private final Histogram sent = registry.histogram("backup.bytes-sent");
  private final Backups backups;
  private volatile Optional<Instant> counted;

  Gauges(Watch watch, Calls calls, Backups backups) {
    this.backups = backups;
    this.counted = backups.view().lastEnd();
    registry.register("jvm.memory", new MemoryUsageGaugeSet());
    registry.register("jvm.gc", new GarbageCollectorMetricSet());
    registry.register("jvm.threads", new ThreadStatesGaugeSet());
    registry.register("heartbeat.heard", (Gauge<Long>) watch::heard);
    registry.register("link.connected", (Gauge<Integer>) () -> calls.connected() ? 1 : 0);
    backups.onChange(this::count);
  }

  MetricRegistry registry() {
    return registry;
  }

  /** Each run counts once, when it ends. */
  private synchronized void count() {
    BackupView view = backups.view();
    if (view.lastEnd().isPresent() && !view.lastEnd().equals(counted)) {
      counted = view.lastEnd();
      runs.update(view.lastTook().toNanos(), TimeUnit.NANOSECONDS);
      sent.update(view.bytesSent());
    }
  }
}
