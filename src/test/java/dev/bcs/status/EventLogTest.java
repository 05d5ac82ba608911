package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bcs.continuity.Chronicle;
import dev.bcs.ledger.Ledger;
import dev.bcs.time.ManualClocks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event log numbers without holes, tells what is durable, and keeps what is still owed. */
class EventLogTest {
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T10:00:00Z"));

  @TempDir
  Path home;

  private Ledger ledger;
  private EventLog log;

  @BeforeEach
  void open() {
    ledger = Ledger.open(home.resolve("bcs.sqlite"), StatusTables.MIGRATIONS);
    log = new EventLog(ledger, clocks, "hq-pbx");
  }

  @AfterEach
  void close() {
    log.close();
    ledger.close();
  }

  private void restart() {
    close();
    open();
  }

  private static Chronicle.Line line(String text) {
    return new Chronicle.Line(
        Chronicle.Kind.ROLE_CHANGED, "wave-b", text, "olga@cli/pts/0", List.of("reason=a\\b\nc"));
  }

  private void note(int many) {
    ledger.enter(tx -> {
      for (int i = 0; i < many; i++) {
        log.record(line("event " + i));
      }
    });
  }

  @Test
  void keepsNumbersTextAndLogIdOverARestart() {
    log.record(line("first"));
    byte[] id = log.logId();
    restart();
    log.record(line("second"));
    assertThat(log.after(0, 10)).extracting(Event::seq).containsExactly(1L, 2L);
    Event first = log.after(0, 1).get(0);
    assertThat(first.text()).isEqualTo("first");
    assertThat(first.kind()).isEqualTo("role-changed");
    assertThat(first.notification()).isEqualTo(107);
    assertThat(first.key()).isEqualTo("hq-pbx/role-changed");
    assertThat(first.details()).containsExactly("reason=a\\b\nc");
    assertThat(first.actor()).isEqualTo("olga@cli/pts/0");
    assertThat(log.logId()).isEqualTo(id).hasSize(8);
  }

  @Test
  void aRollbackLeavesNoHoleAndIsToldToNobody() {
    List<Long> heard = new CopyOnWriteArrayList<>();
    log.listen(e -> heard.add(e.seq()));
    log.start();
    log.record(line("kept"));
    assertThatThrownBy(() -> ledger.enter(tx -> {
          log.record(line("lost with its decision"));
          throw new IllegalStateException("the decision was not made");
        }))
        .isInstanceOf(IllegalStateException.class);
    log.record(line("kept, too"));
    await().untilAsserted(() -> assertThat(heard).containsExactly(1L, 2L));
    assertThat(log.after(0, 10)).extracting(Event::text).containsExactly("kept", "kept, too");
  }

  @Test
  void aCrashBeforeTheCommitLeavesTheNumberForTheNext() {
    log.record(line("one"));
    ledger.beforeCommit(() -> {
      throw new IllegalStateException("died here");
    });
    assertThatThrownBy(() -> log.record(line("never"))).hasMessage("died here");
    ledger.beforeCommit(() -> {});
    restart();
    log.record(line("two"));
    assertThat(log.after(0, 10)).extracting(Event::seq).containsExactly(1L, 2L);
  }

  @Test
  void listenersHearInOrderOnOneThreadWhatIsAlreadyDurable() {
    List<String> heard = new CopyOnWriteArrayList<>();
    log.start();
    log.listen(e -> {
      assertThat(log.after(e.seq() - 1, 1)).extracting(Event::seq).containsExactly(e.seq());
      heard.add(e.seq() + " " + Thread.currentThread().getName());
    });
    note(300);
    await().untilAsserted(() -> assertThat(heard).hasSize(300));
    for (int i = 0; i < 300; i++) {
      assertThat(heard.get(i)).isEqualTo((i + 1) + " bcs-status-events");
    }
    assertThat(log.newest()).isEqualTo(300);
  }

  @Test
  void aListenerThatFailsDoesNotHarmTheOthers() {
    List<Long> heard = new CopyOnWriteArrayList<>();
    log.start();
    log.listen(e -> {
      throw new IllegalStateException("a window fell out");
    });
    log.listen(e -> heard.add(e.seq()));
    log.record(line("one"));
    await().untilAsserted(() -> assertThat(heard).containsExactly(1L));
  }

  @Test
  void keepsAtLeastTenThousandAndPrunesTheRest() {
    note(11_000);
    assertThat(log.newest()).isEqualTo(11_000);
    restart();
    assertThat(log.oldest()).isEqualTo(1001);
    assertThat(log.after(0, 1)).extracting(Event::seq).containsExactly(1001L);
    log.record(line("after the prune"));
    assertThat(log.newest()).isEqualTo(11_001);
  }

  @Test
  void aChannelBeginsWithTheNextEventAndGoesOnAfterARestart() {
    log.record(line("before there was a channel"));
    assertThat(log.pending("mail", 10)).isEmpty();
    note(3);
    assertThat(log.pending("mail", 2)).extracting(Event::seq).containsExactly(2L, 3L);
    log.delivered("mail", 2);
    restart();
    assertThat(log.pending("mail", 10)).extracting(Event::seq).containsExactly(3L, 4L);
    assertThat(log.pending("snmp:10.0.0.9:162", 10)).isEmpty();
    assertThat(log.dropped()).isZero();
  }

  @Test
  void whatHasNoNotificationOrIsHeldIsNotPending() {
    assertThat(log.pending("mail", 10)).isEmpty();
    log.record(new Chronicle.Line(Chronicle.Kind.STARTED, "wave-b", "started", "", List.of()));
    log.append(
        new EventLog.Draft("gap-exceeded", 5, "k", Severity.MINOR, "wave-b", "held", "", List.of()),
        true);
    assertThat(log.pending("mail", 10)).isEmpty();
    assertThat(log.suppressed()).isEqualTo(1);
    log.countSuppressed(4);
    assertThat(log.suppressed()).isEqualTo(5);
  }

  @Test
  void aChannelThatIsTooFarBehindDropsTheOldestAndCountsThem() {
    assertThat(log.pending("snmp:a", 10)).isEmpty();
    note(10_200);
    List<Event> pending = log.pending("snmp:a", 1);
    assertThat(pending).extracting(Event::seq).containsExactly(201L);
    assertThat(log.dropped()).isEqualTo(200);
  }

  @Test
  void whatIsPendingForSevenDaysIsDropped() {
    assertThat(log.pending("snmp:a", 10)).isEmpty();
    note(2);
    clocks.advance(Duration.ofDays(8));
    note(1);
    assertThat(log.pending("snmp:a", 10)).extracting(Event::seq).containsExactly(3L);
    assertThat(log.dropped()).isEqualTo(2);
  }
}
