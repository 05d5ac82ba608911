package dev.bcs.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.ledger.LedgerException;
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
}
