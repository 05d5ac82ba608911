package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Timer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.status.AlarmKind;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.status.Word;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every endpoint over a real connection: what it says, and what it refuses. */
class ApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROMOTE = "{\"unit\":\"wave-b\",\"reason\":\"fire in room 2\","
      + "\"fence\":\"powered-off\",\"generation\":41,\"overrides\":[\"files-open\"],\"token\":7}";

  @TempDir
  Path directory;

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = new Stand(SamplePictures.secondary().picture(), directory);
  }

  @AfterEach
  void close() throws Exception {
    stand.close();
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body());
  }

  @Test
  void listsGenerationsAlarmsAndTheCheck() throws Exception {
    assertThat(json(stand.get("/api/v1/generations")).path("generations"))
        .hasSize(3)
        .first()
        .extracting(g -> g.path("state").asText())
        .isEqualTo("receiving");
    assertThat(json(stand.get("/api/v1/alarms")).path("alarms")).hasSize(18);
    JsonNode check = json(stand.get("/api/v1/check"));
    assertThat(check.path("unit").asText()).isEqualTo("wave-b");
    assertThat(check.path("token").asLong()).isEqualTo(3_141_592_653L);
    assertThat(check.path("preview").asText()).contains("generation 41");
  }

  @Test
  void listsTheNewestEventsOrThoseAfterANumber() throws Exception {
    for (int i = 1; i <= 5; i++) {
      stand.history.add(AlarmKind.PATH_DOWN, Severity.MINOR, "10.0.0.1", "line " + i);
    }
    JsonNode newest = json(stand.get("/api/v1/events?most=2"));
    assertThat(newest.path("events").findValuesAsText("text")).containsExactly("line 4", "line 5");
    assertThat(newest.path("logId").asText()).isEqualTo("0102030405060708");
    JsonNode after = json(stand.get("/api/v1/events?after=1&most=2"));
    assertThat(after.path("events").findValuesAsText("text")).containsExactly("line 2", "line 3");
    assertThat(after.path("newest").asLong()).isEqualTo(5);
    assertThat(stand.get("/api/v1/events?most=many").statusCode()).isEqualTo(400);
    assertThat(stand.get("/api/v1/events?most=0").statusCode()).isEqualTo(400);
  }

  @Test
  void keepsTheGapForTheChartEveryTenSecondsWithNeverAsNull() throws Exception {
    stand.board.publish(at(SamplePictures.secondary().picture(), 5));
    stand.board.publish(at(SamplePictures.never().picture(), 10));
    JsonNode samples = json(stand.get("/api/v1/gap?hours=24")).path("samples");
    assertThat(samples).hasSize(2);
    assertThat(samples.get(0).get(1).asLong()).isEqualTo(300);
    assertThat(samples.get(0).get(2).asLong()).isEqualTo(1800);
    assertThat(samples.get(1).get(1).isNull()).isTrue();
  }

  private static Picture at(Picture p, long seconds) {
    dev.bcs.status.PictureSketch later = SamplePictures.secondary();
    later.gap = p.gap();
    later.asOf = p.asOf().plusSeconds(seconds);
    return later.picture();
  }

  @Test
  void ordersEveryVerbForAnOperator() throws Exception {
    for (String verb : List.of(
        "promote", "open", "backup", "resume", "rollback", "maintenance", "acknowledge", "agree")) {
      stand.operations.accept(verb);
    }
    HttpResponse<String> promoted = stand.postAsOperator("/api/v1/promote", PROMOTE);
    assertThat(promoted.statusCode()).isEqualTo(202);
    assertThat(json(promoted).path("operation").asText()).isEqualTo("op-1");
    String reason = "\"reason\":\"as agreed with nora\"";
    assertThat(order("open", "{\"unit\":\"wave-b\"," + reason + "}")).isEqualTo(202);
    assertThat(order("backup", "{" + reason + "}")).isEqualTo(202);
    assertThat(order("resume", "{\"token\":5," + reason + "}")).isEqualTo(202);
    assertThat(order("rollback", "{\"token\":5," + reason + "}")).isEqualTo(202);
    assertThat(order("maintenance", "{\"seconds\":7200," + reason + "}")).isEqualTo(202);
    assertThat(order("ack", "{\"alarm\":\"path-down\"," + reason + "}")).isEqualTo(202);
    assertThat(order("agree", "{\"dataset\":\"pbx/mail\"," + reason + "}")).isEqualTo(202);
    stand.operations.verify();
    assertThat(stand.operations.calls("promote").get(0).order())
        .isEqualTo(new Operations.PromoteOrder(
            "wave-b", "fire in room 2", "powered-off", 41, List.of("files-open"), 7));
    assertThat(stand.operations.calls("maintenance").get(0).order())
        .isEqualTo("PT2H as agreed with nora");
    assertThat(stand.operations.calls("promote").get(0).actor().toString())
        .isEqualTo("olga@http/127.0.0.1");
  }

  private int order(String verb, String body) throws Exception {
    return stand.postAsOperator("/api/v1/" + verb, body).statusCode();
  }

  @Test
  void tellsEveryReasonOfARefusal() throws Exception {
    stand.operations.refuse("promote", "fence", "no-fence", "nobody said how wave-a is kept down");
    HttpResponse<String> refused = stand.postAsOperator("/api/v1/promote", "{}");
    assertThat(refused.statusCode()).isEqualTo(409);
    JsonNode body = json(refused);
    assertThat(body.path("object").asText()).isEqualTo("fence");
    assertThat(body.path("reasons").get(0).path("code").asText()).isEqualTo("no-fence");
    assertThat(body.path("error").asText()).contains("nobody said how");
    assertThat(body.path("hint").asText()).isNotEmpty();
  }

  @Test
  void refusesABodyThatItDoesNotWhollyUnderstand() throws Exception {
    assertThat(order("promote", "{\"overides\":[]}")).isEqualTo(400);
    assertThat(order("promote", "{\"reason\":\"a\",\"reason\":\"b\"}")).isEqualTo(400);
    assertThat(order("promote", "[1]")).isEqualTo(400);
    assertThat(order("promote", "{\"token\":\"7\"}")).isEqualTo(400);
    assertThat(order("promote", "{\"token\":-1}")).isEqualTo(400);
    assertThat(order("promote", "{\"overrides\":\"all\"}")).isEqualTo(400);
    assertThat(order("promote", "{} {}")).isEqualTo(400);
    assertThat(order("promote", "not json")).isEqualTo(400);
    assertThat(order("maintenance", "{}")).isEqualTo(400);
    assertThat(order("promote", "{\"reason\":\"" + "x".repeat(70_000) + "\"}")).isEqualTo(413);
    assertThat(stand.operations.calls()).isEmpty();
  }

  @Test
  void keepsOutStrangersViewersAndPagesOfOtherSites() throws Exception {
    HttpRequest.Builder bare = HttpRequest.newBuilder(stand.uri("/api/v1/promote"))
        .header("Content-Type", "application/json");
    HttpResponse<String> stranger =
        stand.send(bare.copy().POST(HttpRequest.BodyPublishers.ofString(PROMOTE)));
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(stranger.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(stand.post("/api/v1/promote", "olga", "wrong", PROMOTE).statusCode())
        .isEqualTo(401);
    assertThat(stand
            .post("/api/v1/promote", FakeAccess.VIEWER, FakeAccess.VIEWER_PASSWORD, PROMOTE)
            .statusCode())
        .isEqualTo(403);
    assertThat(stand.operations.calls("denied promote")).hasSize(1);
    HttpResponse<String> foreign = stand.send(bare.copy()
        .header("Origin", "https://evil.example")
        .header("Authorization", "Basic b2xnYTpsZXQtb2xnYS1pbi0yMDI2")
        .POST(HttpRequest.BodyPublishers.ofString(PROMOTE)));
    assertThat(foreign.statusCode()).isEqualTo(403);
    HttpResponse<String> form = stand.send(HttpRequest.newBuilder(stand.uri("/api/v1/promote"))
        .header("Content-Type", "text/plain")
        .header("Authorization", "Basic b2xnYTpsZXQtb2xnYS1pbi0yMDI2")
        .POST(HttpRequest.BodyPublishers.ofString(PROMOTE)));
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(stand.operations.calls("promote")).isEmpty();
  }

  @Test
  void signsInWithACookieThatOnlyOurOwnPageCanUse() throws Exception {
    HttpResponse<String> in =
        post("session", "{\"user\":\"olga\",\"password\":\"let-olga-in-2026\"}").get();
    assertThat(in.statusCode()).isEqualTo(200);
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
    String value = cookie.substring(0, cookie.indexOf(';'));
    assertThat(value.substring(value.indexOf('=') + 1)).hasSize(43);
    stand.operations.accept("backup");
    String body = "{\"reason\":\"before the update\"}";
    assertThat(post("backup", body).with("Cookie", value).get().statusCode()).isEqualTo(403);
    assertThat(post("backup", body)
            .with("Cookie", value)
            .with("X-BCS-Request", "1")
            .get()
            .statusCode())
        .isEqualTo(202);
    stand.clocks.advance(Duration.ofMinutes(31));
    assertThat(post("backup", body)
            .with("Cookie", value)
            .with("X-BCS-Request", "1")
            .get()
            .statusCode())
        .isEqualTo(401);
    stand.operations.verify();
  }

  @Test
  void endsTheSessionsOfAUserWhoWasRemoved() throws Exception {
    HttpResponse<String> in =
        post("session", "{\"user\":\"olga\",\"password\":\"let-olga-in-2026\"}").get();
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    stand.unix("").delete("/api/v1/users?name=olga");
    assertThat(post("backup", "{}")
            .with("Cookie", cookie.substring(0, cookie.indexOf(';')))
            .with("X-BCS-Request", "1")
            .get()
            .statusCode())
        .isEqualTo(401);
  }

  /** A POST to which headers are added. */
  private final class Posting {
    private final HttpRequest.Builder request;

    Posting(HttpRequest.Builder request) {
      this.request = request;
    }

    Posting with(String name, String value) {
      request.header(name, value);
      return this;
    }

    HttpResponse<String> get() throws Exception {
      return stand.send(request);
    }
  }

  private Posting post(String path, String body) {
    return new Posting(HttpRequest.newBuilder(stand.uri("/api/v1/" + path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void answersWrongPathsAndMethodsWithSentences() throws Exception {
    HttpResponse<String> nothing = stand.get("/api/v1/nothing");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(json(nothing).path("error").asText()).contains("/api/v1/nothing");
    assertThat(stand.get("/../pom.xml").statusCode()).isIn(400, 404);
    HttpResponse<String> wrong = stand.get("/api/v1/promote");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(json(wrong).path("hint").asText()).contains("POST");
  }

  @Test
  void sendsThePageWithAPolicyThatRunsNothingElse() throws Exception {
    for (String path : List.of("/", "/wall")) {
      HttpResponse<String> page = stand.get(path);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .contains("connect-src 'self' http://10.0.0.1:7480;")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(page.body()).contains("name=\"bcs-peer\" content=\"http://10.0.0.1:7480\"");
    }
    assertThat(stand.get("/uplot/uPlot.iife.min.js").body()).contains("1.6.32");
    assertThat(stand.get("/uplot/LICENSE").body()).contains("MIT");
    assertThat(Pages.origin("http://10.0.0.2:7480/x")).contains("http://10.0.0.2:7480");
    assertThat(Pages.origin("http://a.example; script-src *")).isEmpty();
    assertThat(Pages.origin("javascript:alert(1)")).isEmpty();
    assertThat(Pages.origin("")).isEmpty();
  }

  @Test
  void readyMeansThatTheRoleCanBeFulfilled() throws Exception {
    assertThat(stand.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(ready(SamplePictures.secondary().picture())).isEqualTo(200);
    assertThat(ready(SamplePictures.gapExceeded().picture())).isEqualTo(200);
    assertThat(ready(SamplePictures.never().picture())).isEqualTo(503);
    assertThat(ready(SamplePictures.primary().picture())).isEqualTo(200);
    assertThat(ready(SamplePictures.spareLost().picture())).isEqualTo(200);
    assertThat(ready(SamplePictures.quarantined().picture())).isEqualTo(503);
    dev.bcs.status.PictureSketch failed = SamplePictures.primary();
    failed.services = List.of(new Picture.Service(
        "voicemail/pbx", new Word("failed", 3), "no answer", Duration.ofSeconds(3)));
    assertThat(ready(failed.picture())).isEqualTo(503);
    assertThat(stand.get("/readyz").body()).contains("voicemail/pbx is failed: no answer");
    stand.board.publish(SamplePictures.primary().picture());
    stand.clocks.advance(Duration.ofSeconds(6));
    assertThat(stand.get("/readyz").statusCode()).isEqualTo(503);
    assertThat(stand.get("/healthz").statusCode()).isEqualTo(200);
  }

  private int ready(Picture picture) throws Exception {
    stand.board.publish(picture);
    return stand.get("/readyz").statusCode();
  }

  @Test
  void exposesMetricsWithAnInfiniteGapForNever() throws Exception {
    stand.metrics.counter("link.calls").inc(3);
    try (Timer.Context timing = stand.metrics.timer("backup.run").time()) {
      assertThat(timing).isNotNull();
    }
    String text = stand.get("/metrics").body();
    assertThat(text)
        .contains("# HELP bcs_gap_seconds ")
        .contains("# TYPE bcs_gap_seconds gauge\nbcs_gap_seconds 300\n")
        .contains("bcs_path_up{path=\"10.0.0.1\"} 1\n")
        .contains("bcs_forecast_files{class=\"voicemail\"} 3\n")
        .contains("bcs_link_calls 3\n")
        .contains("# TYPE bcs_backup_run_seconds summary\n")
        .contains("bcs_backup_run_seconds_count 1\n");
    assertThat(text.lines())
        .allMatch(l -> l.matches(
            "# (HELP|TYPE) bcs_[a-z0-9_]+ .+|bcs_[a-z0-9_]+(\\{[^}]*})? (NaN|[+-]Inf|[-0-9.Ee]+)"));
    assertThat(text.lines().filter(l -> l.startsWith("# TYPE"))).doesNotHaveDuplicates();
    stand.board.publish(SamplePictures.never().picture());
    assertThat(stand.get("/metrics").body()).contains("\nbcs_gap_seconds +Inf\n");
  }

  @Test
  void onLoopbackAnswersNamesOfLoopbackOnly() throws Exception {
    try (java.net.Socket socket = new java.net.Socket(
        java.net.InetAddress.getLoopbackAddress(), stand.window.ports().get(0))) {
      socket
          .getOutputStream()
          .write("GET /api/v1/status HTTP/1.0\r\nHost: evil.example\r\n\r\n"
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      String answer = new String(
          socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("hq-pbx");
    }
  }
}
