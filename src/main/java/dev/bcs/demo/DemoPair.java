package dev.bcs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.files.Disk;
import dev.bcs.snmp.SnmpClient;
import dev.bcs.snmp.TrapReceiver;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Two units on loopback with the sample appliance, and the receiver of their informs. */
final class DemoPair implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration FIRST_BACKUP = Duration.ofSeconds(60);
  private static final long SEED = 7401;
  private static final List<String> MIBS =
      List.of("BCS-MIB.txt", "ietf/SNMPv2-SMI", "ietf/SNMPv2-TC", "ietf/SNMPv2-CONF");

  final DemoUnit first;
  final DemoUnit second;
  final DemoUsers users = DemoUsers.make();
  final TrapReceiver traps;
  private final Path folder;

  /** Lays everything out under the folder; starts nothing. */
  DemoPair(Path folder, DemoPorts ports) throws IOException {
    this.folder = folder;
    this.first = new DemoUnit("wave-a", folder.resolve("wave-a"), ports.first());
    this.second = new DemoUnit("wave-b", folder.resolve("wave-b"), ports.second());
    byte[] engineOfFirst = layOut(first, second, true, ports);
    byte[] engineOfSecond = layOut(second, first, false, ports);
    new SampleData(Disk.system(), SEED, SampleData.Amount.SMALL).layOut(first.data());
    for (String part : Losses.CLASSES.keySet()) {
      Files.createDirectories(second.data().resolve(part));
    }
    for (String name : MIBS) {
      copy("mibs/" + name, folder.resolve("mibs").resolve(name));
    }
    writeTrapConfig(List.of(engineOfFirst, engineOfSecond));
    byte[] own = new byte[12];
    new SecureRandom().nextBytes(own);
    own[0] = (byte) 0x80;
    traps = new TrapReceiver(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.traps()),
        own,
        List.of(new TrapReceiver.Sender(users.viewer(), users.viewerPassword(), new byte[0])),
        Clocks.system());
  }

  private byte[] layOut(DemoUnit unit, DemoUnit peer, boolean primary, DemoPorts ports)
      throws IOException {
    Files.createDirectories(unit.data());
    new SampleData(Disk.system(), SEED, SampleData.Amount.SMALL)
        .installTools(
            unit.config().resolveSibling(""),
            Path.of(System.getProperty("java.home"), "bin", "java"),
            System.getProperty("java.class.path"));
    DemoConfig.write(unit, peer, primary, ports, users);
    return unit.install(users);
  }

  private static void copy(String resource, Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (InputStream in = DemoPair.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new DemoFailed("this build lacks " + resource);
      }
      Files.copy(in, file);
    }
  }

  /** For a snmptrapd of one's own: a trap is signed by its sender's engine (RFC 3414). */
  private void writeTrapConfig(List<byte[]> engines) throws IOException {
    StringBuilder text = new StringBuilder("disableAuthorization no\n");
    for (byte[] engine : engines) {
      text.append("createUser -e 0x").append(HexFormat.of().formatHex(engine)).append(' ');
      text.append(users.viewer()).append(" SHA-256 ").append(users.viewerPassword());
      text.append(" AES ").append(users.viewerPassword()).append('\n');
    }
    text.append("authUser log ").append(users.viewer()).append(" priv\n");
    Files.writeString(trapConfig(), text.toString());
  }

  Path trapConfig() {
    return folder.resolve("snmptrapd.conf");
  }

  Path mibs() {
    return folder.resolve("mibs");
  }

  /** Starts both units and makes them a pair, whose first backup is verified when it returns. */
  void start(Timeline line) throws IOException, InterruptedException {
    traps.start();
    line.say("wave-a and wave-b start, each in a JVM of its own");
    first.start();
    second.start();
    for (DemoUnit unit : List.of(first, second)) {
      line.await(unit.name() + " answering on its socket", START, () -> {
        mustLive(unit);
        return Optional.of(unit.status());
      });
    }
    String code =
        first.order("/api/v1/pair/invite", DemoUnit.body()).path("code").asText();
    String paired = second
        .order(
            "/api/v1/pair/accept",
            DemoUnit.body()
                .put("host", "127.0.0.1")
                .put("port", first.ports().link())
                .put("code", code))
        .path("text")
        .asText();
    line.say("the code of wave-a is taken up by wave-b: " + paired);
    JsonNode status = line.await("the first backup verified on wave-b", FIRST_BACKUP, () -> {
      mustLive(first);
      mustLive(second);
      return Optional.of(second.status())
          .filter(s -> s.path("gap").path("generation").asLong() > 0);
    });
    line.await(
        "the switchboard of wave-a answering",
        START,
        () -> Optional.of(first.status())
            .filter(s -> s.path("services").path(0).path("state").asText().equals("running")));
    line.say("backup verified on wave-b: generation "
        + status.path("gap").path("generation").asLong() + ", the gap is "
        + status.path("gap").path("seconds").asLong() + " s of "
        + status.path("gap").path("limitSeconds").asLong() + " s");
  }

  private static void mustLive(DemoUnit unit) throws DemoFailed {
    Timeline.must(unit.isAlive(), "the daemon of " + unit.name() + " has ended by itself");
  }

  /** The operator's SNMP session at this unit. */
  SnmpClient snmp(DemoUnit unit) throws IOException {
    return SnmpClient.connect(
        "127.0.0.1", unit.ports().snmp(), users.operator(), users.operatorPassword());
  }

  /** Leaves nothing running. */
  @Override
  public void close() throws IOException {
    boolean interrupted = false;
    for (DemoUnit unit : List.of(first, second)) {
      try {
        unit.end();
      } catch (InterruptedException hurried) {
        interrupted = true;
        unit.log();
      }
    }
    traps.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
