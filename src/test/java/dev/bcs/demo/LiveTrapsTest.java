package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.snmp.Tool;
import dev.bcs.time.Clocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real snmptrapd logs of a primary that is killed and comes back; beats as by default. */
class LiveTrapsTest {
  private static final Duration VERDICT = Duration.ofSeconds(4);
  private static final String KEY = "demo/primary-failed";

  @TempDir
  private Path folder;

  @Test
  void snmptrapdLogsTheFailureWithinFourSecondsAndItsEndWithTheSameKey() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    Path log = folder.resolve("trapd.log");
    LivePair laid = LivePair.withDefaultBeats(folder.resolve("pair"));
    Process trapd = trapd(laid, log);
    try (LivePair pair = laid.start()) {
      await()
          .atMost(LivePair.LONGEST)
          .until(() -> Files.exists(log) && Files.readString(log).contains("NET-SNMP version"));
      long killed = Clocks.system().ticks();
      pair.first.killGroup();
      await()
          .atMost(LivePair.LONGEST)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> logged(log, "bcsPrimaryFailed") == 1);
      Duration took = Clocks.system().since(killed);
      System.out.println("snmptrapd logged bcsPrimaryFailed " + took.toMillis() + " ms after the"
          + " kill, of at most " + VERDICT.toMillis());
      assertThat(took).isLessThanOrEqualTo(VERDICT);

      pair.first.start();
      pair.role(pair.first, "primary");
      await().atMost(LivePair.LONGEST).until(() -> logged(log, "bcsPrimaryRecovered") == 1);
      assertThat(logged(log, "bcsPrimaryFailed")).isEqualTo(1);
    } finally {
      trapd.destroy();
      trapd.waitFor(5, TimeUnit.SECONDS);
    }
  }

  /** As an administrator runs it, with the configuration that the demo prints. */
  private Process trapd(LivePair laid, Path log) throws Exception {
    Path conf = folder.resolve("snmptrapd.conf");
    Files.copy(laid.pair.trapConfig(), conf);
    return new Tool(folder)
        .start(
            "snmptrapd",
            "snmptrapd",
            List.of(
                "-f",
                "-n",
                "-OS",
                "-M",
                Path.of("mibs/ietf").toAbsolutePath() + ":" + Path.of("mibs").toAbsolutePath(),
                "-m",
                "BCS-MIB",
                "-Lf",
                log.toString(),
                "-C",
                "-c",
                conf.toString(),
                "-p",
                folder.resolve("trapd.pid").toString(),
                "udp:127.0.0.1:" + laid.ports.yourTraps()),
            folder.resolve("trapd.out"));
  }

  /** How often this notification was logged with the key that pairs raise and clear. */
  private static long logged(Path log, String notification) throws Exception {
    Matcher found = Pattern.compile("BCS-MIB::" + notification + "\\b.*" + KEY.replace("/", "\\/"))
        .matcher(Files.readString(log));
    return found.results().count();
  }
}
