package dev.bcs.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bcs.commands.Commands;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services made of real commands: a file that exists stands for a service that answers. */
class ServicesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Clocks clocks = Clocks.system();
  private final Commands commands = new Commands(clocks);
  private final List<Services> made = new ArrayList<>();

  @AfterEach
  void close() {
    made.forEach(Services::close);
  }

  private static List<String> sh(String line) {
    return List.of("/bin/sh", "-c", line);
  }

  private ServiceSettings.Check whileUp(String name, Duration within) {
    return new ServiceSettings.Check(
        ServiceSettings.Check.Kind.COMMAND, "", sh("test -f " + folder.resolve(name)), within);
  }

  private ServiceSettings simple(String name, int order) {
    Path up = folder.resolve(name);
    return service(name, order, "echo start >> " + up + ".log; touch " + up, "rm -f " + up);
  }

  private ServiceSettings service(String name, int order, String start, String stop) {
    return new ServiceSettings(
        "app", name, order, "", sh(start), sh(stop), whileUp(name, Duration.ofSeconds(3)));
  }

  private Services services(ServiceSettings... settings) {
    Services services = new Services(List.of(settings), LIMIT, clocks, folder.resolve("logs"));
    made.add(services);
    return services;
  }

  private ServiceView.State state(Services services) {
    return services.look().get(0).state();
  }

  @Test
  void ordersByApplicationThenAsConfigured() {
    Services services = services(simple("c", 20), simple("a", 10), simple("b", 10));
    assertThat(services.order()).containsExactly("app/a", "app/b", "app/c");
    assertThatThrownBy(() -> services.start("app/none")).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void startsOnceAndStopsTwiceWithoutHarm() throws IOException {
    Services services = services(simple("pbx", 1));
    assertThat(state(services)).isEqualTo(ServiceView.State.STOPPED);
    assertThat(services.start("app/pbx").done()).isTrue();
    assertThat(services.start("app/pbx").text()).startsWith("already running");
    assertThat(Files.readAllLines(folder.resolve("pbx.log"))).hasSize(1);
    assertThat(services.views().get(0).state()).isEqualTo(ServiceView.State.RUNNING);
    assertThat(services.stopAll().done()).isTrue();
    assertThat(services.stop("app/pbx").done()).isTrue();
    assertThat(services.views().get(0).state()).isEqualTo(ServiceView.State.STOPPED);
  }

  @Test
  void theLookOfAStartWaitsForTheWatchThatLooksAlready() throws IOException {
    Path begun = folder.resolve("begun");
    Services services = services(new ServiceSettings(
        "app",
        "pbx",
        1,
        "",
        sh("true"),
        sh("true"),
        new ServiceSettings.Check(
            ServiceSettings.Check.Kind.COMMAND,
            "",
            sh("touch " + begun + "; sleep 0.5"),
            Duration.ofSeconds(3))));
    services.start();
    await().atMost(LIMIT).until(() -> Files.exists(begun));
    assertThat(state(services)).isEqualTo(ServiceView.State.RUNNING);
  }

  @Test
  void aServiceThatFellSilentHasFailed() throws IOException {
    Services services = services(simple("pbx", 1));
    services.start("app/pbx");
    Files.delete(folder.resolve("pbx"));
    assertThat(state(services)).isEqualTo(ServiceView.State.FAILED);
    Services restarted = services(simple("pbx", 1));
    Files.createFile(folder.resolve("pbx"));
    assertThat(state(restarted)).isEqualTo(ServiceView.State.RUNNING);
    Files.delete(folder.resolve("pbx"));
    assertThat(state(restarted)).isEqualTo(ServiceView.State.FAILED);
  }

  @Test
  void oneMissedCheckIsNoFailureAndASecondIs() throws IOException {
    Path calls = folder.resolve("calls");
    Path dead = folder.resolve("dead");
    String check =
        "echo x >> " + calls + "; test ! -e " + dead + " -a $(wc -l < " + calls + ") -ne 3";
    Services services = services(new ServiceSettings(
        "app",
        "pbx",
        1,
        "",
        sh("true"),
        sh("true"),
        new ServiceSettings.Check(
            ServiceSettings.Check.Kind.COMMAND, "", sh(check), Duration.ofSeconds(3))));
    services.start();
    await().atMost(LIMIT).until(() -> {
      assertThat(services.views().get(0).state()).isNotEqualTo(ServiceView.State.FAILED);
      return Files.exists(calls) && Files.readAllLines(calls).size() >= 5;
    });
    Files.createFile(dead);
    await().atMost(LIMIT).until(() -> services.views().get(0).state() == ServiceView.State.FAILED);
  }

  @Test
  void aStartThatFailsSaysWhereItsOutputIs() throws IOException {
    Services services = services(service("pbx", 1, "echo no licence; exit 7", "true"));
    StepResult result = services.start("app/pbx");
    assertThat(result.done()).isFalse();
    assertThat(result.text()).contains("code 7").contains("app.pbx.log");
    assertThat(Files.readString(folder.resolve("logs/app.pbx.log"))).contains("no licence");
    assertThat(services.views().get(0).state()).isEqualTo(ServiceView.State.FAILED);
  }

  @Test
  void aStartThatIsNeverWellEndsInTime() {
    Services services = services(service("pbx", 1, "true", "true"));
    StepResult result = services.start("app/pbx");
    assertThat(result.done()).isFalse();
    assertThat(result.text()).contains("not well within 3 s");
  }

  @Test
  void aDaemonThatKeepsItsOutputOpenDoesNotBlockTheStart() throws IOException {
    Path up = folder.resolve("pbx");
    Services services = services(
        service("pbx", 1, "sleep 30 & echo $! > " + up, "kill $(cat " + up + "); rm " + up));
    long began = clocks.ticks();
    assertThat(services.start("app/pbx").done()).isTrue();
    assertThat(clocks.since(began)).isLessThan(Duration.ofSeconds(3));
    long pid = Long.parseLong(Files.readString(up).strip());
    assertThat(ProcessHandle.of(pid)).isPresent();
    assertThat(services.stop("app/pbx").done()).isTrue();
    await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void aStartCommandThatStaysIsTheServiceItself() throws IOException {
    Path up = folder.resolve("pbx");
    Services services =
        services(service("pbx", 1, "echo $$ > " + up + "; exec sleep 30", "rm -f " + up));
    assertThat(services.start("app/pbx").done()).isTrue();
    long pid = Long.parseLong(Files.readString(up).strip());
    assertThat(services.stop("app/pbx").done()).isTrue();
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void withoutACheckTheCommandsAreBelieved() {
    ServiceSettings.Check none =
        new ServiceSettings.Check(ServiceSettings.Check.Kind.NONE, "", List.of(), Duration.ZERO);
    Services services = services(
        new ServiceSettings("app", "a", 1, "", sh("true"), sh("true"), none),
        new ServiceSettings("app", "b", 1, "", sh("exit 1"), sh("exit 1"), none));
    assertThat(state(services)).isEqualTo(ServiceView.State.UNKNOWN);
    assertThat(services.start("app/a").done()).isTrue();
    assertThat(state(services)).isEqualTo(ServiceView.State.RUNNING);
    assertThat(services.stop("app/a").done()).isTrue();
    assertThat(state(services)).isEqualTo(ServiceView.State.STOPPED);
    assertThat(services.start("app/b").done()).isFalse();
    assertThat(services.stop("app/b").done()).isFalse();
  }

  @Test
  void whatRunsWhileHeldDownIsStoppedAgainAndTold() throws IOException {
    Services services = services(simple("pbx", 1));
    AtomicInteger told = new AtomicInteger();
    services.onChange(told::incrementAndGet);
    Files.createFile(folder.resolve("pbx"));
    services.holdDown(true);
    services.start();
    services.start();
    assertThat(services.start("app/pbx").text()).contains("held down");
    await().until(() -> !Files.exists(folder.resolve("pbx")));
    await().until(() -> services.intrusions() == 1);
    Files.createFile(folder.resolve("pbx"));
    await().until(() -> services.intrusions() == 2);
    await().until(() -> services.views().get(0).state() == ServiceView.State.HELD_DOWN);
    assertThat(services.views().get(0).text()).contains("stopped 2 times");
    await().until(() -> told.get() >= 2);
    services.holdDown(false);
    assertThat(services.start("app/pbx").done()).isTrue();
    services.close();
    services.close();
  }

  @Test
  void systemdIsAskedByItsCommand() throws IOException {
    Path systemctl = folder.resolve("systemctl");
    Files.writeString(
        systemctl,
        "#!/bin/sh\ncd " + folder + "\ncase $1 in\n"
            + "start) touch unit;;\nstop) rm -f unit;;\n"
            + "is-active) test -f unit && echo active || { echo inactive; exit 3; };;\nesac\n");
    assertThat(systemctl.toFile().setExecutable(true)).isTrue();
    Systemd systemd = new Systemd(commands, systemctl.toString(), folder);
    Service.Tools tools = new Service.Tools(commands, systemd, clocks, Pause.real());
    ServiceSettings.Check none =
        new ServiceSettings.Check(ServiceSettings.Check.Kind.NONE, "", List.of(), Duration.ZERO);
    ServiceSettings unit =
        new ServiceSettings("app", "pbx", 1, "pbx.service", List.of(), List.of(), none);
    Services services = new Services(List.of(unit), LIMIT, tools, folder.resolve("logs"));
    assertThat(state(services)).isEqualTo(ServiceView.State.STOPPED);
    assertThat(services.start("app/pbx").text()).contains("pbx.service is active");
    assertThat(services.stop("app/pbx").done()).isTrue();
    assertThat(state(services)).isEqualTo(ServiceView.State.STOPPED);

    Systemd absent = new Systemd(commands, "systemctl", folder.resolve("none"));
    assertThat(absent.start("pbx.service", LIMIT).text()).contains("does not run systemd");
    assertThat(absent.look("pbx.service", LIMIT).known()).isFalse();
  }
}
