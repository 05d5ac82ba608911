package dev.bcs.continuity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.ledger.LedgerException;
import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong while something else goes wrong already. */
class WorstDayTest {
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

  private void hearForAWhile() {
    b.clocks.advance(Duration.ofSeconds(20));
    beats();
  }

  private void promoteOverTheDeadPrimary() throws OrderRefused {
    cut();
    b.silent();
    b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED));
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aDaemonThatDiesAfterItsUnitOpenedByTokenAdoptsWhatRuns() {
    a.continuity.close();
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    cut();
    a.startup = new StartupSettings(false, Duration.ofMinutes(2), "");
    a.restart();
    assertThat(a.role()).as("opened by its token").isEqualTo(Role.PRIMARY);
    assertThat(a.appliance.running).hasSize(2);
    a.restart();
    assertThat(a.role()).as("killed and started again in the same boot").isEqualTo(Role.PRIMARY);
    assertThat(a.appliance.running).hasSize(2);
  }

  @Test
  void aServiceThatDoesNotStopDoesNotKeepTheAddressOnTheLoser() throws OrderRefused {
    promoteOverTheDeadPrimary();
    a.appliance.stuck = true;
    a.appliance.addressHere = true;
    link();
    beats();
    assertThat(a.role()).as("not quarantined before it is down").isEqualTo(Role.DEMOTING);
    assertThat(a.appliance.addressHere).isFalse();
    assertThat(a.backups.enabled).isFalse();
    a.appliance.stuck = false;
    a.pass(Duration.ofSeconds(3));
    assertThat(a.role()).isEqualTo(Role.QUARANTINED);
  }

  @Test
  void aGuardThatCannotBeRemovedDoesNotKeepTheServicesRunning() throws OrderRefused {
    promoteOverTheDeadPrimary();
    a.appliance.readOnly = true;
    link();
    beats();
    assertThat(a.appliance.running).isEmpty();
    assertThat(a.role()).isEqualTo(Role.DEMOTING);
  }

  @Test
  void aLoserWhoseDiskIsFullStopsServingAllTheSame() throws OrderRefused {
    promoteOverTheDeadPrimary();
    a.ledger.beforeCommit(() -> {
      throw new LedgerException("no space is left");
    });
    link();
    a.hear(b);
    a.hear(b);
    assertThat(a.appliance.running).isEmpty();
    a.pass(Duration.ofSeconds(10));
    assertThat(a.appliance.running).as("and does not start again").isEmpty();
    a.ledger.beforeCommit(() -> {});
    a.pass(Duration.ofSeconds(3));
    assertThat(a.role()).isEqualTo(Role.QUARANTINED);
  }

  @Test
  void anOpeningThatItsPeerEndsHasAResult() throws Exception {
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    cut();
    a.startup = new StartupSettings(false, Duration.ofMinutes(2), "");
    a.restart();
    byte[] asked = "{\"version\":1,\"unit\":\"wave-b\",\"epoch\":4}".getBytes(UTF_8);
    a.appliance.before = () -> {
      a.appliance.before = () -> {};
      try {
        Objects.requireNonNull(a.handlers.get(PeerTalk.STAND_DOWN)).answer(asked);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
    a.continuity.open(a.order("open", FenceKind.NOT_ATTESTED));
    a.pass(Duration.ofSeconds(3));
    assertThat(a.role()).isEqualTo(Role.QUARANTINED);
    OperationView open = a.continuity.situation().operation().orElseThrow();
    assertThat(open.result()).isEqualTo(OperationView.Result.FAILED);
    assertThat(open.detail()).contains("asked it to stop");
  }

  /** Whoever orders it open knows more than the peer's older promotion does. */
  @Test
  void aUnitThatWasOpenedByOrderDoesNotYieldToAnOlderPromotion() throws Exception {
    promoteOverTheDeadPrimary();
    cut();
    a.appliance.running.clear();
    a.clocks.reboot(Duration.ofMinutes(3));
    a.startup = new StartupSettings(false, Duration.ofMinutes(2), "");
    a.restart();
    assertThat(a.role()).isEqualTo(Role.CLOSED);
    a.continuity.open(a.order("open", FenceKind.NOT_ATTESTED));
    a.pass(Duration.ofSeconds(3));
    assertThat(a.continuity.situation().epoch().isAbove(b.continuity.situation().epoch()))
        .isTrue();
    link();
    beats();
    a.pass(Duration.ofSeconds(3));
    b.pass(Duration.ofSeconds(3));
    assertThat(a.role()).isEqualTo(Role.PRIMARY);
    assertThat(b.role()).isEqualTo(Role.QUARANTINED);
    assertThat(b.appliance.running).isEmpty();
  }

  @Test
  void aQuarantinedPeerIsNoReasonAgainstAPromotionThatItStandsDownFor() throws OrderRefused {
    b.watch.reason = PeerReason.SERVICES_FAILED;
    b.appliance.answering = "another host answers at the service address";
    b.continuity.promote(b.order("promote", FenceKind.BY_PEER));
    assertThat(b.role()).as("it stopped at its look").isEqualTo(Role.SECONDARY);
    beats();
    assertThat(a.role()).as("but its peer had stood down").isEqualTo(Role.QUARANTINED);
    b.appliance.answering = "";
    b.continuity.promote(b.order("promote", FenceKind.BY_PEER));
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
    assertThat(a.appliance.running).isEmpty();
  }

  @Test
  void servicesAreHeldDownWhereAPromotionHaltedBeforeItsSwap() {
    cut();
    b.silent();
    b.stage.onHold = () -> {
      throw new World.Died();
    };
    assertThatThrownBy(() -> b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED)))
        .isInstanceOf(World.Died.class);
    b.appliance.running.add("pbx/web");
    b.restart();
    assertThat(b.role()).isEqualTo(Role.HALTED);
    assertThat(b.appliance.running).as("somebody started it on the spare").isEmpty();
  }

  @Test
  void aQuarantinedUnitIsNotOpenedWhileAnotherHostHasTheAddress() throws OrderRefused {
    promoteOverTheDeadPrimary();
    link();
    beats();
    assertThat(a.role()).isEqualTo(Role.QUARANTINED);
    cut();
    a.silent();
    a.appliance.answering = "another host answers at the service address 192.0.2.10";
    a.pass(Duration.ofSeconds(3));
    assertThatThrownBy(
            () -> a.continuity.open(a.order("open", FenceKind.NOT_ATTESTED, Codes.NOT_CLOSED)))
        .isInstanceOfSatisfying(
            OrderRefused.class,
            refused -> assertThat(refused.reasons())
                .extracting(Reason::code)
                .containsExactly(Codes.SERVICE_STILL_ANSWERING));
  }

  @Test
  void beatsDoNotTellAnOldGapWhileTheDeciderHangs() {
    b.clocks.advance(Duration.ofMinutes(5));
    Told told = ToldCodec.decode(b.continuity.mine().payload());
    assertThat(told.gap().orElseThrow().seconds()).hasValue(900);
  }

  @Test
  void whatIsMissingCountsTheTimeInWhichNobodyListened() {
    hearForAWhile();
    b.clocks.advance(Duration.ofHours(1));
    b.restart();
    b.watch.silent = Duration.ofSeconds(30);
    b.silent();
    b.tick.run();
    assertThat(b.continuity.situation().gap().atFailureSeconds())
        .as("the primary may have lived on while this unit was away")
        .hasValue(620 + 3600 - 30);
  }

  @Test
  void whatWasFrozenIsNotBelievedAfterALongAbsence() {
    hearForAWhile();
    b.watch.silent = Duration.ofSeconds(10);
    b.silent();
    b.tick.run();
    assertThat(b.continuity.situation().gap().atFailureSeconds()).hasValue(610);
    b.clocks.advance(Duration.ofHours(1));
    b.restart();
    b.watch.silent = Duration.ofSeconds(30);
    b.silent();
    b.tick.run();
    assertThat(b.continuity.situation().gap().atFailureSeconds()).hasValue(620 + 3600 - 30);
  }

  @Test
  void whatIsMissingIsToldAnewWhenANewerGenerationIsReady() {
    b.watch.silent = Duration.ofSeconds(60);
    b.silent();
    b.tick.run();
    assertThat(b.continuity.situation().gap().atFailureSeconds()).hasValue(540);
    b.stage.number = 8;
    b.tick.run();
    assertThat(b.continuity.situation().gap().atFailureSeconds()).hasValue(540);
  }

  @Test
  void nothingIsFrozenWhileThisUnitsOwnLinksAreDown() {
    b.watch.silent = Duration.ofSeconds(60);
    b.watch.state = PeerState.DOWN;
    b.watch.reason = PeerReason.LINK_DOWN_HERE;
    b.tick.run();
    b.tick.run();
    assertThat(b.continuity.situation().gap().atFailureSeconds()).isEmpty();
  }

  @Test
  void anOperationWhoseEndCannotBeWrittenIsHaltedOnceItCan() throws OrderRefused {
    cut();
    b.silent();
    b.appliance.before = () -> b.ledger.beforeCommit(() -> {
      throw new LedgerException("no space is left");
    });
    b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED));
    b.appliance.before = () -> {};
    b.pass(Duration.ofSeconds(3));
    assertThat(b.role()).isEqualTo(Role.PROMOTING);
    b.ledger.beforeCommit(() -> {});
    b.pass(Duration.ofSeconds(3));
    assertThat(b.role()).isEqualTo(Role.HALTED);
    OperationView halted = b.continuity.situation().operation().orElseThrow();
    assertThat(halted.detail()).contains("no space is left");
    b.continuity.resume(b.order("resume", FenceKind.NOT_ATTESTED));
    assertThat(b.role()).isEqualTo(Role.PRIMARY);
    assertThat(b.appliance.swaps).isEqualTo(1);
  }

  @Test
  void aCrashAfterTheEndOfAPromotionDoesNotHoldTheSlotsForEver() {
    b.silent();
    b.appliance.open = List.of("cron (pid 7) has /live/mail/x open");
    b.stage.onRelease = () -> {
      throw new World.Died();
    };
    assertThatThrownBy(() -> b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED)))
        .isInstanceOf(World.Died.class);
    assertThat(b.stage.held).isTrue();
    b.restart();
    assertThat(b.role()).isEqualTo(Role.SECONDARY);
    assertThat(b.stage.held).as("no build could ever begin again").isFalse();
  }

  @Test
  void everyStepThatTouchesTheWorldHasALimit() throws OrderRefused {
    promoteOverTheDeadPrimary();
    assertThat(b.limits)
        .containsKeys(
            "hold the generation 7",
            "look at the peer once more",
            "swap the data into place",
            "let services run",
            "start pbx/core",
            "take the addresses");
  }

  @Test
  void aSwapThatRanOutOfTimeIsNotBegunAgainBesideItself() throws Exception {
    CountDownLatch swapping = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    cut();
    b.silent();
    b.hanging = "swap the data into place";
    b.appliance.before = () -> {
      swapping.countDown();
      try {
        assertThat(disk.await(5, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
    b.continuity.promote(b.order("promote", FenceKind.UNPLUGGED));
    assertThat(b.role()).isEqualTo(Role.HALTED);
    assertThat(swapping.await(5, TimeUnit.SECONDS)).isTrue();
    b.hanging = "";
    b.continuity.resume(b.order("resume", FenceKind.NOT_ATTESTED));
    assertThat(b.role()).isEqualTo(Role.HALTED);
    assertThat(b.continuity.situation().operation().orElseThrow().detail())
        .contains("has not ended yet");
    disk.countDown();
    await().until(() -> b.stage.consumed);
    b.appliance.before = () -> {};
    await().untilAsserted(() -> {
      if (b.role() == Role.HALTED) {
        b.continuity.resume(b.order("resume", FenceKind.NOT_ATTESTED));
      }
      assertThat(b.role()).isEqualTo(Role.PRIMARY);
    });
    assertThat(b.appliance.swaps).isEqualTo(1);
    assertThat(b.late).isEmpty();
  }
}
