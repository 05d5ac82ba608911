package dev.bcs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.ledger.Ledger;
import dev.bcs.link.FreePorts;
import dev.bcs.status.FakePairing;
import dev.bcs.status.PictureSketch;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Word;
import dev.bcs.time.Threads;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pairs and users, before the first start and through the daemon. */
class PairTest {
  @TempDir
  Path folder;

  private Site a;
  private Site b;

  @BeforeEach
  void name() throws IOException {
    a = new Site(folder, "wave-a", FreePorts.one());
    b = new Site(folder, "wave-b", FreePorts.one());
  }

  private void sites(String service) throws IOException {
    a.configure("primary", b.port, "");
    b.configure("secondary", a.port, service);
  }

  /** Pairs two units as their administrators would. */
  static void pair(Site inviter, Site guest) throws Exception {
    ExecutorService thread = Threads.pool("test", "invite", 1, 1);
    try {
      Shell inviting = inviter.shell();
      Future<Integer> invited = thread.submit(() -> inviting.run("pair", "invite"));
      Shell accepting = guest.shell();
      int accepted = accepting.run("pair", "accept", "127.0.0.1:" + inviter.port, code(inviting));
      assertThat(accepted).as(accepting.err()).isZero();
      assertThat(invited.get(20, TimeUnit.SECONDS)).as(inviting.err()).isZero();
      assertThat(accepting.out())
          .contains("paired with " + inviter.name + " as hq-pbx; this unit, " + guest.name);
      assertThat(inviting.out()).contains("paired with " + guest.name + " as hq-pbx");
    } finally {
      thread.shutdownNow();
    }
  }

  private static String code(Shell inviting) {
    await().atMost(Duration.ofSeconds(20)).until(() -> inviting.out().contains("waiting for"));
    return inviting
        .out()
        .lines()
        .filter(l -> l.startsWith("code:"))
        .findFirst()
        .orElseThrow()
        .substring(8);
  }

  @Test
  void withoutDaemonsAPairIsMadeAndKeepsItsRoles() throws Exception {
    sites("");
    pair(b, a);
    try (Ledger ledger = a.ledger()) {
      assertThat(Pairing.of(ledger).orElseThrow().firstRole()).isEqualTo(Role.PRIMARY);
    }
    try (Ledger ledger = b.ledger()) {
      assertThat(Pairing.of(ledger).orElseThrow().firstRole()).isEqualTo(Role.SECONDARY);
    }
  }

  @Test
  void fiveWrongCodesCloseTheInvitation() throws Exception {
    sites("");
    ExecutorService thread = Threads.pool("test", "invite", 1, 1);
    Shell inviting = a.shell();
    Future<Integer> invited = thread.submit(() -> inviting.run("pair", "invite"));
    String code = code(inviting);
    char last = code.charAt(code.length() - 1) == 'A' ? 'B' : 'A';
    String wrong = code.substring(0, code.length() - 1) + last;
    Shell accepting = b.shell();
    for (int i = 0; i < 5; i++) {
      assertThat(accepting.run("pair", "accept", "127.0.0.1:" + a.port, wrong)).isEqualTo(4);
      assertThat(accepting.err()).contains("the code is wrong");
    }
    assertThat(invited.get(20, TimeUnit.SECONDS)).isEqualTo(4);
    assertThat(inviting.err())
        .contains("the code is wrong (1 of 5)")
        .contains("bcs: five wrong codes came: the invitation is closed");
    thread.shutdownNow();
  }

  @Test
  void whatCannotBeAPairIsASentence() throws Exception {
    sites("");
    Shell shell = b.shell();
    assertThat(shell.run("pair", "accept", "127.0.0.1:" + a.port, "ABCD")).isEqualTo(4);
    assertThat(shell.err()).startsWith("bcs: the code has 4 letters, not 32\nhint: ");
    String code = "ABCD-EFGH-".repeat(4).substring(0, 39);
    assertThat(shell.run("pair", "accept", "127.0.0.1:" + a.port, code)).isEqualTo(1);
    assertThat(shell.err()).startsWith("bcs: nobody answers at 127.0.0.1:" + a.port);
    try (ServerSocket taken = new ServerSocket(b.port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(shell.run("pair", "invite")).isEqualTo(1);
      assertThat(shell.err()).contains("the port is in use\nhint: ");
      assertThat(taken.isBound()).isTrue();
    }
    try (dev.bcs.unit.Home.Claim claim = b.home.claim()) {
      assertThat(shell.run("pair", "invite")).isEqualTo(5);
      assertThat(shell.err()).contains("a bcs uses the home");
      assertThat(claim).isNotNull();
    }
    Files.delete(b.config);
    assertThat(shell.run("pair", "invite")).isEqualTo(2);
  }

  @Test
  void aSecondaryWhoseServicesRunIsPairedOnlyWithConsent() throws Exception {
    try (ServerSocket service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      sites(String.format(Locale.ROOT, """
          [[application.service]]
          name = "pbx"
          start = ["/bin/true"]
          stop = ["/bin/true"]
          check = { tcp = "127.0.0.1:%d", within = "5s" }
          """, service.getLocalPort()));
      Shell shell = b.shell();
      String code = "ABCD-EFGH-".repeat(4).substring(0, 39);
      assertThat(shell.run("pair", "accept", "127.0.0.1:" + a.port, code)).isEqualTo(4);
      assertThat(shell.err()).contains("services run here (pbx/pbx)").contains("--yes");
      FakePerson person = shell.person("n");
      assertThat(shell.run("pair", "accept", "127.0.0.1:" + a.port, code)).isEqualTo(4);
      assertThat(person.asked().get(0)).endsWith("Pair it? [y/N] ");
      shell.person("y");
      assertThat(shell.run("pair", "accept", "127.0.0.1:" + a.port, code)).isEqualTo(1);
      assertThat(shell.err()).contains("nobody answers");
    }
  }

  @Test
  void throughTheDaemonAnInvitationIsWaitedFor() throws IOException {
    try (Rig rig = new Rig(SamplePictures.unpaired(), folder)) {
      rig.then(s -> {}, s -> s.role = new Word("secondary", 3));
      assertThat(rig.shell.run("pair", "invite")).isZero();
      assertThat(rig.shell.out())
          .contains("code:   " + FakePairing.CODE, "until 2026-11-22 10:24:00")
          .contains("this unit is secondary");
    }
    PictureSketch unpaired = SamplePictures.unpaired();
    try (Rig rig = new Rig(unpaired, folder.resolve("b"))) {
      rig.then(s -> {}, s -> rig.pairing.become("closed"));
      assertThat(rig.shell.run("pair", "invite")).isEqualTo(4);
      assertThat(rig.shell.err()).startsWith("bcs: five wrong codes came");
      rig.then(s -> rig.pairing.become("expired"));
      assertThat(rig.shell.run("pair", "invite")).isEqualTo(1);
      assertThat(rig.shell.run("pair", "accept", "10.0.0.1", FakePairing.CODE)).isZero();
      assertThat(rig.shell.out()).isEqualTo("paired with wave-a; this unit is secondary\n");
      assertThat(rig.shell.run("pair", "accept", "10.0.0.1:7410", "WRONG")).isEqualTo(4);
      assertThat(rig.shell.err()).startsWith("wrong-code: this code is wrong or was used");
      assertThat(rig.pairing.calls().get(3)).startsWith("accept 10.0.0.1:7410 by ");
    }
  }

  @Test
  void usersAreMadeBeforeTheFirstStartAndThroughTheDaemonAlike() throws IOException {
    sites("");
    users(a.shell(), 0);
    try (Rig rig = new Rig(SamplePictures.secondary(), folder.resolve("rig"))) {
      users(rig.shell, 2);
    }
  }

  private void users(Shell shell, int before) throws IOException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "a-long-secret-2026\nnot this\n");
    String file = secret.toString();
    String[] add = {"user", "add", "nora", "--role", "operator", "--password-file", file};
    assertThat(shell.run(add)).as(shell.err()).isZero();
    assertThat(shell.out()).isEqualTo("nora is a user now\n");
    assertThat(shell.run(add)).isEqualTo(4);
    assertThat(shell.err()).contains("there is a user nora already");
    assertThat(shell.run("user", "list")).isZero();
    assertThat(shell.lines()).hasSize(before + 1).anyMatch(l -> l.matches("nora +operator"));
    assertThat(shell.run("user", "passwd", "nora", "--password-file", file)).isZero();
    assertThat(shell.run("user", "add", "x", "--role", "king", "--password-file", file))
        .isEqualTo(2);
    assertThat(shell.run("user", "passwd", "nora")).isEqualTo(2);
    assertThat(shell.err()).contains("there is no terminal to ask for a password");
    shell.person("another-secret", "another-secret", "one", "two");
    assertThat(shell.run("user", "passwd", "nora")).isZero();
    shell.person("one", "two");
    assertThat(shell.run("user", "passwd", "nora")).isEqualTo(2);
    assertThat(shell.err()).contains("the two passwords differ");
    assertThat(shell.run("user", "remove", "nora")).isZero();
    assertThat(shell.run("user", "remove", "nora")).isEqualTo(4);
    assertThat(shell.err()).contains("there is no user nora");
  }

  @Test
  void theConfigurationIsCheckedAndTheUnitsAreCompared() throws IOException {
    sites("");
    Shell shell = a.shell();
    assertThat(shell.run("config", "check")).as(shell.out()).isZero();
    assertThat(shell.out()).contains("not compared with the peer: the daemon does not answer");
    Files.writeString(a.config, Files.readString(a.config).replace("[unit]", "[unit]\nnmae = 7"));
    assertThat(shell.run("config", "check")).isEqualTo(2);
    assertThat(shell.out()).contains("bcs.toml:2: ").contains("hint: ");
    try (Rig rig = new Rig(SamplePictures.secondary(), folder.resolve("rig"))) {
      assertThat(rig.shell.run("config", "check")).isEqualTo(2);
      assertThat(rig.shell.out()).contains("the running unit and its peer wave-a are alike");
    }
  }
}
