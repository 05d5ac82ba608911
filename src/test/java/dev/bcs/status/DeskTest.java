package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bcs.continuity.Reason;
import dev.bcs.ledger.Ledger;
import dev.bcs.takeover.FenceKind;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every order leaves exactly one audit line, the same through every door, refusals too. */
class DeskTest {
  private static final Actor OLGA = new Actor("olga", Actor.Door.CLI, "pts/0");

  private final ManualClocks clocks = new ManualClocks(SituationSketch.NOW);
  private final FakeHelm helm = new FakeHelm(SituationSketch.secondary().situation());

  @TempDir
  Path home;

  private Ledger ledger;
  private EventLog log;
  private StatusBoard board;
  private Desk desk;

  @BeforeEach
  void open() {
    ledger = Ledger.open(home.resolve("bcs.sqlite"), StatusTables.MIGRATIONS);
    log = new EventLog(ledger, clocks, "hq-pbx");
    board = new StatusBoard(ledger, clocks, log, helm, Sensors.none(), "0.1.0");
    desk = new Desk(helm, board, clocks, "wave-b");
  }

  @AfterEach
  void close() {
    board.close();
    log.close();
    ledger.close();
  }

  private static Operations.PromoteOrder order(String fence, String... overrides) {
    return new Operations.PromoteOrder(
        "wave-b", "wave-a burnt, ticket 4711", fence, 0, List.of(overrides), 77);
  }

  private Event audit() {
    List<Event> events = log.after(0, 10);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  @ParameterizedTest
  @EnumSource(Actor.Door.class)
  void anAcceptedPromotionIsOneLineAndEqualThroughEveryDoor(Actor.Door door) throws Refused {
    Operations.Accepted accepted =
        desk.promote(order("unplugged", "peer-up"), new Actor("olga", door, "10.0.0.9"));
    assertThat(accepted.operation()).isEqualTo("op-1");
    Event event = audit();
    assertThat(event.kind()).isEqualTo("order-accepted");
    assertThat(event.actor()).isEqualTo("olga@" + helm.orders.get(0).door() + "/10.0.0.9");
    assertThat(event.subject()).isEqualTo("wave-b");
    assertThat(event.details())
        .containsExactly(
            "verb=promote",
            "reason=wave-a burnt, ticket 4711",
            "fence=unplugged",
            "generation=0",
            "overrides=peer-up",
            "gap-accepted=300 s",
            "loss-accepted=3 voicemail (412 kB) as of 2026-11-22T10:13:59Z",
            "operation=op-1");
    assertThat(helm.orders.get(0).fence()).isEqualTo(FenceKind.UNPLUGGED);
    assertThat(helm.orders.get(0).token()).isEqualTo(77);
  }

  @ParameterizedTest
  @EnumSource(Actor.Door.class)
  void aRefusedPromotionIsOneLineWithItsReasonsAndANotification(Actor.Door door) {
    helm.refuse(
        "state",
        new Reason("peer-up", "wave-a answers and serves"),
        new Reason("no-fence", "no fence is attested"));
    Refused refused = catchThrowableOfType(
        Refused.class,
        () -> desk.promote(order("not-attested"), new Actor("olga", door, "10.0.0.9")));
    assertThat(refused.object()).isEqualTo("state");
    assertThat(refused.reasons())
        .extracting(Picture.Reason::code)
        .containsExactly("peer-up", "no-fence");
    Event event = audit();
    assertThat(event.kind()).isEqualTo("promotion-refused");
    assertThat(event.notification()).isEqualTo(106);
    assertThat(event.text())
        .isEqualTo("promote was refused: wave-a answers and serves; no fence is attested");
    assertThat(event.details()).contains("refused=peer-up no-fence", "fence=not-attested");
  }

  @Test
  void aFenceThatDoesNotExistIsRefusedAtTheFence() {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> desk.promote(order("hammer"), OLGA));
    assertThat(refused.object()).isEqualTo("fence");
    assertThat(refused.getMessage()).contains("there is no fence called \"hammer\"", "hint:");
    assertThat(audit().details()).contains("refused=fence-unknown");
    assertThat(helm.orders).isEmpty();
  }

  @Test
  void theOtherVerbsAreHandedOnAndWrittenDown() throws Refused {
    desk.open(new Operations.OpenOrder("wave-b", "power is back", List.of(), 77), OLGA);
    desk.resume(77, "disk mended", OLGA);
    desk.rollback(77, "wrong unit", OLGA);
    assertThat(helm.orders).extracting("verb").containsExactly("open", "resume", "rollback");
    assertThat(log.after(0, 10))
        .extracting(Event::kind)
        .containsExactly("order-accepted", "order-accepted", "order-accepted");
  }

  @Test
  void backupsRunOnThePrimaryOnly() throws Refused {
    assertThatThrownBy(() -> desk.backupNow("", OLGA))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("wave-b is secondary; backups run on the primary");
    SituationSketch primary = SituationSketch.secondary();
    primary.role = Role.PRIMARY;
    helm.become(primary.situation());
    desk.backupNow("", OLGA);
    assertThat(helm.backups).containsExactly("ordered by olga@cli/pts/0");
  }

  @Test
  void maintenanceEndsByItselfAndCanBeEnded() throws Refused {
    desk.maintenance(Duration.ofHours(2), "switch replaced", OLGA);
    board.turn();
    assertThat(board.picture().maintenance()).isNotNull();
    assertThat(board.picture().band()).isNotEqualTo(Band.PROTECTED);
    assertThat(board.reasons()).extracting(Reason::code).containsExactly("maintenance");
    clocks.advance(Duration.ofHours(2));
    board.turn();
    assertThat(board.picture().maintenance()).isNull();
    desk.maintenance(Duration.ofHours(1), "again, please", OLGA);
    assertThat(desk.maintenance(Duration.ZERO, "", OLGA).text()).isEqualTo("maintenance is over");
    assertThat(desk.maintenance(Duration.ZERO, "", OLGA).text()).isEqualTo("there was none");
  }

  @Test
  void maintenanceSurvivesARestartButNotItsEnd() throws Refused {
    desk.maintenance(Duration.ofHours(2), "switch replaced", OLGA);
    close();
    clocks.advance(Duration.ofHours(1));
    open();
    board.turn();
    assertThat(board.picture().maintenance()).isNotNull();
    clocks.advance(Duration.ofMinutes(61));
    board.turn();
    assertThat(board.picture().maintenance()).isNull();
  }

  @Test
  void maintenanceWithoutAReasonOrAnEndIsRefused() {
    assertThatThrownBy(() -> desk.maintenance(Duration.ofHours(1), "x", OLGA))
        .hasMessageContaining("reason-too-short");
    assertThatThrownBy(() -> desk.maintenance(Duration.ofDays(8), "too long a time", OLGA))
        .hasMessageContaining("length-out-of-range");
    assertThat(log.after(0, 10)).extracting(Event::kind).containsOnly("order-refused");
  }

  @Test
  void onlyARaisedAlarmIsAcknowledged() throws Refused {
    assertThatThrownBy(() -> desk.acknowledge("primary-fallen", "I have seen it", OLGA))
        .hasMessageContaining("there is no alarm called \"primary-fallen\"");
    assertThatThrownBy(() -> desk.acknowledge("primary-failed", "I have seen it", OLGA))
        .hasMessageContaining("primary-failed is not raised");
    helm.become(SituationSketch.secondary().silence(Duration.ofSeconds(4)).situation());
    board.turn();
    desk.acknowledge("primary-failed", "I have seen it", OLGA);
    board.turn();
    assertThat(board.picture().alarms())
        .filteredOn(a -> a.code() == 1)
        .extracting(Picture.Alarm::acknowledgedBy)
        .containsExactly("olga@cli/pts/0");
  }

  @Test
  void denialsAreWrittenDownButCannotWashHistoryAway() {
    for (int i = 0; i < 100; i++) {
      desk.recordDenied("promote", "victor may not", new Actor("victor", Actor.Door.JMX, "::1"));
    }
    assertThat(log.after(0, 1000)).hasSize(20);
    clocks.advance(Duration.ofMinutes(1));
    desk.recordDenied("promote", "victor may not", new Actor("victor", Actor.Door.JMX, "::1"));
    assertThat(log.after(20, 10)).extracting(Event::kind).containsExactly("access-denied");
  }

  @Test
  void theCheckShowsWhatWouldHappenAndTheToken() {
    assertThat(desk.check().token()).isEqualTo(77);
    assertThat(desk.check().unit()).isEqualTo("wave-b");
    assertThat(desk.check().preview()).isEqualTo("would promote");
  }
}
