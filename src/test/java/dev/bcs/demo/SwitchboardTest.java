package dev.bcs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.commands.Ran;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.takeover.BootGuard;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real switchboard processes, started by their program, asked over real HTTP. */
class SwitchboardTest {
  private static final byte[] SOUND = Tones.wav(Tones.Coding.LINEAR_16, 3, 1_500);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Stand stand;

  @BeforeEach
  void layOut() throws Exception {
    stand = new Stand(folder);
  }

  @AfterEach
  void stop() throws IOException {
    stand.close();
  }

  private void started() {
    Ran ran = stand.start();
    assertThat(ran.good()).as(ran.text()).isTrue();
  }

  @Test
  void answersOnceStartHasEndedAndIsGoneOnceStopHas() throws Exception {
    started();
    assertThat(stand.get("/health").body()).isEqualTo("ok\n");
    ProcessHandle process = stand.process().orElseThrow();
    Ran stopped = stand.stop();
    assertThat(stopped.good()).isTrue();
    assertThat(stopped.took()).isLessThan(Duration.ofSeconds(10));
    await().atMost(Duration.ofSeconds(10)).until(() -> Stand.gone(process));
    assertThat(stand.pid).doesNotExist();
    assertThat(stand.stop().good()).isTrue();
  }

  @Test
  void aSecondStartLeavesTheFirstAsItIs() throws Exception {
    started();
    ProcessHandle process = stand.process().orElseThrow();
    Ran again = stand.start();
    assertThat(again.good()).isTrue();
    assertThat(again.output()).contains("already runs as process " + process.pid());
    assertThat(stand.process()).contains(process);
  }

  @Test
  void leavesTheGroupOfTheProcessThatStartedIt() throws Exception {
    started();
    ProcessHandle process = stand.process().orElseThrow();
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    List<String> words = Arrays.asList(stat.substring(stat.indexOf(')') + 2).split(" ", -1));
    // state, parent, group, session
    assertThat(words.get(2)).isEqualTo(Long.toString(process.pid()));
    assertThat(words.get(3)).isEqualTo(Long.toString(process.pid()));
  }

  @Test
  void stopNeverEndsAStrangerWithItsNumber() throws Exception {
    Process stranger = new ProcessBuilder("/bin/sleep", "60").start();
    try {
      Files.writeString(stand.pid, stranger.pid() + "\nanswers on port 1\n");
      assertThat(stand.stop().good()).isTrue();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void stopEndsEvenOneThatHangs() throws Exception {
    started();
    ProcessHandle process = stand.process().orElseThrow();
    new ProcessBuilder("/bin/kill", "-STOP", Long.toString(process.pid()))
        .start()
        .waitFor();
    assertThat(stand.stop().good()).isTrue();
    await().atMost(Duration.ofSeconds(10)).until(() -> Stand.gone(process));
  }

  @Test
  void oneThatWasKilledIsStartedAnew() throws Exception {
    started();
    ProcessHandle process = stand.process().orElseThrow();
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(10)).until(() -> Stand.gone(process));
    started();
    assertThat(stand.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void startsOnlyWhenTheBootGuardLetsIt() throws Exception {
    Path guard = folder.resolve("guard/may-serve");
    Ran kept = stand.start("--guard", guard.toString());
    assertThat(kept.exit()).isEqualTo(78);
    assertThat(kept.output()).contains("BCS does not let this unit serve");
    Files.createDirectories(guard.getParent());
    Files.writeString(guard, "boot another\nepoch 1\n");
    assertThat(stand.start("--guard", guard.toString()).exit()).isEqualTo(78);
    new BootGuard(Disk.system(), BytePath.of(guard), Clocks.system()).allow(new Epoch(1));
    assertThat(stand.start("--guard", guard.toString()).good()).isTrue();
  }

  @Test
  void whatCannotServeSaysSoInOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Ran ran = stand.start("--port", port);
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.output())
          .contains("cannot listen on 127.0.0.1:" + port + ": Address already in use")
          .doesNotContain("\tat ");
    }
    Ran none = stand.start("--data", folder.resolve("none").toString());
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.output()).contains("none does not exist");
    assertThat(stand.start("--colour", "red").exit()).isEqualTo(2);
    assertThat(stand.program("stop").exit()).isEqualTo(2);
    assertThat(stand.program("dance").exit()).isEqualTo(2);
    assertThat(stand.pid).doesNotExist();
  }

  @Test
  void aVoicemailIsOnDiskWithNoteAndLogOnceAcknowledged() throws Exception {
    started();
    HttpResponse<String> answer =
        stand.post("/voicemail?mailbox=101&from=Ada%2C+%22A%22%0A%3C5%3E", SOUND);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body())
        .contains("\"name\":\"voicemail/101/msg0003.wav\"", "\"seconds\":1.5", "Ada   A  <5>");
    assertThat(Files.readAllBytes(stand.data.resolve("voicemail/101/msg0003.wav")))
        .isEqualTo(SOUND);
    assertThat(Files.readString(stand.data.resolve("voicemail/101/msg0003.txt")))
        .contains("callerid=Ada   A  <5>\n", "duration=1\n");
    assertThat(lastLine()).endsWith(",voicemail,Ada   A  <5>,101,1,voicemail/101/msg0003.wav");
    assertThat(stand.get("/voicemails").body()).contains("msg0003.wav");
    assertThat(stand.get("/files/voicemail/101/msg0003.wav").headers().firstValue("content-type"))
        .contains("audio/wav");
    assertThat(stand.get("/").body())
        .contains("Switchboard on wave &lt;a&gt;", "<b>10</b> voicemails", "Ada   A  &lt;5&gt;");
  }

  @Test
  void aCallIsLoggedAndRecorded() throws Exception {
    started();
    HttpResponse<String> answer =
        stand.post("/call?from=%2B15550100&to=101&seconds=2", new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(201);
    String file = lastLine().substring(lastLine().lastIndexOf(',') + 1);
    assertThat(answer.body()).contains(file);
    assertThat(file).matches("recordings/\\d{4}/\\d\\d/.*-15550100-101-.*\\.wav");
    assertThat(Files.size(stand.data.resolve(file))).isEqualTo(58 + 16_000);
    assertThat(stand.get("/calls").body()).contains(file);
    assertThat(stand.post("/call?from=../x&to=101", new byte[0]).statusCode()).isEqualTo(400);
    assertThat(stand.post("/call?from=1&to=101&seconds=61", new byte[0]).statusCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsNoVoicemailLeavesNothingBehind() throws Exception {
    started();
    byte[] large = Arrays.copyOf(SOUND, (5 << 20) + 1);
    List<String> before = names();
    assertThat(stand.post("/voicemail?mailbox=101", large).statusCode()).isEqualTo(413);
    assertThat(stand.post("/voicemail?mailbox=101", new byte[100]).statusCode()).isEqualTo(415);
    assertThat(stand.post("/voicemail?mailbox=999", SOUND).statusCode()).isEqualTo(404);
    assertThat(stand.post("/voicemail?mailbox=..", SOUND).statusCode()).isEqualTo(404);
    assertThat(stand.post("/voicemail", SOUND).statusCode()).isEqualTo(404);
    assertThat(stand.post("/elsewhere", SOUND).statusCode()).isEqualTo(404);
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void aLineThatACrashCutShortSpoilsNoOther() throws Exception {
    Path log = stand.data.resolve("log/calls.csv");
    Files.writeString(log, "2026-01-01T00:00:00Z,half,ca", StandardOpenOption.APPEND);
    started();
    assertThat(stand.post("/call?from=1&to=101", new byte[0]).statusCode()).isEqualTo(201);
    assertThat(lastLine()).contains(",call,1,101,3,");
    assertThat(stand.get("/calls").body().lines()).hasSize(16);
  }

  @Test
  void whatACrashLeftHalfMadeIsSweptAtTheStart() throws Exception {
    Path half = stand.data.resolve("voicemail/101/.making-half");
    Files.write(half, SOUND);
    started();
    assertThat(half).doesNotExist();
  }

  @Test
  void servesNothingOutsideTheData() throws Exception {
    Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(stand.data.resolve("way-out"), folder.resolve("secret"));
    Files.createSymbolicLink(stand.data.resolve("loop"), Path.of("loop"));
    started();
    assertThat(stand.get("/files/config/ivr/active.conf").body()).startsWith("[announcement]");
    assertThat(stand.get("/files/voicemail/101/greetings/Gr%C3%BC%C3%9Fe.wav").statusCode())
        .isEqualTo(200);
    for (String path : List.of(
        "way-out",
        "loop",
        "%2e%2e/secret",
        "config/%2e%2e/%2e%2e/secret",
        "%2Fetc/passwd",
        "/etc/passwd",
        "config",
        "config/pbx.conf/x",
        "%00",
        "")) {
      assertThat(stand.get("/files/" + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void healthEndsWithTheData() throws Exception {
    started();
    Files.move(stand.data, folder.resolve("moved"));
    assertThat(stand.get("/health").statusCode()).isEqualTo(503);
  }

  private String lastLine() throws IOException {
    List<String> lines = Files.readAllLines(stand.data.resolve("log/calls.csv"));
    return lines.get(lines.size() - 1);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.walk(stand.data)) {
      return all.map(Path::toString).sorted().toList();
    }
  }
}
