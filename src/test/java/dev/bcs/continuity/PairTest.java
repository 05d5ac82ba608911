package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.continuity.OperationView.Result;
import dev.bcs.continuity.Situation.GapLevel;
import dev.bcs.continuity.Situation.Verdict;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines, wired straight into each other, through the stories of the design. */
class PairTest {
  @TempDir
  Path folder;

  private World a;
  private World b;

  @BeforeEach
  void pair() {
    a = new World(folder.resolve("a.sqlite"), "wave-a", true);
    b = new World(folder.resolve("b.sqlite"), "wave-b", false);
    a.appliance.running.addAll(List.of("pbx/core", "pbx/web"));
    link();
    a.continuity.start();
    b.continuity.start();
    beats();
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private void link() {
    a.peer = Optional.of(b);
    b.peer = Optional.of(a);
  }

  private void cut() {
    a.peer = Optional.empty();
    b.peer = Optional.empty();
  }

  private void beats() {
    for (int i = 0; i < 3; i++) {
      a.tick.run();
      b.tick.run();
      a.hear(b);
      b.hear(a);
    }
  }

  @Test
  void aRestartedDaemonAdoptsItsRunningServices() {
    assertThat(a.role()).isEqualTo(Role.PRIMARY);
    assertThat(a.backups.enabled).isTrue();
    assertThat(a.appliance.deeds).as("nothing was started anew").isEmpty();
  }

  @Test
  void aHealthyPairIsReadyAndThePrimaryShowsWhatTheSpareTold() {
    Situation spare = b.continuity.situation();
    assertThat(spare.readiness().verdict()).isEqualTo(Verdict.DEGRADED);
    assertThat(spare.readiness().reasons())
        .extracting(Reason::code)
        .containsExactly(Codes.PARITY_UNKNOWN);
    assertThat(spare.gap().seconds()).hasValue(600);
    assertThat(spare.gap().level()).isEqualTo(GapLevel.OK);
    assertThat(spare.forecast().orElseThrow().losses()).hasSize(1);
    Situation primary = a.continuity.situation();
    assertThat(primary.gap().seconds()).hasValue(600);
    assertThat(primary.gap().atLeast()).isFalse();
    assertThat(primary.peerName()).isEqualTo("wave-b");
    assertThat(primary.readiness().verdict()).isEqualTo(Verdict.DEGRADED);
    a.clocks.advance(Duration.ofSeconds(60));
    a.silent();
    assertThat(a.continuity.situation().gap().seconds()).hasValue(660);
    assertThat(a.continuity.situation().gap().atLeast()).isTrue();
    assertThat(a.continuity.situation().gap().level()).isEqualTo(GapLevel.UNPROTECTED);
  }

  @Test
  void thePromotionOfAHealthyPairIsRefusedWithEveryReason() {
    Order order = b.order("promote", FenceKind.NOT_ATTESTED);
    assertThatThrownBy(() -> b.continuity.promote(order))
        .isInstanceOfSatisfying(OrderRefused.class, refused -> {
          assertThat(refused.object()).isEqualTo("fence");
          assertThat(refused.reasons())
              .extracting(Reason::code)
              .containsExactly(Codes.NO_FENCE, Codes.PEER_UP);
        });
    assertThat(b.role()).isEqualTo(Role.SECONDARY);
  }

  @Test
  void theDeadPrimaryIsReplacedAndIsQuarantinedWhenItReturns() throws OrderRefused {
    cut();
    b.silent();
    long token = b.continuity.preview().token();
    String id = b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED));
    assertThat(id).isEqualTo("promote-1");
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
    assertThat(b.continuity.situation().epoch().value()).isEqualTo(2);
    assertThat(b.continuity.situation().gap().level()).isEqualTo(GapLevel.UNPROTECTED);
    assertThat(b.continuity.situation().gap().seconds()).isEmpty();
    assertThat(b.continuity.preview().token()).isNotEqualTo(token);
    a.restart();
    assertThat(a.role()).as("it adopted what ran").isEqualTo(Role.PRIMARY);
    link();
    beats();
    assertThat(a.role()).isEqualTo(Role.QUARANTINED);
    assertThat(a.appliance.running).isEmpty();
    assertThat(a.appliance.allowed).isFalse();
    assertThat(a.backups.enabled).isFalse();
    a.restart();
    a.pass(Duration.ofMinutes(5));
    assertThat(a.role()).as("it never comes back by itself").isEqualTo(Role.QUARANTINED);
  }

  @Test
  void aPrimaryWhoseServicesFailedStandsDownWhenItsPeerIsPromoted() throws OrderRefused {
    b.watch.reason = PeerReason.SERVICES_FAILED;
    b.continuity.promote(b.order("promote", FenceKind.BY_PEER));
    assertThat(a.role()).isEqualTo(Role.QUARANTINED);
    assertThat(a.continuity.situation().epoch().value()).isEqualTo(2);
    assertThat(a.appliance.running).isEmpty();
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aPeerThatSpeaksAfterTheFenceStopsThePromotionAndTheSpareStaysASpare() throws OrderRefused {
    b.silent();
    b.appliance.before = () ->
        b.watch.hear(Role.PRIMARY, a.continuity.situation().epoch(), new byte[0], 0, World.NOW);
    b.stage.onHold = b.appliance.before;
    b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED));
    assertThat(b.role()).isEqualTo(Role.SECONDARY);
    OperationView stopped = b.continuity.situation().operation().orElseThrow();
    assertThat(stopped.result()).isEqualTo(Result.FAILED);
    assertThat(b.appliance.live).isEqualTo("old");
    assertThat(b.continuity.situation().epoch().value()).as("not entered").isEqualTo(1);
    beats();
    assertThat(a.role()).as("the living primary goes on").isEqualTo(Role.PRIMARY);
  }

  @Test
  void aFailedServiceHaltsAndResumeGoesOnFromThere() throws OrderRefused {
    cut();
    b.silent();
    b.appliance.failing = "pbx/web";
    b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED));
    assertThat(b.role()).isEqualTo(Role.HALTED);
    OperationView halted = b.continuity.situation().operation().orElseThrow();
    assertThat(halted.result()).isEqualTo(Result.HALTED);
    assertThat(halted.detail()).isEqualTo("start pbx/web: its check did not hold");
    b.appliance.failing = "";
    b.continuity.resume(b.order("resume", FenceKind.NOT_ATTESTED));
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
    assertThat(b.appliance.swaps).isEqualTo(1);
  }

  @Test
  void theSameOrderTwiceIsOneOperation() throws OrderRefused {
    cut();
    b.silent();
    long token = b.continuity.preview().token();
    Order order = new Order(
        "promote",
        "wave-b",
        "nms: primary failed",
        FenceKind.POWERED_OFF,
        0,
        List.of(),
        token,
        "snmp",
        "nms@snmp/10.0.0.9");
    String first = b.continuity.promote(order);
    assertThat(b.continuity.promote(order)).isEqualTo(first);
    assertThat(b.lines)
        .filteredOn(l -> l.kind() == Chronicle.Kind.PROMOTION_STARTED)
        .hasSize(1);
  }

  @Test
  void aPrimaryThatStoppedInGoodOrderOpensWithItsTokenAndOnlyOnce() {
    a.continuity.close();
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    cut();
    a.restart();
    assertThat(a.role()).isEqualTo(Role.PRIMARY);
    assertThat(a.appliance.running).hasSize(2);
    b.silent();
    assertThat(b.continuity.situation().readiness().refusals())
        .extracting(Reason::code)
        .contains(Codes.ROLE_CONFLICT);
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    a.startup = new StartupSettings(false, Duration.ofMinutes(2), "");
    a.restart();
    a.watch.state = PeerState.DOWN;
    a.pass(Duration.ofSeconds(10));
    assertThat(a.role()).isEqualTo(Role.CLOSED);
    assertThat(a.continuity.situation().startup()).isPresent();
  }

  @Test
  void aPrimaryThatBootsAsksItsPeerAndOpens() {
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    a.restart();
    a.pass(Duration.ofSeconds(3));
    assertThat(a.role()).isEqualTo(Role.PRIMARY);
    assertThat(a.appliance.running).hasSize(2);
  }

  @Test
  void aClosedUnitIsOpenedByOrder() throws OrderRefused {
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    cut();
    a.startup = new StartupSettings(false, Duration.ofMinutes(2), "");
    a.restart();
    assertThat(a.role()).isEqualTo(Role.CLOSED);
    assertThat(a.continuity.open(a.order("open", FenceKind.NOT_ATTESTED))).isEqualTo("open-1");
    assertThat(a.role()).isEqualTo(Role.PRIMARY);
    assertThat(a.appliance.running).hasSize(2);
  }

  @Test
  void whatIsMissingIsFrozenWhenThePrimaryFalls() {
    b.watch.state = PeerState.DOWN;
    b.clocks.advance(Duration.ofMinutes(10));
    b.tick.run();
    Situation after = b.continuity.situation();
    assertThat(after.gap().seconds()).hasValue(1200);
    assertThat(after.gap().atFailureSeconds()).hasValue(600);
    b.clocks.advance(Duration.ofMinutes(10));
    b.tick.run();
    b.restart();
    assertThat(b.continuity.situation().gap().atFailureSeconds()).hasValue(600);
    assertThat(b.continuity.situation().forecast()).as("what it told last").isPresent();
  }
}
