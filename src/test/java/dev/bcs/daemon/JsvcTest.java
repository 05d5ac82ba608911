package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.daemon.RealUnit.Said;
import dev.bcs.link.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entry class under a real jsvc, by the wrapper of the project. */
class JsvcTest {
  private static final Path JSVC = Path.of("/usr/bin/jsvc");
  private static final Path WRAPPER = Path.of("service-wrapper/bcs-jsvc.sh").toAbsolutePath();

  @TempDir
  Path folder;

  private RealUnit unit;

  @BeforeEach
  void configure() throws IOException {
    if (!Files.isExecutable(JSVC)) {
      throw new AssertionError("this test runs a real jsvc: apt install jsvc");
    }
    unit = new RealUnit(folder, "wave-a");
    unit.configure("primary", FreePorts.one(), "");
  }

  @AfterEach
  void leaveNothingRunning() throws Exception {
    wrapper("kill");
  }

  private Path pidFile() {
    return folder.resolve("bcs.pid");
  }

  /** What the daemon printed, and what kept it from starting. */
  private String errors() throws IOException {
    Path log = folder.resolve("jsvc.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** An installed layout, whose jar is no more than the class path of this build. */
  private Path share() throws IOException {
    Path share = folder.resolve("share");
    if (Files.createDirectories(share).resolve("bcs.jar").toFile().exists()) {
      return share;
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(each -> Path.of(each).toUri().toString())
        .collect(Collectors.joining(" "));
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, path);
    new JarOutputStream(Files.newOutputStream(share.resolve("bcs.jar")), manifest).close();
    return share;
  }

  private Said wrapper(String verb) throws IOException, InterruptedException {
    Path printed = folder.resolve(verb + ".txt");
    ProcessBuilder builder = new ProcessBuilder(WRAPPER.toString(), verb)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(printed.toFile());
    builder.environment().put("BCS_SHARE", share().toString());
    builder.environment().put("BCS_HOME", unit.home.directory().toString());
    builder.environment().put("BCS_CONFIG", unit.config.toString());
    builder.environment().put("BCS_PIDFILE", pidFile().toString());
    builder.environment().put("BCS_LOG", folder.resolve("jsvc.log").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("BCS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), Files.readString(printed), "");
  }

  @Test
  void startsAnswersAndStopsWithoutAnythingLeft() throws Exception {
    Said started = wrapper("start");
    assertThat(started.code()).as(started.out() + errors()).isZero();
    long pid = Long.parseLong(Files.readString(pidFile()).strip());
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(unit.get("/healthz")).contains("ok");
    assertThat(unit.bcs("status").out()).contains("wave-a");
    assertThat(wrapper("status").out()).contains("running as " + pid);
    assertThat(wrapper("stop").code()).isZero();
    assertThat(pidFile()).doesNotExist();
    assertThat(process.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    assertThat(wrapper("status").code()).isEqualTo(3);
    assertThat(unit.bcs("status").plain().code()).isEqualTo(5);
    assertThat(errors()).contains("wave-a of hq-pbx runs").doesNotContain("\tat ");
    unit.home.claim().close();
  }

  @Test
  void saysWhyItDoesNotStartAndLeavesNothing() throws Exception {
    Files.writeString(unit.config, Files.readString(unit.config).replace("gap-limit", "gap-limt"));
    assertThat(wrapper("start").code()).isNotZero();
    assertThat(new Said(1, errors(), "").plain().out())
        .contains("bcs.toml:9: [backup] has no key \"gap-limt\"\nhint: did you mean gap-limit?");
    Files.delete(folder.resolve("jsvc.log"));
    unit.configure("primary", FreePorts.one(), "");
    try (ServerSocket taken = new ServerSocket(unit.http, 1, InetAddress.getLoopbackAddress())) {
      assertThat(wrapper("start").code()).isNotZero();
      assertThat(new Said(1, errors(), "").plain().out())
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": the port is in use")
          .contains("\nhint: see who has it");
    }
    assertThat(pidFile()).doesNotExist();
    unit.home.claim().close();
  }

  @Test
  void underTheContractOfProcrunStartBlocksUntilStop() throws Exception {
    List<String> words = new ArrayList<>(unit.command(List.of(), Procrun.class.getName()));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said.lines().filter(line -> line.startsWith("procrun: ")))
          .as(said)
          .containsExactly(
              "procrun: start blocks while the unit answers: true",
              "procrun: stop returned",
              "procrun: start returned, the claim is free: true");
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
