package dev.bcs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.daemon.Tables;
import dev.bcs.http.UnixClient;
import dev.bcs.ledger.Ledger;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Right;
import dev.bcs.unit.Users;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One unit of a demo: its folder, its daemon as a process of its own, and questions to it.
 *
 * <pre>
 * NAME/bcs.toml   its configuration         NAME/home/   what BCS keeps
 * NAME/pbx/       the appliance's data      NAME/bin/    what starts and stops the switchboard
 * NAME/bcs.log    what the daemon says
 * </pre>
 */
final class DemoUnit {
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final long END_SECONDS = 15;

  private final String name;
  private final Path folder;
  private final DemoPorts.Of ports;
  private final UnixClient client;
  private @Nullable Process daemon;

  DemoUnit(String name, Path folder, DemoPorts.Of ports) {
    this.name = name;
    this.folder = folder;
    this.ports = ports;
    this.client = new UnixClient(home().socket(), "", ANSWER, Clocks.system());
  }

  String name() {
    return name;
  }

  DemoPorts.Of ports() {
    return ports;
  }

  Home home() {
    return Home.at(folder.resolve("home"));
  }

  Path config() {
    return folder.resolve("bcs.toml");
  }

  Path data() {
    return folder.resolve("pbx");
  }

  Path log() {
    return folder.resolve("bcs.log");
  }

  Path bin() {
    return folder.resolve("bin");
  }

  Path pidFile() {
    return folder.resolve("switchboard.pid");
  }

  URI switchboard() {
    return URI.create("http://127.0.0.1:" + ports.switchboard() + "/");
  }

  String page() {
    return "http://127.0.0.1:" + ports.http() + "/";
  }

  /** Makes home, identity and users, as an installer would; answers the SNMP engine. */
  byte[] install(DemoUsers users) {
    Home made = home().prepare();
    try (Ledger ledger = Ledger.open(made.ledger(), Tables.ALL)) {
      Identity identity = Identity.of(ledger, name);
      Keys.of(made, name, Clocks.system().now());
      Users known = new Users(ledger, identity, Clocks.system());
      known.add(users.viewer(), Right.VIEWER, users.viewerPassword().toCharArray());
      known.add(users.operator(), Right.OPERATOR, users.operatorPassword().toCharArray());
      return identity.engineId();
    }
  }

  /** The command that runs its daemon. */
  List<String> command() {
    List<String> words = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-Xmx128m",
        "-Dfile.encoding=UTF-8",
        "-Dsun.jnu.encoding=UTF-8"));
    if (Runtime.version().feature() >= 22) {
      words.add("--enable-native-access=ALL-UNNAMED");
    }
    words.addAll(List.of(
        "-cp",
        System.getProperty("java.class.path"),
        "dev.bcs.cli.Bcs",
        "run",
        "--home",
        home().directory().toString(),
        "--config",
        config().toString()));
    return words;
  }

  /** Starts the daemon in a process group of its own, whose number is its process's. */
  void start() throws IOException {
    List<String> words = new ArrayList<>(command());
    words.add(0, "setsid");
    ProcessBuilder builder = new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      daemon = builder.start();
    } catch (IOException noSetsid) {
      throw new DemoFailed("the daemon of " + name + " cannot be started: " + noSetsid.getMessage()
          + "\nhint: the demo needs setsid, of util-linux");
    }
  }

  /** Process and process group of the daemon; 0 if it was never started. */
  long pid() {
    Process running = daemon;
    return running == null ? 0 : running.pid();
  }

  boolean isAlive() {
    Process running = daemon;
    return running != null && running.isAlive();
  }

  /** Kills the daemon and all in its process group with signal 9, and waits until all are gone. */
  void killGroup() throws IOException, InterruptedException {
    Process running = daemon;
    if (running == null) {
      return;
    }
    String group = "-" + running.pid();
    new ProcessBuilder(
            "sh",
            "-c",
            "kill -9 " + group + " 2>/dev/null; for look in $(seq 100); do kill -0 " + group
                + " 2>/dev/null || exit 0; sleep 0.05; done")
        .inheritIO()
        .start()
        .waitFor(END_SECONDS, TimeUnit.SECONDS);
    running.waitFor(END_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends the daemon in good order, then what of its group is left: the switchboard. */
  void end() throws IOException, InterruptedException {
    Process running = daemon;
    if (running == null) {
      return;
    }
    running.destroy();
    running.waitFor(END_SECONDS, TimeUnit.SECONDS);
    killGroup();
    daemon = null;
  }

  JsonNode status() throws IOException {
    return asked(client.get("/api/v1/status"));
  }

  /** Orders something over the unit's own socket. */
  JsonNode order(String path, ObjectNode body) throws IOException {
    return asked(client.post(path, body));
  }

  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode asked(UnixClient.Reply reply) throws IOException {
    if (!reply.well()) {
      throw new IOException(
          name + " answered " + reply.status() + ": " + reply.body().strip());
    }
    return reply.json();
  }

  /** The last lines of its log, for when something did not hold. */
  List<String> lastWords(int most) {
    try {
      List<String> lines = Files.readAllLines(log());
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException noLog) {
      return List.of();
    }
  }
}
