package dev.bcs.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.link.FreePorts;
import dev.bcs.status.AlarmKind;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications to net-snmp's own receiver, with the configuration that a user would write. */
class SnmptrapdTest {
  private static final String ROOT = "." + Mib.DEFAULT_ROOT;

  @TempDir
  private Path dir;

  @Test
  void aTrapIsLoggedByItsSendersEngine() throws Exception {
    String engine = HexFormat.of().formatHex(new KeyedAccess("wave-b").engine().id());
    String log = logOf("trap", "createUser -e 0x" + engine + " ");
    assertThat(log)
        .contains(ROOT + ".0.1")
        .contains("hq-pbx/primary-failed")
        .contains(ROOT + ".1.3.5.0 = Gauge32: 492")
        .contains("wave-a is silent on all paths");
  }

  @Test
  void anInformIsLoggedOnceAndAcknowledged() throws Exception {
    String log = logOf("inform", "createUser ");
    assertThat(log.split("hq-pbx/primary-failed", -1)).hasSize(2);
  }

  /** Starts snmptrapd, raises primary-failed, and answers what it logged. */
  private String logOf(String type, String createUser) throws Exception {
    Files.createDirectories(dir.resolve("state"));
    Path conf = dir.resolve("snmptrapd.conf");
    Files.writeString(
        conf,
        createUser + FakeAccess.VIEWER + " SHA-256 " + FakeAccess.VIEWER_PASSWORD + " AES "
            + FakeAccess.VIEWER_PASSWORD + "\nauthUser log " + FakeAccess.VIEWER + " priv\n");
    int port = FreePorts.one();
    Path log = dir.resolve("trapd.log");
    Process trapd = new Tool(dir)
        .start(
            "snmptrapd",
            "snmptrapd",
            List.of(
                "-f",
                "-n",
                "-On",
                "-Lf",
                log.toString(),
                "-C",
                "-c",
                conf.toString(),
                "-p",
                dir.resolve("pid").toString(),
                "udp:127.0.0.1:" + port),
            dir.resolve("trapd.out"));
    try (AgentRig rig = new AgentRig(
        SamplePictures.outage(),
        new SnmpSettings.Target("127.0.0.1:" + port, type, FakeAccess.VIEWER))) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.exists(log) && Files.readString(log).contains("NET-SNMP version"));
      rig.history.add(
          AlarmKind.PRIMARY_FAILED, Severity.CRITICAL, "wave-a", "wave-a is silent on all paths");
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> Files.readString(log).contains("hq-pbx/primary-failed"));
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> rig.outbox.cursor("snmp:127.0.0.1:" + port) == 1);
      return Files.readString(log);
    } finally {
      trapd.destroy();
      trapd.waitFor(5, TimeUnit.SECONDS);
    }
  }
}
