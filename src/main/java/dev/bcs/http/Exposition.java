package dev.bcs.http;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Counting;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import dev.bcs.status.Picture;
import dev.bcs.status.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Prometheus text exposition, version 0.0.4, of the picture and of the metrics registry.
 *
 * <p>A gap that is never, or that this unit cannot know, is {@code +Inf}: an alert on a limit then
 * fires and never stays silent.
 */
final class Exposition {
  private final Map<String, Family> families = new LinkedHashMap<>();

  /** All samples of one name. */
  private record Family(String type, String help, StringBuilder samples) {}

  static String of(Picture picture, Duration age, MetricRegistry registry) {
    Exposition all = new Exposition();
    all.state(picture, age);
    all.gap(picture);
    all.backup(picture);
    all.peer(picture.peer());
    all.parts(picture);
    all.registry(registry);
    return all.text();
  }

  private void state(Picture p, Duration age) {
    gauge(
        "bcs_info",
        "The unit: always 1.",
        1,
        "pair",
        p.pair(),
        "unit",
        p.unit(),
        "version",
        p.version());
    gauge(
        "bcs_role",
        "Role: 2 primary, 3 secondary, others see the manual.",
        p.role().code());
    gauge("bcs_epoch", "Number of the current assignment of roles.", p.epoch());
    gauge("bcs_picture_age_seconds", "Age of what is told here.", seconds(age));
    gauge(
        "bcs_band",
        "The one word of the page: 1 for the one that holds.",
        1,
        "band",
        p.band().text());
    gauge(
        "bcs_readiness",
        "1 promotable, 2 degraded, 3 not-promotable.",
        p.readiness().verdict().code());
    for (Picture.Reason reason : p.readiness().reasons()) {
      gauge("bcs_readiness_reason", "What stands against readiness.", 1, "code", reason.code());
    }
    Duration recovery = p.readiness().expectedRecovery();
    gauge(
        "bcs_expected_recovery_seconds",
        "How long a promotion would take; NaN if not known.",
        recovery == null ? Double.NaN : seconds(recovery));
    gauge("bcs_parity", "1 alike, 2 different, 3 unknown.", p.parity().state().code());
    gauge("bcs_maintenance", "1 while notifications are held back.", flag(p.maintenance() != null));
    Picture.Operation operation = p.operation();
    gauge(
        "bcs_operation_result",
        "Of the last operation: 1 none, 2 refused, 3 running, 4 complete, 5 failed,"
            + " 6 rolled back, 7 halted.",
        operation == null ? 1 : operation.result().code());
  }

  private void gap(Picture p) {
    Picture.Gap g = p.gap();
    Long seconds = g.seconds();
    gauge(
        "bcs_gap_seconds",
        "Time since the newest backup that could be restored began; +Inf if never.",
        seconds == null ? Double.POSITIVE_INFINITY : seconds);
    gauge("bcs_gap_at_least", "1 if the truth is larger than what is told.", flag(g.atLeast()));
    gauge("bcs_gap_limit_seconds", "What the gap may be.", g.limitSeconds());
    gauge("bcs_gap_percent", "Of the limit, at most 9999.", g.percent());
    gauge(
        "bcs_gap_level",
        "1 ok, 2 exceeded, 3 severe, 4 critical, 5 never, 6 unprotected.",
        g.level().code());
    Long atFailure = g.atFailureSeconds();
    gauge(
        "bcs_gap_at_failure_seconds",
        "What is missing, frozen when the primary failed; NaN while it has not.",
        atFailure == null ? Double.NaN : atFailure);
    for (Picture.Dataset d : p.datasets()) {
      Long own = d.gapSeconds();
      gauge(
          "bcs_dataset_gap_seconds",
          "The gap of one dataset; +Inf if never.",
          own == null ? Double.POSITIVE_INFINITY : own,
          "dataset",
          d.id(),
          "class",
          d.kind());
    }
    Picture.Forecast f = p.forecast();
    if (f != null) {
      gauge("bcs_forecast_as_of_seconds", "When the forecast was true, Unix time.", unix(f.asOf()));
      for (Picture.Loss loss : f.classes()) {
        String kind = loss.kind();
        gauge("bcs_forecast_files", "Files a promotion would lose.", loss.files(), "class", kind);
        gauge("bcs_forecast_bytes", "Bytes a promotion would lose.", loss.bytes(), "class", kind);
      }
    }
  }

  private void backup(Picture p) {
    Picture.Backup b = p.backup();
    gauge("bcs_backup_last_start_seconds", "Unix time; NaN before the first.", unix(b.lastStart()));
    gauge("bcs_backup_last_end_seconds", "Unix time; NaN before the first.", unix(b.lastEnd()));
    gauge("bcs_backup_next_seconds", "Unix time; NaN if none is due.", unix(b.next()));
    gauge(
        "bcs_backup_last_complete",
        "1 if the last run was complete, restored and verified.",
        flag(b.outcome().text().equals("complete")));
    gauge("bcs_backup_generation", "Number of the last run's generation.", b.generation());
    gauge("bcs_backup_bytes_sent", "Sent by the last run.", b.bytesSent());
    gauge("bcs_backup_missed", "Runs that did not happen, coalesced.", b.missed());
    gauge("bcs_backup_running", "1 during a run.", flag(b.running() != null));
  }

  private void peer(Picture.Peer peer) {
    gauge("bcs_peer_state", "1 unknown, 2 up, 3 suspect, 4 down.", peer.state().code());
    Duration silent = peer.silent();
    gauge(
        "bcs_peer_silent_seconds",
        "Since the peer's newest beat; +Inf before the first.",
        silent == null ? Double.POSITIVE_INFINITY : seconds(silent));
    for (Picture.Path path : peer.paths()) {
      String address = path.address();
      gauge("bcs_path_up", "1 if beats arrive on this path.", flag(path.up()), "path", address);
      gauge(
          "bcs_path_round_trip_seconds",
          "Of the newest beats.",
          path.roundTrip().toNanos() / 1e9,
          "path",
          address);
      gauge("bcs_path_loss_percent", "Of the newest beats.", path.lossPercent(), "path", address);
    }
  }

  private void parts(Picture p) {
    for (Picture.Service s : p.services()) {
      gauge(
          "bcs_service_state",
          "1 running, 2 stopped, 3 failed, 4 unknown, 5 held down.",
          s.state().code(),
          "service",
          s.id());
    }
    for (Picture.Alarm a : p.alarms()) {
      gauge(
          "bcs_alarm_active",
          "1 while the alarm is raised.",
          flag(a.severity() != Severity.CLEARED),
          "alarm",
          a.name());
      gauge(
          "bcs_alarm_severity",
          "0 cleared, 1 warning, 2 indeterminate, 3 minor, 4 major, 5 critical.",
          a.severity().rank(),
          "alarm",
          a.name());
    }
  }

  private void registry(MetricRegistry registry) {
    new TreeMap<>(registry.getMetrics()).forEach((dotted, metric) -> {
      String name = name(dotted);
      String help = "Own measurement " + dotted + ".";
      if (metric instanceof Gauge<?> gauge) {
        if (value(gauge) instanceof Number number) {
          gauge(name, help, number.doubleValue());
        }
      } else if (metric instanceof Timer timer) {
        summary(name + "_seconds", help, timer.getSnapshot(), timer, 1e9);
      } else if (metric instanceof Histogram histogram) {
        summary(name, help, histogram.getSnapshot(), histogram, 1);
      } else if (metric instanceof Meter meter) {
        sample("counter", name + "_total", name + "_total", help, meter.getCount());
      } else if (metric instanceof Counter counter) {
        gauge(name, help, counter.getCount());
      }
    });
  }

  /** A gauge of somebody else's that throws must not take the whole answer down. */
  private static @Nullable Object value(Gauge<?> gauge) {
    try {
      return gauge.getValue();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }

  private void summary(
      String name, String help, Snapshot snapshot, Counting counted, double scale) {
    for (double quantile : new double[] {0.5, 0.95, 0.99}) {
      double value = snapshot.getValue(quantile) / scale;
      sample("summary", name, name, help, value, "quantile", Double.toString(quantile));
    }
    sample("summary", name, name + "_count", help, counted.getCount());
  }

  static String name(String dotted) {
    String safe = dotted.replaceAll("[^A-Za-z0-9_]", "_").toLowerCase(Locale.ROOT);
    return safe.startsWith("bcs_") ? safe : "bcs_" + safe;
  }

  private void gauge(String name, String help, Number value, String... labels) {
    sample("gauge", name, name, help, value, labels);
  }

  private void sample(
      String type, String family, String name, String help, Number value, String... labels) {
    StringBuilder out = families
        .computeIfAbsent(family, f -> new Family(type, help, new StringBuilder()))
        .samples();
    out.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      out.append(escape(labels[i + 1])).append('"');
    }
    out.append(labels.length == 0 ? " " : "} ")
        .append(number(value.doubleValue()))
        .append('\n');
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    families.forEach((name, family) -> out.append("# HELP ")
        .append(name)
        .append(' ')
        .append(family.help().replace("\\", "\\\\").replace("\n", "\\n"))
        .append("\n# TYPE ")
        .append(name)
        .append(' ')
        .append(family.type())
        .append('\n')
        .append(family.samples()));
    return out.toString();
  }

  private static String escape(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static double seconds(Duration d) {
    return d.toMillis() / 1000.0;
  }

  private static double unix(@Nullable Instant instant) {
    return instant == null ? Double.NaN : instant.toEpochMilli() / 1000.0;
  }

  private static double flag(boolean on) {
    return on ? 1 : 0;
  }
}
