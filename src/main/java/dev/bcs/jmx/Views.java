package dev.bcs.jmx;

import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of the picture as flat records, which MXBeans turn into composite data. */
public final class Views {
  private Views() {}

  /** What a promotion would lose, as of when the primary last told. */
  public record Forecast(String asOf, boolean atLeast, Loss[] classes) {
    static Forecast of(Picture.Forecast forecast, String zone) {
      return new Forecast(
          time(forecast.asOf(), zone),
          forecast.atLeast(),
          forecast.classes().stream()
              .map(l -> new Loss(l.kind(), l.files(), l.bytes()))
              .toArray(Loss[]::new));
    }
  }

  /** What would be lost of one class. */
  public record Loss(String kind, long files, long bytes) {}

  /** The last backup run; running is empty while none is under way. */
  public record Backup(
      String start,
      String end,
      String outcome,
      String detail,
      long generation,
      long bytesSent,
      int missed,
      String running) {
    static Backup of(Picture.Backup backup, String zone) {
      Picture.Progress run = backup.running();
      return new Backup(
          time(backup.lastStart(), zone),
          time(backup.lastEnd(), zone),
          backup.outcome().text(),
          backup.detail(),
          backup.generation(),
          backup.bytesSent(),
          backup.missed(),
          run == null
              ? ""
              : run.phase() + " " + run.files() + " of " + run.filesTotal() + " files");
    }
  }

  /** Whether the units are alike, and in what they are not. */
  public record Parity(String state, String[] differences) {
    static Parity of(Picture.Parity parity) {
      return new Parity(
          parity.state().text(),
          parity.differences().stream()
              .map(d -> d.item() + ": " + d.here() + " here, " + d.there() + " there")
              .toArray(String[]::new));
    }
  }

  /** The running, halted or last operation; steps as "3/9 swap: done, 40 ms of at most 30 s". */
  public record Operation(
      String id,
      String verb,
      String result,
      String actor,
      String reason,
      String started,
      String ended,
      String step,
      String detail,
      String[] steps) {
    static Operation of(Picture.Operation operation, String zone) {
      int most = operation.steps().size();
      return new Operation(
          operation.id(),
          operation.verb(),
          operation.result().text(),
          operation.actor(),
          operation.reason(),
          time(operation.started(), zone),
          time(operation.ended(), zone),
          operation.stepText(),
          operation.detail(),
          operation.steps().stream().map(s -> step(s, most)).toArray(String[]::new));
    }

    private static String step(Picture.Step step, int most) {
      return step.number() + "/" + most + " " + step.name() + ": "
          + step.state().text() + ", "
          + step.took().toMillis() + " ms of at most " + step.limit().toSeconds() + " s"
          + (step.text().isEmpty() ? "" : ": " + step.text());
    }
  }

  /** One kind of alarm. */
  public record Alarm(
      int code,
      String name,
      String severity,
      String since,
      long raised,
      boolean held,
      String text,
      String advice) {
    static Alarm of(Picture.Alarm alarm, String zone) {
      return new Alarm(
          alarm.code(),
          alarm.name(),
          alarm.severity().word(),
          time(alarm.since(), zone),
          alarm.raised(),
          alarm.held(),
          alarm.text(),
          alarm.advice());
    }
  }

  /** Preview, refusals in force, and the token to order with. */
  public record Check(String unit, String preview, String[] refusals, String token) {
    static Check of(Operations.Check check) {
      return new Check(
          check.unit(), check.preview(), texts(check.refusals()), Long.toString(check.token()));
    }
  }

  /** "peer-up: wave-a answers and serves", one a reason. */
  static String[] texts(List<Picture.Reason> reasons) {
    return reasons.stream().map(r -> r.code() + ": " + r.text()).toArray(String[]::new);
  }

  static String time(@Nullable Instant when, String zone) {
    return when == null
        ? ""
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(when.atZone(ZoneId.of(zone)));
  }
}
