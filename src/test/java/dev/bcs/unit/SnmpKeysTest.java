package dev.bcs.unit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.link.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SNMPv3 keys, against the vectors of the RFC and a real net-snmp. */
class SnmpKeysTest {
  private static final Path SNMPD = Path.of("/usr/sbin/snmpd");
  private static final Path SNMPGET = Path.of("/usr/bin/snmpget");
  private static final String PASSWORD = "correct horse";

  @TempDir
  Path folder;

  @Test
  void followTheVectorsOfRfc3414() {
    byte[] engine = HexFormat.of().parseHex("000000000000000000000002");
    assertThat(localized("SHA-1", engine)).isEqualTo("6695febc9288e36282235fc7151f128497b38f3f");
    assertThat(localized("MD5", engine)).isEqualTo("526f5eed9fcce26f8964c2930787d82b");
  }

  @Test
  void netSnmpTakesTheKeysInPlaceOfThePassword() throws Exception {
    Assumptions.assumeTrue(Files.exists(SNMPD) && Files.exists(SNMPGET), "net-snmp is not here");
    byte[] engine = HexFormat.of().parseHex("80001f88050102030405060708090a0b0c");
    SnmpKeys keys = SnmpKeys.localized(SnmpKeys.anywhere(PASSWORD.toCharArray()), engine);
    int port = FreePorts.one();
    Path config = Files.writeString(
        folder.resolve("snmpd.conf"),
        "exactEngineID 0x" + HexFormat.of().formatHex(engine) + "\n"
            + "createUser noc SHA-256 \"" + PASSWORD + "\" AES \"" + PASSWORD + "\"\n"
            + "rouser noc priv\nsysName made-of-keys\n");
    Process daemon = run(List.of(
        SNMPD.toString(),
        "-f",
        "-Lf",
        folder.resolve("log").toString(),
        "-C",
        "-c",
        config.toString(),
        "udp:127.0.0.1:" + port));
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(get(port, keys)).contains("made-of-keys"));
    } finally {
      daemon.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }
  }

  private String get(int port, SnmpKeys keys) throws IOException, InterruptedException {
    Process client = run(List.of(
        SNMPGET.toString(),
        "-v3",
        "-u",
        "noc",
        "-l",
        "authPriv",
        "-a",
        "SHA-256",
        "-3k",
        "0x" + HexFormat.of().formatHex(keys.auth()),
        "-x",
        "AES",
        "-3K",
        "0x" + HexFormat.of().formatHex(keys.priv()),
        "-t",
        "1",
        "-r",
        "0",
        "-On",
        "127.0.0.1:" + port,
        "1.3.6.1.2.1.1.5.0"));
    client.waitFor(5, TimeUnit.SECONDS);
    return new String(
        client.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private Process run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SNMP_PERSISTENT_DIR", folder.resolve("state").toString());
    builder.environment().put("MIBS", "");
    return builder.start();
  }

  private static String localized(String hash, byte[] engine) {
    byte[] anywhere = SnmpKeys.anywhere(hash, "maplesyrup".toCharArray());
    return HexFormat.of().formatHex(SnmpKeys.localize(hash, anywhere, engine));
  }
}
