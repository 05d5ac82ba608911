package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.ledger.Ledger;
import dev.bcs.time.ManualClocks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each change of an alarm is one event, once, also over restarts, flapping and maintenance. */
class AlarmsTest {
  private static final AlarmKind GAP = AlarmKind.GAP_EXCEEDED;
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T10:00:00Z"));

  @TempDir
  Path home;

  private Ledger ledger;
  private EventLog log;
  private Alarms alarms;

  @BeforeEach
  void open() {
    ledger = Ledger.open(home.resolve("bcs.sqlite"), StatusTables.MIGRATIONS);
    log = new EventLog(ledger, clocks, "hq-pbx");
    alarms = new Alarms(ledger, clocks, log, "hq-pbx", "wave-b");
  }

  @AfterEach
  void close() {
    log.close();
    ledger.close();
  }

  private void raise(AlarmKind kind, Severity severity) {
    alarms.take(Map.of(kind, Finding.holds(severity, "wave-b", "bad")), false);
  }

  private void clear(AlarmKind kind) {
    alarms.take(Map.of(kind, Finding.gone("wave-b", "good")), false);
  }

  private Picture.Alarm row(AlarmKind kind) {
    return alarms.rows().stream()
        .filter(a -> a.code() == kind.code())
        .findFirst()
        .orElseThrow();
  }

  private List<String> events() {
    return log.after(0, 1000).stream()
        .map(e -> e.seq() + " " + e.notification() + " " + e.key() + " "
            + e.severity().word())
        .toList();
  }

  @Test
  void aChangeIsOneEventWithOneKeyHoweverOftenItIsFound() {
    raise(GAP, Severity.MINOR);
    raise(GAP, Severity.MINOR);
    raise(GAP, Severity.MAJOR);
    alarms.take(Map.of(GAP, Finding.unknown()), false);
    clear(GAP);
    clear(GAP);
    assertThat(events())
        .containsExactly(
            "1 5 hq-pbx/gap-exceeded minor",
            "2 5 hq-pbx/gap-exceeded major",
            "3 6 hq-pbx/gap-exceeded cleared");
    assertThat(row(GAP).raised()).isEqualTo(1);
    assertThat(row(GAP).seq()).isEqualTo(3);
  }

  @Test
  void anAlarmOfEachUnitHasTheUnitInItsKey() {
    raise(AlarmKind.STORAGE_LOW, Severity.MAJOR);
    assertThat(events()).containsExactly("1 29 hq-pbx/storage-low/wave-b major");
  }

  @Test
  void stateSurvivesARestartAndIsNotToldAgain() {
    raise(GAP, Severity.MAJOR);
    alarms.acknowledge(GAP, "olga@cli/pts/0");
    clocks.advance(Duration.ofMinutes(5));
    close();
    open();
    raise(GAP, Severity.MAJOR);
    Picture.Alarm row = row(GAP);
    assertThat(row.severity()).isEqualTo(Severity.MAJOR);
    assertThat(row.age()).isEqualTo(Duration.ofMinutes(5));
    assertThat(row.raised()).isEqualTo(1);
    assertThat(row.acknowledgedBy()).isEqualTo("olga@cli/pts/0");
    assertThat(events()).hasSize(1);
  }

  @Test
  void whoDiesBeforeTheCommitTellsItAtTheNextStartOnce() {
    ledger.beforeCommit(() -> {
      throw new IllegalStateException("died here");
    });
    assertThatThrownBy(() -> raise(GAP, Severity.MAJOR)).hasMessage("died here");
    assertThat(row(GAP).severity()).isEqualTo(Severity.CLEARED);
    ledger.beforeCommit(() -> {});
    close();
    open();
    raise(GAP, Severity.MAJOR);
    assertThat(events()).containsExactly("1 5 hq-pbx/gap-exceeded major");
  }

  @Test
  void theAgeGoesByTheMonotonicClock() {
    raise(GAP, Severity.MAJOR);
    clocks.jumpWall(Duration.ofHours(-3));
    clocks.advance(Duration.ofSeconds(30));
    assertThat(row(GAP).age()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void theFourthRaiseInTenMinutesFlapsUntilItIsQuiet() {
    for (int i = 0; i < 4; i++) {
      raise(GAP, Severity.MINOR);
      clocks.advance(Duration.ofSeconds(10));
      if (i < 3) {
        clear(GAP);
      }
    }
    assertThat(alarms.flapping()).containsExactly(GAP);
    int told = events().size();
    for (int i = 0; i < 20; i++) {
      clear(GAP);
      clocks.advance(Duration.ofSeconds(10));
      raise(GAP, Severity.MINOR);
    }
    assertThat(events()).hasSize(told);
    assertThat(log.suppressed()).isEqualTo(20);
    clear(GAP);
    clocks.advance(Alarms.QUIET);
    clear(GAP);
    assertThat(row(GAP).severity()).isEqualTo(Severity.CLEARED);
    assertThat(alarms.flapping()).isEmpty();
    assertThat(events()).hasSize(told + 1);
  }

  @Test
  void whatStaysRaisedWithoutABreakFlapsNoLonger() {
    for (int i = 0; i < Alarms.RAISES; i++) {
      clear(GAP);
      clocks.advance(Duration.ofSeconds(10));
      raise(GAP, Severity.MINOR);
    }
    assertThat(alarms.flapping()).containsExactly(GAP);
    clocks.advance(Alarms.QUIET);
    raise(GAP, Severity.MINOR);
    assertThat(alarms.flapping()).isEmpty();
    clear(GAP);
    assertThat(row(GAP).severity()).as("cleared at once again").isEqualTo(Severity.CLEARED);
  }

  @Test
  void whatPassesAtEveryStartMustLastBeforeItIsRaised() {
    raise(AlarmKind.UNIT_CLOSED, Severity.CRITICAL);
    clocks.advance(Duration.ofSeconds(2));
    clear(AlarmKind.UNIT_CLOSED);
    raise(AlarmKind.UNIT_CLOSED, Severity.CRITICAL);
    assertThat(events()).isEmpty();
    clocks.advance(Duration.ofSeconds(4));
    raise(AlarmKind.UNIT_CLOSED, Severity.CRITICAL);
    assertThat(events()).hasSize(1);
  }

  @Test
  void primaryFailedIsToldAtOnce() {
    raise(AlarmKind.PRIMARY_FAILED, Severity.CRITICAL);
    assertThat(events()).containsExactly("1 1 hq-pbx/primary-failed critical");
  }

  @Test
  void maintenanceHoldsNotificationsBackAndTellsAtItsEndWhatIsLeft() {
    assertThat(log.pending("mail", 10)).isEmpty();
    raise(AlarmKind.PATH_DOWN, Severity.MINOR);
    clocks.advance(Duration.ofSeconds(2));
    raise(AlarmKind.PATH_DOWN, Severity.MINOR);
    Map<AlarmKind, Finding> found = Map.of(
        GAP,
        Finding.holds(Severity.MAJOR, "wave-b", "bad"),
        AlarmKind.PRIMARY_FAILED,
        Finding.holds(Severity.CRITICAL, "wave-a", "dead"),
        AlarmKind.PATH_DOWN,
        Finding.gone("wave-b", "good"));
    alarms.take(found, true);
    assertThat(row(GAP).held()).isTrue();
    assertThat(log.after(0, 10)).hasSize(4);
    assertThat(log.pending("mail", 10)).extracting(Event::notification).containsExactly(11, 12);
    alarms.take(Map.of(GAP, Finding.gone("wave-b", "good")), true);
    assertThat(log.pending("mail", 10)).extracting(Event::notification).containsExactly(11, 12);
    alarms.take(
        Map.of(AlarmKind.PRIMARY_FAILED, Finding.holds(Severity.CRITICAL, "wave-a", "dead")),
        false);
    assertThat(log.pending("mail", 10)).extracting(Event::notification).containsExactly(11, 12, 1);
    assertThat(row(AlarmKind.PRIMARY_FAILED).held()).isFalse();
    assertThat(row(AlarmKind.PRIMARY_FAILED).raised()).isEqualTo(1);
    assertThat(log.suppressed()).isEqualTo(3);
  }

  @Test
  void onlyARaisedAlarmCanBeAcknowledgedAndWorseNeedsItAgain() {
    assertThat(alarms.acknowledge(GAP, "olga")).isFalse();
    raise(GAP, Severity.MINOR);
    assertThat(alarms.acknowledge(GAP, "olga")).isTrue();
    raise(GAP, Severity.CRITICAL);
    assertThat(row(GAP).acknowledgedBy()).isNull();
  }
}
