package dev.bcs.demo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.cli.Bcs;
import dev.bcs.http.UnixClient;
import dev.bcs.link.FreePorts;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The demo's pair for tests: two daemons in processes of their own on free ports, each with its
 * switchboard, and what tests change of it.
 *
 * <p>Beats are short unless asked otherwise, so that a dead peer is down within two seconds. All
 * processes are gone when it is closed.
 */
final class LivePair implements AutoCloseable {
  static final Duration LONGEST = Duration.ofSeconds(90);

  final DemoPair pair;
  final DemoUnit first;
  final DemoUnit second;
  final DemoPorts ports;
  private final Path folder;

  /** How a command of bcs ended and what it printed, errors included. */
  record Ran(int exit, String output) {}

  private LivePair(Path folder, DemoPorts ports) throws IOException {
    this.folder = folder;
    this.ports = ports;
    pair = new DemoPair(folder, ports);
    first = pair.first;
    second = pair.second;
    for (DemoUnit unit : List.of(first, second)) {
      // Only the first backup runs by itself: none comes while a test looks.
      edit(unit, "every = \"1m\"", "every = \"1h\"");
      edit(unit, "gap-limit = \"3m\"", "gap-limit = \"3h\"");
    }
  }

  /** Laid out, with the heartbeat as it is by default. */
  static LivePair withDefaultBeats(Path folder) throws IOException {
    return new LivePair(folder, new DemoPorts(FreePorts.several(DemoPorts.LAST + 1)));
  }

  /** Laid out, with short beats. */
  static LivePair in(Path folder) throws IOException {
    LivePair made = withDefaultBeats(folder);
    for (DemoUnit unit : List.of(made.first, made.second)) {
      made.configure(
          unit,
          "[heartbeat]\ninterval = \"100ms\"\nsuspect-after = \"500ms\"\ndown-after = \"1500ms\"");
    }
    return made;
  }

  /** Adds tables to the configuration of a unit that was not started yet. */
  LivePair configure(DemoUnit unit, String tables) throws IOException {
    Files.writeString(unit.config(), Files.readString(unit.config()) + "\n" + tables + "\n");
    return this;
  }

  /** The unit's service starts only once this file is there. */
  LivePair startsWhen(DemoUnit unit, Path gate) throws IOException {
    Path script = script(
        unit,
        "gated",
        "while [ ! -e '" + gate + "' ]; do sleep 0.05; done",
        "exec '" + unit.bin().resolve("switchboard") + "' \"$@\"");
    return startedBy(unit, "\"" + script + "\"");
  }

  /** The unit's service runs in a session of its own, as one that a system starts. */
  LivePair inItsOwnSession(DemoUnit unit) throws IOException {
    return startedBy(
        unit, "\"/usr/bin/setsid\", \"--fork\", \"" + unit.bin().resolve("switchboard") + "\"");
  }

  private LivePair startedBy(DemoUnit unit, String words) throws IOException {
    edit(unit, "start = [\"" + unit.bin().resolve("switchboard") + "\"", "start = [" + words);
    return this;
  }

  private static void edit(DemoUnit unit, String before, String after) throws IOException {
    String text = Files.readString(unit.config());
    if (!text.contains(before)) {
      throw new IllegalStateException("the demo writes no more " + before + ": " + text);
    }
    Files.writeString(unit.config(), text.replace(before, after));
  }

  /** A shell script beside the unit's tools. */
  Path script(DemoUnit unit, String name, String... lines) throws IOException {
    Path script = unit.bin().resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  /** Both run, are a pair, the first backup is verified, and the service of the first answers. */
  LivePair start() throws IOException {
    try {
      pair.traps.start();
      first.start();
      second.start();
      status(first, "answers", s -> true);
      status(second, "answers", s -> true);
      String code =
          first.order("/api/v1/pair/invite", DemoUnit.body()).path("code").asText();
      second.order(
          "/api/v1/pair/accept",
          DemoUnit.body()
              .put("host", "127.0.0.1")
              .put("port", first.ports().link())
              .put("code", code));
      status(
          second,
          "holds a verified generation",
          s -> s.path("gap").path("generation").asLong() > 0);
      status(
          first,
          "runs its service",
          s -> s.path("services").path(0).path("state").asText().equals("running"));
      peer(second, "up");
      return this;
    } catch (IOException | RuntimeException failed) {
      failed.addSuppressed(new IllegalStateException(lastWords()));
      close();
      throw failed;
    }
  }

  /** Waits until the unit's status is so, and answers it; a silent unit is not yet so. */
  JsonNode status(DemoUnit unit, String what, Predicate<JsonNode> so) {
    return await(unit.name() + " " + what)
        .atMost(LONGEST)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> asked(unit), s -> s.isPresent() && so.test(s.get()))
        .orElseThrow();
  }

  private static Optional<JsonNode> asked(DemoUnit unit) {
    try {
      return Optional.of(unit.status());
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  JsonNode role(DemoUnit unit, String role) {
    return status(unit, "is " + role, s -> s.path("role").asText().equals(role));
  }

  JsonNode peer(DemoUnit unit, String state) {
    return status(
        unit,
        "sees its peer " + state,
        s -> s.path("peer").path("state").asText().equals(state));
  }

  /** Waits until the alarm is raised; answers it. */
  JsonNode alarm(DemoUnit unit, String name) {
    return alarm(status(unit, "raises " + name, s -> alarm(s, name).isPresent()), name)
        .orElseThrow();
  }

  static Optional<JsonNode> alarm(JsonNode status, String name) {
    for (JsonNode alarm : status.path("alarms")) {
      if (alarm.path("name").asText().equals(name)) {
        return Optional.of(alarm);
      }
    }
    return Optional.empty();
  }

  /** Waits until the unit's operation has this result; answers it. */
  JsonNode operation(DemoUnit unit, String result) {
    return status(
            unit,
            "has an operation that is " + result,
            s -> s.path("operation").path("result").asText().equals(result))
        .path("operation");
  }

  /** Waits until this step runs. */
  void atStep(DemoUnit unit, String step) {
    status(unit, "is at " + step, s -> {
      for (JsonNode each : s.path("operation").path("steps")) {
        if (each.path("state").asText().equals("running")) {
          return each.path("name").asText().startsWith(step);
        }
      }
      return false;
    });
  }

  /** All that the unit recorded after an event. */
  List<JsonNode> events(DemoUnit unit, long after) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    client(unit)
        .get("/api/v1/events?most=1000&after=" + after)
        .json()
        .path("events")
        .forEach(found::add);
    return found;
  }

  long newest(DemoUnit unit) throws IOException {
    return client(unit).get("/api/v1/events?most=1").json().path("newest").asLong();
  }

  UnixClient client(DemoUnit unit) {
    return new UnixClient(unit.home().socket(), "", Duration.ofSeconds(20), Clocks.system());
  }

  /** Runs a command of bcs at a unit. */
  Ran bcs(DemoUnit unit, String... words) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of(
        "--home", unit.home().directory().toString(), "--config", unit.config().toString()));
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed);
    int exit = Bcs.execute(all.toArray(new String[0]), out, out);
    out.flush();
    return new Ran(exit, printed.toString());
  }

  /** Whether the unit's switchboard answers now. */
  boolean serves(DemoUnit unit) throws IOException {
    HttpURLConnection question = (HttpURLConnection) unit.switchboard().toURL().openConnection();
    question.setConnectTimeout(1000);
    question.setReadTimeout(2000);
    try {
      return question.getResponseCode() == 200;
    } catch (IOException nobody) {
      return false;
    } finally {
      question.disconnect();
    }
  }

  void untilServes(DemoUnit unit, boolean so) {
    await(unit.name() + (so ? " serves" : " is down"))
        .atMost(LONGEST)
        .pollDelay(Duration.ZERO)
        .until(() -> serves(unit) == so);
  }

  /** The process of the unit's service, if it lives. */
  Optional<ProcessHandle> service(DemoUnit unit) throws IOException {
    if (!Files.exists(unit.pidFile())) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readAllLines(unit.pidFile()).get(0).strip());
    return ProcessHandle.of(pid).filter(p -> !Stand.gone(p));
  }

  void killService(DemoUnit unit) throws IOException {
    service(unit).orElseThrow().destroyForcibly();
  }

  /** Kills the daemon alone with signal 9; what it started lives on. */
  void killDaemon(DemoUnit unit) throws Exception {
    ProcessHandle daemon = ProcessHandle.of(unit.pid()).orElseThrow();
    daemon.destroyForcibly();
    daemon.onExit().get(10, TimeUnit.SECONDS);
  }

  /** Ends the daemon alone in good order; what it started lives on. */
  void stopDaemon(DemoUnit unit) throws Exception {
    ProcessHandle daemon = ProcessHandle.of(unit.pid()).orElseThrow();
    daemon.destroy();
    daemon.onExit().get(20, TimeUnit.SECONDS);
  }

  /** What to print when something did not hold. */
  String lastWords() {
    StringBuilder words = new StringBuilder();
    for (DemoUnit unit : List.of(first, second)) {
      unit.lastWords(15)
          .forEach(w -> words.append(String.format(Locale.ROOT, "%s: %s%n", unit.name(), w)));
    }
    return words.toString();
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try {
      for (DemoUnit unit : List.of(first, second)) {
        unit.killGroup();
        service(unit).ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      pair.close();
    }
  }
}
