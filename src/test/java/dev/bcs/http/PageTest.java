package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.status.Word;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.StaleElementReferenceException;

/** The page in a real browser. */
class PageTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir
  static Path profile;

  private static Browser browser;

  @TempDir
  Path directory;

  @BeforeAll
  static void openBrowser() {
    browser = new Browser(profile.resolve("chromium"));
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void showsEveryBandWithItsWordShapeAndSentence() throws Exception {
    try (Stand stand = new Stand(SamplePictures.secondary().picture(), directory)) {
      stand.history.add(
          AlarmKind.GAP_EXCEEDED, Severity.MINOR, "wave-b", "the gap is 31 min of 30 min");
      stand.history.add(
          AlarmKind.GAP_EXCEEDED, Severity.CLEARED, "wave-b", "the gap is 4 s of 30 min");
      browser.size(1920, 1080);
      browser.open(stand.uri("/"));
      for (Map.Entry<String, Picture> sample : SamplePictures.all().entrySet()) {
        Picture picture = sample.getValue();
        stand.board.publish(picture);
        // The page loads itself anew when the peer's address changes, as it does between samples.
        await(sample.getKey())
            .atMost(SOON)
            .ignoreException(StaleElementReferenceException.class)
            .untilAsserted(() -> {
              assertThat(browser.text("word")).isEqualTo(picture.band().text());
              assertThat(browser.text("because")).isEqualTo(picture.because());
              assertThat(browser.text("live")).isEqualTo("live");
            });
        settle();
        browser.shoot(sample.getKey());
      }
      assertThat(browser.complaints()).noneMatch(c -> c.contains("Content Security Policy"));
    }
  }

  /** Colours change over a second; the picture that is kept is the one at rest. */
  private static void settle() {
    await()
        .atMost(SOON)
        .until(() ->
            browser.script("return document.getAnimations().length").toString().equals("0"));
  }

  @Test
  void saysGapWhoServesLossTimeAndWorstAlarm() throws Exception {
    try (Stand stand = new Stand(SamplePictures.gapExceeded().picture(), directory)) {
      browser.open(stand.uri("/"));
      await().atMost(SOON).untilAsserted(() -> {
        assertThat(browser.text("gap") + " " + browser.text("gap-of"))
            .isEqualTo("1 h 10 min of 30 min");
        assertThat(browser.text("serves")).isEqualTo("wave-a");
        assertThat(browser.text("loss"))
            .isEqualTo("3 voicemail files, 412 kB · 1 recordings file, 2.1 MB");
        assertThat(browser.text("takes")).isEqualTo("9 s");
        assertThat(browser.text("alarm")).isEqualTo("the gap is 1 h 10 min of 30 min");
        assertThat(browser.text("alarm-age")).isEqualTo("major for 40 min");
        assertThat(browser.text("alarm-next")).startsWith("Next: see why backups do not arrive");
      });
      stand.board.publish(SamplePictures.maintenance().picture());
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(browser.text("strips"))
              .contains("MAINTENANCE until 12:14")
              .contains("switch replaced"));
    }
  }

  @Test
  void isNeverGreenForWhatTheUnitOverlooked() throws Exception {
    List<Picture> overlooked = List.of(
        changed(s -> s.parity = new Picture.Parity(new Word("unknown", 3), List.of())),
        changed(s -> s.gap = new Picture.Gap(
            300L, true, 16, new Word("ok", 1), 1800, s.asOf.minusSeconds(300), null, 41L)),
        changed(s -> s.gap =
            new Picture.Gap(null, false, 9999, new Word("never", 5), 1800, null, null, null)),
        changed(s -> s.gap =
            new Picture.Gap(9L, false, 1, new Word("unprotected", 6), 1800, s.asOf, null, 41L)),
        changed(s -> s.role = new Word("quarantined", 6)),
        changed(s ->
            s.maintenance = new Picture.Maintenance(s.asOf.plusSeconds(60), "a reason", "olga")),
        changed(s -> s.readiness = new Picture.Readiness(
            new Word("degraded", 2),
            List.of(new Picture.Reason("drill-stale", "the last drill was 40 days ago")),
            null,
            List.of(),
            "")),
        changed(s -> s.peer = new Picture.Peer(
            "wave-a",
            s.peer.state(),
            s.peer.reason(),
            s.peer.sentence(),
            s.peer.role(),
            1,
            s.peer.silent(),
            s.peer.lastHeard(),
            List.of(
                new Picture.Path("192.168.9.1", false, Duration.ofSeconds(9), Duration.ZERO, 100)),
            "")));
    try (Stand stand = new Stand(SamplePictures.secondary().picture(), directory)) {
      browser.open(stand.uri("/"));
      for (Picture picture : overlooked) {
        stand.board.publish(SamplePictures.secondary().picture());
        await().atMost(SOON).until(() -> browser.text("word").equals("PROTECTED"));
        stand.board.publish(picture);
        await().atMost(SOON).until(() -> browser.text("word").equals("AT RISK"));
        assertThat(browser.text("because")).isNotEqualTo(picture.because()).isNotEmpty();
      }
    }
  }

  /** A change to a healthy sketch, which still calls itself protected. */
  private interface Change {
    void apply(dev.bcs.status.PictureSketch sketch);
  }

  private static Picture changed(Change change) {
    dev.bcs.status.PictureSketch sketch = SamplePictures.secondary();
    change.apply(sketch);
    return sketch.picture();
  }

  @Test
  void promotesOnlyAfterSignInFenceReasonWaiversAndTheTypedName() throws Exception {
    try (Stand stand = new Stand(SamplePictures.outage().picture(), directory)) {
      stand.operations.check(new Operations.Check(
          "would swap in generation 41 and start voicemail/pbx",
          List.of(new Picture.Reason("observer-late", "this unit's own timer ran late")),
          77,
          "wave-b"));
      stand.operations.refuse("promote", "overrides", "peer-up", "wave-a answers again");
      stand.operations.accept("promote");
      browser.open(stand.uri("/"));
      await().atMost(SOON).until(() -> browser.element("promote").isEnabled());
      browser.click("#promote");
      browser.type("user", FakeAccess.OPERATOR);
      browser.type("password", "wrong");
      browser.click("#sign-form [type=submit]");
      await().atMost(SOON).until(() -> browser.text("sign-problem").contains("wrong user"));
      browser.type("password", FakeAccess.OPERATOR_PASSWORD);
      browser.click("#sign-form [type=submit]");
      await().atMost(SOON).until(() -> browser.text("preview").contains("generation 41"));
      assertThat(browser.element("promote-go").isEnabled()).isFalse();
      browser.click("input[name=fence][value=powered-off]");
      browser.type("reason", "fire in room 2, ticket 4711");
      browser.type("confirm", "wave-a");
      assertThat(browser.element("promote-go").isEnabled()).isFalse();
      browser.click("input[name=override][value=observer-late]");
      browser.type("confirm", "wave-b");
      browser.shoot("promote-dialog");
      browser.click("#promote-go");
      await().atMost(SOON).until(() -> browser.text("promote-problem").contains("peer-up"));
      browser.shoot("promote-refused");
      browser.type("confirm", "wave-b");
      browser.click("#promote-go");
      await().atMost(SOON).until(() -> !browser.element("promote-dialog").isDisplayed());
      stand.operations.verify();
      Object order = stand.operations.calls("promote").get(0).order();
      assertThat(order)
          .isEqualTo(new Operations.PromoteOrder(
              "wave-b",
              "fire in room 2, ticket 4711",
              "powered-off",
              0,
              List.of("observer-late"),
              77));
      assertThat(stand.operations.calls("promote").get(0).actor().toString())
          .isEqualTo("olga@http/127.0.0.1");
    }
  }

  @Test
  void losesItsColourWithinFiveSecondsWhenTheServerIsStopped() throws Exception {
    Child child = new Child("secondary-protected", directory.resolve("child.sock"));
    try {
      browser.open(child.address());
      await().atMost(SOON).until(() -> browser.text("word").equals("PROTECTED"));
      child.signal("STOP");
      await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
        assertThat(browser.text("word")).isEqualTo("SCREEN STALE");
        assertThat(browser.text("live")).startsWith("NOT LIVE for 00:");
        assertThat(browser.text("gap")).startsWith("≥ 5 min");
        assertThat(browser.script("return document.documentElement.className")).isEqualTo("stale");
      });
      settle();
      browser.shoot("screen-stale");
      String before = browser.text("gap");
      await().atMost(SOON).until(() -> !browser.text("gap").equals(before));
      child.signal("CONT");
      await().atMost(SOON).until(() -> browser.text("word").equals("PROTECTED"));
    } finally {
      child.close();
    }
  }

  @Test
  void showsBothUnitsWhenTheyDisagreeTheWorseOnTop() throws Exception {
    try (Child peer = new Child("primary-unprotected", directory.resolve("child.sock"));
        Stand stand = new Stand(withPeerPage(peer.address()), directory)) {
      browser.open(stand.uri("/"));
      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
        assertThat(browser.text("word")).isEqualTo("UNPROTECTED");
        assertThat(browser.text("strips")).contains("wave-b: PROTECTED");
        assertThat(browser.text("strips"))
            .contains("wave-a does not hear wave-b, but this screen does.");
      });
      settle();
      browser.shoot("two-units-disagree");
      stand.stop();
      await().atMost(Duration.ofSeconds(12)).untilAsserted(() -> {
        assertThat(browser.text("live")).startsWith("NOT LIVE for");
        assertThat(browser.text("word") + browser.text("strips"))
            .contains("SCREEN STALE")
            .contains("wave-a: UNPROTECTED");
      });
      browser.shoot("own-unit-lost-peer-read");
    }
  }

  private static Picture withPeerPage(String page) {
    return changed(s -> s.peer = new Picture.Peer(
        "wave-a",
        s.peer.state(),
        s.peer.reason(),
        s.peer.sentence(),
        s.peer.role(),
        1,
        s.peer.silent(),
        s.peer.lastHeard(),
        s.peer.paths(),
        page));
  }

  @Test
  void drawsTheGapOfTheDayWithItsLimit() throws Exception {
    try (Stand stand = new Stand(SamplePictures.secondary().picture(), directory)) {
      for (int i = 0; i < 360; i++) {
        int sample = i;
        stand.board.publish(changed(s -> {
          s.asOf = s.asOf.plusSeconds(10L * sample);
          long gap = 5 + 10L * (sample % (sample > 200 && sample < 320 ? 240 : 40));
          s.gap = new Picture.Gap(
              gap, false, (int) (gap / 18), new Word("ok", 1), 1800, s.asOf, null, 41L);
        }));
      }
      browser.size(1920, 1080);
      browser.open(stand.uri("/"));
      await().atMost(SOON).until(() -> browser.text("chart-note").contains("dashed line"));
      Object inked = browser.script("const c = document.querySelector('#chart canvas');"
          + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
          + "let line = 0; for (let i = 0; i < d.length; i += 4) {"
          + "if (d[i] === 0x6f && d[i + 1] === 0xb7 && d[i + 2] === 0xff) line++; } return line;");
      assertThat((Long) inked).isGreaterThan(500L);
      settle();
      browser.shoot("chart");
    }
  }

  @Test
  void fitsAPhoneAndAWall() throws Exception {
    try (Stand stand = new Stand(SamplePictures.promoting().picture(), directory)) {
      browser.size(390, 844);
      browser.open(stand.uri("/"));
      await().atMost(SOON).until(() -> browser.text("word").equals("NO ONE SERVES"));
      settle();
      long over = (Long) browser.script(
          "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
      assertThat(over).isLessThanOrEqualTo(0);
      browser.shoot("phone");
      browser.size(1920, 1080);
      browser.open(stand.uri("/wall"));
      await().atMost(SOON).until(() -> browser.text("word").equals("NO ONE SERVES"));
      settle();
      browser.shoot("wall");
    }
  }

  /** A server in a process of its own. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final String port;

    Child(String sample, Path socket) throws IOException {
      process = new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx96m",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              Showcase.class.getName(),
              sample,
              socket.toString())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      String line = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (line == null) {
        throw new IOException("the showcase did not start");
      }
      port = line.substring("port ".length());
    }

    String address() {
      return "http://127.0.0.1:" + port + "/";
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .start()
          .waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
