package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bcs.continuity.Order;
import dev.bcs.continuity.Reason;
import dev.bcs.ledger.Ledger;
import dev.bcs.takeover.FenceKind;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The desk hands orders on whole, and writes down once what continuity does not see. */
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
  void aPromotionIsHandedOnWholeWhoeverAsksAndNotWrittenDownTwice(Actor.Door door) throws Refused {
    Operations.Accepted accepted =
        desk.promote(order("unplugged", "peer-up"), new Actor("olga", door, "10.0.0.9"));
    assertThat(accepted.operation()).isEqualTo("op-1");
    String word = door.name().toLowerCase(Locale.ROOT);
    assertThat(helm.orders)
        .containsExactly(new Order(
            "promote",
            "wave-b",
            "wave-a burnt, ticket 4711",
            FenceKind.UNPLUGGED,
            0,
            List.of("peer-up"),
            77,
            word,
            "olga@" + word + "/10.0.0.9"));
    assertThat(log.after(0, 10)).as("continuity writes the audit event").isEmpty();
  }

  @Test
  void aRefusalComesBackWithItsObjectAndEveryReason() {
    helm.refuse(
        "state",
        new Reason("peer-up", "wave-a answers and serves"),
        new Reason("no-fence", "no fence is attested"));
    Refused refused =
        catchThrowableOfType(Refused.class, () -> desk.promote(order("not-attested"), OLGA));
    assertThat(refused.object()).isEqualTo("state");
    assertThat(refused.reasons())
        .extracting(Picture.Reason::code)
        .containsExactly("peer-up", "no-fence");
  }

  @Test
  void aFenceThatDoesNotExistIsRefusedAtTheFence() {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> desk.promote(order("hammer"), OLGA));
    assertThat(refused.object()).isEqualTo("fence");
    assertThat(refused.getMessage()).contains("there is no fence called \"hammer\"", "hint:");
    assertThat(audit().kind()).isEqualTo("promotion-refused");
    assertThat(audit().notification()).isEqualTo(106);
    assertThat(audit().actor()).isEqualTo("olga@cli/pts/0");
    assertThat(audit().details()).contains("verb=promote", "fence=hammer", "refused=fence-unknown");
    assertThat(helm.orders).isEmpty();
  }

  @Test
  void theOtherVerbsAreHandedOn() throws Refused {
    desk.open(new Operations.OpenOrder("wave-b", "power is back", List.of(), 77), OLGA);
    desk.resume(77, "disk mended", OLGA);
    desk.rollback(77, "wrong unit", OLGA);
    assertThat(helm.orders).extracting("verb").containsExactly("open", "resume", "rollback");
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
    close();
    clocks.jumpWall(Duration.ofHours(-1));
    open();
    board.turn();
    assertThat(board.picture().maintenance()).as("the wall clock was set back").isNull();
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
  void pruningGoesOnOnceSomebodyAgreesAndThatIsAudited() throws Refused {
    helm.suspended.add("pbx/mail");
    assertThatThrownBy(() -> desk.agree("pbx/mail", "yes", OLGA))
        .hasMessageContaining("reason-too-short");
    assertThatThrownBy(() -> desk.agree("pbx/male", "we moved it away", OLGA))
        .hasMessageContaining("does not wait for \"pbx/male\"");
    assertThat(desk.agree("pbx/mail", "we moved it away", OLGA).text())
        .isEqualTo("generations are pruned again, with pbx/mail as it is");
    assertThat(log.after(0, 10))
        .extracting(Event::kind)
        .containsExactly("order-refused", "order-refused", "order-accepted");
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
