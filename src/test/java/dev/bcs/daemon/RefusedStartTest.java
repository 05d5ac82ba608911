package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.daemon.RealUnit.Said;
import dev.bcs.ledger.Ledger;
import dev.bcs.link.FreePorts;
import dev.bcs.unit.Role;
import dev.bcs.unit.RoleBook;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a daemon from starting: a sentence, an exit code, and nothing half open. */
class RefusedStartTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir
  Path folder;

  private RealUnit unit() throws IOException {
    RealUnit unit = new RealUnit(folder, "wave-a");
    unit.configure("primary", FreePorts.one(), "");
    return unit;
  }

  @Test
  void aWrongConfigurationIsToldByLineWithAWayOut() throws IOException {
    RealUnit unit = unit();
    String good = Files.readString(unit.config);
    Files.writeString(unit.config, good.replace("every = ", "evry = "));
    refused(unit, 2, "bcs.toml:8: [backup] has no key \"evry\"\nhint: did you mean every?");
    Files.writeString(unit.config, good.replace("every = \"6h\"", "schedule = [\"61 * * * *\"]"));
    refused(unit, 2, "bcs.toml:8: ", "61");
    Files.writeString(unit.config, good.substring(0, good.indexOf("listen = [") + 10));
    refused(unit, 2, "bcs.toml:11: ");
    Files.write(unit.config, new byte[] {'[', (byte) 0xff, 0, 1, 2});
    refused(unit, 2, "bcs.toml:1: this line is not UTF-8\nhint: save the file as UTF-8");
    Files.delete(unit.config);
    refused(unit, 2, "there is no file " + unit.config);
    assertThat(unit.home.directory()).doesNotExist();
  }

  @Test
  void aWindowWhosePortIsInUseOpensNothing() throws Exception {
    RealUnit unit = unit();
    try (ServerSocket taken = new ServerSocket(unit.http, 1, HERE)) {
      mustOpenNothing(unit, "127.0.0.1:" + taken.getLocalPort(), unit.jmx);
    }
    try (ServerSocket taken = new ServerSocket(unit.jmx, 1, HERE)) {
      mustOpenNothing(unit, "127.0.0.1:" + taken.getLocalPort(), unit.http);
    }
    try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(HERE, unit.snmp))) {
      mustOpenNothing(unit, "127.0.0.1:" + taken.getLocalPort(), unit.http, unit.jmx);
    }
  }

  @Test
  void aPairWhosePortIsInUseOpensNothing() throws Exception {
    try (RealPair pair = new RealPair(folder, folder)) {
      pair.pair();
      RealUnit unit = pair.first;
      try (ServerSocket taken = new ServerSocket(unit.link, 1, HERE)) {
        mustOpenNothing(unit, "127.0.0.1:" + taken.getLocalPort(), unit.http, unit.jmx);
      }
      try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(HERE, unit.link))) {
        mustOpenNothing(unit, "127.0.0.1:" + taken.getLocalPort(), unit.http, unit.jmx);
        Said said = unit.failToStart();
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.plain().err()).contains("bcs: cannot listen for beats at UDP 127.0.0.1:");
      }
      try (Ledger ledger = Ledger.open(unit.home.ledger(), Tables.ALL)) {
        assertThat(new RoleBook(ledger).standing().role())
            .as("nothing was decided")
            .isEqualTo(Role.UNPAIRED);
      }
    }
  }

  /** The start ends with 1 and a sentence that names the port; all others are free again. */
  private static void mustOpenNothing(RealUnit unit, String named, int... free) throws IOException {
    Set<String> before = threads();
    refused(unit, 1, named, "in use", "\nhint: ");
    unit.home.claim().close();
    for (int port : free) {
      try (ServerSocket again = new ServerSocket(port, 1, HERE)) {
        assertThat(again.isBound()).isTrue();
      }
    }
    assertThat(unit.bcs("status").plain().code()).isEqualTo(5);
    assertThat(threads()).isSubsetOf(before);
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("bcs-"))
        .collect(Collectors.toSet());
  }

  private static void refused(RealUnit unit, int code, String... parts) {
    Said said = unit.bcs("run").plain();
    assertThat(said.code()).as(said.err()).isEqualTo(code);
    assertThat(said.err()).startsWith("bcs: ").contains(List.of(parts));
  }

  @Test
  void startsWithoutItsDatasetAndRefusesASecondDaemonAtItsHome() throws Exception {
    RealUnit unit = unit();
    Files.delete(unit.live);
    try (unit) {
      unit.start();
      unit.awaitAnswer();
      refused(unit, 1, "another bcs already uses the home", "\nhint: stop it first");
      assertThat(unit.bcs("status").code()).isZero();
      await().atMost(RealUnit.SOON).until(() -> unit.logText().contains("of hq-pbx runs"));
      unit.stop();
      assertThat(unit.logText())
          .contains("the dataset pbx/mail is at " + unit.live + ", which does not exist")
          .contains("wave-a of hq-pbx runs")
          .doesNotContain("\tat ");
    }
    for (String command : List.of("status", "backup", "events", "operation")) {
      assertThat(unit.bcs(command).plain().code()).as(command).isEqualTo(5);
    }
    Said promote = unit.bcs("promote", "--reason", "nobody is there").plain();
    assertThat(promote.code()).isEqualTo(5);
    assertThat(promote.err()).startsWith("bcs: the daemon does not answer").contains("\nhint: ");
  }

  @Test
  void theHomeOfAnotherUserIsLeftAlone() throws Exception {
    RealUnit unit = unit();
    Files.createDirectories(unit.home.directory());
    assumeThat(Files.isWritable(Path.of("/etc/passwd")))
        .as("only root can give a home away")
        .isTrue();
    Files.setOwner(
        unit.home.directory(),
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    refused(
        unit, 1, "the home " + unit.home.directory() + " belongs to nobody", "\nhint: run it as");
    try (var left = Files.list(unit.home.directory())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aLedgerOfANewerVersionOrADamagedOneIsNotTouched() throws Exception {
    RealUnit unit = unit();
    try (Ledger ledger = Ledger.open(unit.home.prepare().ledger(), Tables.ALL)) {
      ledger.enter(
          tx -> tx.exec("INSERT INTO ledger_migration(room, version) VALUES('store', 99)"));
    }
    refused(unit, 1, "was written by a newer bcs (store 99)", "\nhint: install that version again");
    unit.home.claim().close();
    Files.writeString(unit.home.ledger(), "no database ".repeat(1000));
    refused(unit, 1, "the ledger " + unit.home.ledger(), "\nhint: ");
    assertThat(Files.readString(unit.home.ledger())).startsWith("no database");
    unit.home.claim().close();
  }
}
