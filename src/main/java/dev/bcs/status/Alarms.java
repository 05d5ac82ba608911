package dev.bcs.status;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.LedgerException;
import dev.bcs.ledger.Transaction;
import dev.bcs.time.Clocks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of every alarm, kept in the ledger; turns findings into exactly one event a change.
 *
 * <p>A change and its event are one transaction, and memory follows only after it: if we die in it,
 * the next start finds the alarm as it was and, the cause still there, tells it then, once. When
 * the ledger cannot be written, as on the full disk that an alarm is about, the alarm is shown from
 * memory, and each turn tries again to keep and tell it.
 *
 * <ul>
 *   <li><em>Settling</em>: a kind that passes through its cause at every start is raised only when
 *       the cause lasts.
 *   <li><em>Flapping</em>: the fourth raise within ten minutes makes an alarm flap: it stays raised
 *       until its cause was away for three minutes on end, or was there as long without a break,
 *       which ends the flapping; what is not told is counted.
 *   <li><em>Maintenance</em> holds back the notifications of what it raises, never the alarm itself
 *       or its event; what is still raised at its end is told then. An alarm told before is cleared
 *       aloud also during maintenance.
 * </ul>
 */
final class Alarms {
  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
  static final int RAISES = 4;
  static final Duration WINDOW = Duration.ofMinutes(10);
  static final Duration QUIET = Duration.ofMinutes(3);

  private final Ledger ledger;
  private final Clocks clocks;
  private final EventLog log;
  private final String pair;
  private final String unit;
  private final Map<AlarmKind, Row> rows = new EnumMap<>(AlarmKind.class);
  /** What is shown in place of a row, because the ledger did not take it yet. */
  private final Map<AlarmKind, Row> unkept = new EnumMap<>(AlarmKind.class);

  private final Map<AlarmKind, Damper> dampers = new EnumMap<>(AlarmKind.class);

  Alarms(Ledger ledger, Clocks clocks, EventLog log, String pair, String unit) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.log = log;
    this.pair = pair;
    this.unit = unit;
    for (AlarmKind kind : AlarmKind.values()) {
      rows.put(kind, new Row(Severity.CLEARED, Severity.CLEARED, null, 0, 0, "", "", "", 0));
      dampers.put(kind, new Damper());
    }
    ledger.<List<Boolean>>read(tx -> tx.all("SELECT * FROM status_alarm", this::load));
  }

  /**
   * One alarm.
   *
   * @param told the severity that notifications have told
   * @param since wall clock of the last change of severity; null if never
   * @param sinceTicks the same by the monotonic clock
   */
  private record Row(
      Severity severity,
      Severity told,
      @Nullable Instant since,
      long sinceTicks,
      long raised,
      String subject,
      String text,
      String acknowledgedBy,
      long seq) {
    boolean isRaised() {
      return severity != Severity.CLEARED;
    }

    boolean held() {
      return isRaised() && severity.rank() > told.rank();
    }

    Row reading(Finding finding) {
      return new Row(
          severity,
          told,
          since,
          sinceTicks,
          raised,
          finding.subject(),
          finding.text(),
          acknowledgedBy,
          seq);
    }

    Row numbered(long event) {
      return new Row(
          severity, told, since, sinceTicks, raised, subject, text, acknowledgedBy, event);
    }

    Row acknowledged(String by) {
      return new Row(severity, told, since, sinceTicks, raised, subject, text, by, seq);
    }
  }

  /** What damping remembers of one alarm; not kept over a restart. */
  private static final class Damper {
    final Deque<Long> raises = new ArrayDeque<>();
    OptionalLong seenSince = OptionalLong.empty();
    OptionalLong awaySince = OptionalLong.empty();
    OptionalLong holdsSince = OptionalLong.empty();
    boolean flapping;
  }

  /** Takes what the rules found now; what changed is an event when this returns. */
  synchronized void take(Map<AlarmKind, Finding> findings, boolean maintenance) {
    findings.forEach((kind, finding) -> {
      if (finding.verdict() != Finding.Verdict.UNKNOWN) {
        take(kind, finding, maintenance);
      }
      Row row = row(kind);
      if (row.held() && !maintenance) {
        change(kind, row, row.severity(), row.text() + " (held back during maintenance)", false);
      }
    });
  }

  private void take(AlarmKind kind, Finding finding, boolean maintenance) {
    Row row = row(kind);
    Damper damper = damper(kind);
    if (finding.verdict() == Finding.Verdict.HOLDS) {
      damper.awaySince = OptionalLong.empty();
      steady(damper);
      if (row.isRaised()) {
        row = row.reading(finding);
        rows.put(kind, row);
      } else if (!hasSettled(kind, damper)) {
        return;
      }
    } else {
      damper.seenSince = OptionalLong.empty();
      damper.holdsSince = OptionalLong.empty();
      if (row.isRaised() && !isQuiet(damper)) {
        return;
      }
    }
    if (finding.severity() == row.severity()) {
      unkept.remove(kind);
    } else {
      change(kind, row.reading(finding), finding.severity(), finding.text(), maintenance);
    }
  }

  private boolean hasSettled(AlarmKind kind, Damper damper) {
    if (damper.seenSince.isEmpty()) {
      damper.seenSince = OptionalLong.of(clocks.ticks());
    }
    return clocks.since(damper.seenSince.getAsLong()).compareTo(settling(kind)) >= 0;
  }

  /** How long a cause must last; zero for what must be told within the detection time. */
  static Duration settling(AlarmKind kind) {
    return switch (kind) {
      case UNIT_CLOSED, SERVICE_FAILED -> Duration.ofSeconds(4);
      case PATH_DOWN, ROLE_CONFLICT -> Duration.ofSeconds(2);
      case SPARE_LOST, NOT_PROMOTABLE -> Duration.ofSeconds(1);
      default -> Duration.ZERO;
    };
  }

  /** What is there without a break comes and goes no longer. */
  private void steady(Damper damper) {
    if (damper.holdsSince.isEmpty()) {
      damper.holdsSince = OptionalLong.of(clocks.ticks());
    }
    if (damper.flapping && clocks.since(damper.holdsSince.getAsLong()).compareTo(QUIET) >= 0) {
      damper.flapping = false;
      damper.raises.clear();
    }
  }

  private boolean isQuiet(Damper damper) {
    if (!damper.flapping) {
      return true;
    }
    if (damper.awaySince.isEmpty()) {
      damper.awaySince = OptionalLong.of(clocks.ticks());
      log.countSuppressed(1);
    }
    damper.flapping = clocks.since(damper.awaySince.getAsLong()).compareTo(QUIET) < 0;
    return !damper.flapping;
  }

  private void change(
      AlarmKind kind, Row row, Severity severity, String text, boolean maintenance) {
    boolean raise = severity != Severity.CLEARED;
    boolean anew = severity == row.severity();
    boolean held = raise
        ? maintenance
            && kind != AlarmKind.MAINTENANCE_ON
            && severity.rank() > row.told().rank()
        : row.told() == Severity.CLEARED;
    boolean first = raise && !row.isRaised();
    Row aged = anew ? row : unkept.get(kind);
    boolean keepsAge = aged != null && aged.severity() == severity && aged.since() != null;
    Row made = new Row(
        severity,
        held ? row.told() : severity,
        keepsAge && aged != null ? aged.since() : clocks.now(),
        keepsAge && aged != null ? aged.sinceTicks() : clocks.ticks(),
        row.raised() + (first ? 1 : 0),
        row.subject(),
        row.text(),
        severity.rank() > row.severity().rank() || !raise ? "" : row.acknowledgedBy(),
        row.seq());
    EventLog.Draft event = new EventLog.Draft(
        raise ? kind.word() : kind.clearWord(),
        raise ? kind.code() : kind.clearCode(),
        kind.key(pair, unit),
        severity,
        row.subject().isEmpty() ? unit : row.subject(),
        text,
        "",
        List.of());
    if (keep(kind, made, event, held) && first) {
      countRaise(kind);
    }
  }

  /** Event and row in one transaction; false if the ledger takes neither, and it is only shown. */
  private boolean keep(AlarmKind kind, Row made, EventLog.Draft event, boolean held) {
    try {
      Row kept = ledger.transact(tx -> {
        Row numbered = made.numbered(log.append(event, held));
        save(kind, numbered, tx);
        return numbered;
      });
      rows.put(kind, kept);
      unkept.remove(kind);
      return true;
    } catch (LedgerException e) {
      if (unkept.put(kind, made) == null) {
        LOG.error("{} is shown, but could not be kept: {}", kind.word(), e.getMessage());
      }
      return false;
    }
  }

  private void countRaise(AlarmKind kind) {
    Damper damper = damper(kind);
    damper.raises.addLast(clocks.ticks());
    if (damper.raises.size() > RAISES) {
      damper.raises.removeFirst();
    }
    damper.flapping = damper.raises.size() == RAISES
        && clocks.since(damper.raises.getFirst()).compareTo(WINDOW) < 0;
  }

  /** Those that come and go, but for flapping itself. */
  synchronized List<AlarmKind> flapping() {
    List<AlarmKind> found = new ArrayList<>();
    dampers.forEach((kind, damper) -> {
      if (damper.flapping && kind != AlarmKind.FLAPPING) {
        found.add(kind);
      }
    });
    return found;
  }

  /** Every kind, for the picture. */
  synchronized List<Picture.Alarm> rows() {
    List<Picture.Alarm> shown = new ArrayList<>();
    Map<AlarmKind, Row> all = new EnumMap<>(rows);
    all.putAll(unkept);
    all.forEach((kind, row) -> shown.add(new Picture.Alarm(
        kind.code(),
        kind.word(),
        row.severity(),
        row.since(),
        row.since() == null ? Duration.ZERO : clocks.since(row.sinceTicks()),
        row.raised(),
        row.held(),
        row.acknowledgedBy().isEmpty() ? null : row.acknowledgedBy(),
        row.isRaised() ? row.text() : "",
        kind.advice(),
        row.seq())));
    return shown;
  }

  /** A person has taken note; false if the alarm is not raised. */
  synchronized boolean acknowledge(AlarmKind kind, String by) {
    Row row = row(kind);
    if (!row.isRaised()) {
      return false;
    }
    Row next = row.acknowledged(by);
    ledger.enter(tx -> save(kind, next, tx));
    rows.put(kind, next);
    return true;
  }

  private Row row(AlarmKind kind) {
    Row row = rows.get(kind);
    if (row == null) {
      throw new IllegalStateException("no row for " + kind);
    }
    return row;
  }

  private Damper damper(AlarmKind kind) {
    Damper damper = dampers.get(kind);
    if (damper == null) {
      throw new IllegalStateException("no damper for " + kind);
    }
    return damper;
  }

  private static void save(AlarmKind kind, Row row, Transaction tx) throws SQLException {
    tx.exec(
        "INSERT OR REPLACE INTO status_alarm(code, severity, told, since_ms, raised, subject, text,"
            + " acknowledged_by, seq) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kind.code(),
        row.severity().code(),
        row.told().code(),
        row.since() == null ? 0L : row.since().toEpochMilli(),
        row.raised(),
        row.subject(),
        row.text(),
        row.acknowledgedBy(),
        row.seq());
  }

  /** Over a restart the age goes by the wall clock, never below zero, then on by the monotonic. */
  private boolean load(ResultSet row) throws SQLException {
    AlarmKind kind = AlarmKind.ofCode(row.getInt("code")).orElse(null);
    if (kind == null) {
      return false;
    }
    Instant since = Instant.ofEpochMilli(row.getLong("since_ms"));
    Duration age = Duration.between(since, clocks.now());
    rows.put(
        kind,
        new Row(
            Severity.ofCode(row.getInt("severity")),
            Severity.ofCode(row.getInt("told")),
            since,
            clocks.ticks() - (age.isNegative() ? 0 : age.toNanos()),
            row.getLong("raised"),
            row.getString("subject"),
            row.getString("text"),
            row.getString("acknowledged_by"),
            row.getLong("seq")));
    return true;
  }
}
