package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.cli.Bcs;
import dev.bcs.link.FreePorts;
import dev.bcs.unit.Home;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One unit as people run it: a folder, free ports, a daemon as a process, commands to it. */
public final class RealUnit implements AutoCloseable {
  public static final Duration SOON = Duration.ofSeconds(40);

  final String name;
  final Path folder;
  final Home home;
  final Path config;
  final Path live;
  final int link;
  final int http;
  final int jmx;
  final int snmp;
  private @Nullable Process daemon;

  RealUnit(Path parent, String name) throws IOException {
    this.name = name;
    this.folder = Files.createDirectories(parent.resolve(name));
    this.home = Home.at(folder.resolve("home"));
    this.config = folder.resolve("bcs.toml");
    this.live = Files.createDirectories(folder.resolve("live").resolve("mail"));
    this.link = FreePorts.one();
    this.http = FreePorts.one();
    this.jmx = FreePorts.one();
    this.snmp = FreePorts.one();
  }

  /** What a command printed, and how it ended. */
  public record Said(int code, String out, String err) {
    /** No trace and no name of a class reaches the person. */
    Said plain() {
      assertThat(out + err)
          .doesNotContain("\tat ")
          .doesNotContainPattern("\\w+Exception")
          .doesNotContain("went wrong inside");
      return this;
    }
  }

  /** Writes the configuration; {@code more} is added as it is. */
  void configure(String role, int peerLink, String more) throws IOException {
    Files.writeString(
        config,
        String.format(Locale.ROOT, """
        [unit]
        name = "%s"
        [pair]
        name = "hq-pbx"
        preferred-role = "%s"
        peer = ["127.0.0.1:%d"]
        [backup]
        every = "6h"
        gap-limit = "24h"
        [link]
        listen = ["127.0.0.1:%d"]
        [http]
        listen = ["127.0.0.1:%d"]
        [jmx]
        listen = "127.0.0.1:%d"
        [snmp]
        listen = ["udp:127.0.0.1:%d"]
        [[application]]
        name = "pbx"
        [[application.dataset]]
        name = "mail"
        type = "files"
        path = "%s"
        class = "voicemail"
        %s
        """, name, role, peerLink, link, http, jmx, snmp, live, more));
  }

  /** The unit's JVM with this class and arguments, behind the words of a wrapper. */
  List<String> command(List<String> before, String main, String... arguments) {
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-Xmx128m",
        "-Dfile.encoding=UTF-8",
        "-Dsun.jnu.encoding=UTF-8",
        "-cp",
        System.getProperty("java.class.path"),
        main));
    words.addAll(List.of(arguments));
    words.addAll(List.of("--home", home.directory().toString(), "--config", config.toString()));
    return words;
  }

  /** Starts {@code bcs run}; its log is the unit's. */
  void start(String... before) throws IOException {
    daemon = new ProcessBuilder(command(List.of(before), Bcs.class.getName(), "run"))
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** Waits until the daemon answers. */
  void awaitAnswer() {
    await(name + " answers").atMost(SOON).until(() -> {
      assertThat(isAlive()).as(() -> "the daemon has ended: " + logText()).isTrue();
      return bcs("status").code() == 0;
    });
  }

  /** A {@code bcs run} that must not come up: how it ended by itself, and what it said. */
  Said failToStart() throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(List.of(), Bcs.class.getName(), "run"))
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(log().toFile())
        .start();
    daemon = process;
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
        .as(() -> "it runs: " + logText())
        .isTrue();
    return new Said(process.exitValue(), "", logText());
  }

  /** A command of this unit, in this process. */
  public Said bcs(String... words) {
    return bcs(new StringWriter(), words);
  }

  /** As {@link #bcs(String...)}; what it prints can be read meanwhile. */
  Said bcs(StringWriter out, String... words) {
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--home", home.directory().toString(), "--config", config.toString()));
    int code = Bcs.execute(all.toArray(new String[0]), new PrintWriter(out), new PrintWriter(err));
    return new Said(code, out.toString(), err.toString());
  }

  public JsonNode status() {
    return json("status");
  }

  /** What a command prints with {@code --json}. */
  JsonNode json(String command) {
    Said said = bcs(command, "--json");
    assertThat(said.code()).as(said.err()).isZero();
    try {
      return new ObjectMapper().readTree(said.out());
    } catch (JsonProcessingException e) {
      throw new AssertionError(said.out(), e);
    }
  }

  /** The sentence of a raised alarm; empty if it is not raised. */
  public String alarm(String kind) {
    for (JsonNode each : status().path("alarms")) {
      if (each.path("name").asText().equals(kind)) {
        return each.path("text").asText();
      }
    }
    return "";
  }

  public URI page() {
    return URI.create("http://127.0.0.1:" + http + "/");
  }

  String get(String path) throws IOException, InterruptedException {
    HttpRequest question = HttpRequest.newBuilder(page().resolve(path))
        .timeout(Duration.ofSeconds(5))
        .build();
    return HttpClient.newHttpClient()
        .send(question, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body();
  }

  Path log() {
    return folder.resolve("bcs.log");
  }

  String logText() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      return e.toString();
    }
  }

  boolean isAlive() {
    Process running = daemon;
    return running != null && running.isAlive();
  }

  public void signal(String signal) throws IOException, InterruptedException {
    Process running = daemon;
    if (running != null) {
      int unused = new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid()))
          .inheritIO()
          .start()
          .waitFor();
    }
  }

  /** Ends the daemon in good order. */
  void stop() throws InterruptedException {
    Process running = daemon;
    if (running != null) {
      running.destroy();
      if (!running.waitFor(20, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public void close() {
    Process running = daemon;
    if (running != null) {
      try {
        running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
