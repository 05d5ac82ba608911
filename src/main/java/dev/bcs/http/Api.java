package dev.bcs.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Access;
import dev.bcs.status.Actor;
import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import dev.bcs.status.Refused;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The endpoints under {@code /api/v1}, and those for probes; each one a line of the table. */
final class Api {
  static final String EVENTS = "/api/v1/events";
  private static final String V1 = "/api/v1/";
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final HttpParts parts;
  private final Gate gate;
  private final GapSamples samples;
  private final LocalApi local;
  private final Map<String, Map<String, Endpoint>> table = new TreeMap<>();

  Api(HttpParts parts, Gate gate, GapSamples samples, Pages pages) {
    this.parts = parts;
    this.gate = gate;
    this.samples = samples;
    this.local = new LocalApi(parts.access(), parts.pairing());
    reading(pages);
    ordering();
    get("session", this::whoIsIn);
    post("session", this::signIn);
    put("DELETE", V1 + "session", this::signOut);
    local.routes().forEach((path, methods) -> methods.forEach((m, e) -> put(m, path, e)));
  }

  /** The endpoints of a path by method; empty if there is no such path. */
  Map<String, Endpoint> at(String path) {
    return table.getOrDefault(path, Map.of());
  }

  private void reading(Pages pages) {
    for (String path : pages.paths()) {
      put("GET", path, ask -> pages.answer(path, picture().peer().page()));
    }
    // The page of the peer reads this one too; there is nothing here that a browser adds to it.
    get("status", ask -> status().with("Access-Control-Allow-Origin", "*"));
    get("generations", ask -> generations());
    get("schedule", ask -> Answer.json(200, WeekJson.of(parts.timetables().week())));
    get("alarms", ask -> alarms());
    get("events", this::events);
    get(
        "gap",
        ask ->
            Answer.json(200, samples.json(parts.clocks().now(), ask.number("hours", 24, 1, 24))));
    get("check", ask -> check());
    put(
        "GET",
        "/metrics",
        ask -> Answer.text(
            200,
            "text/plain; version=0.0.4",
            Exposition.of(picture(), age(picture()), parts.metrics())));
    put("GET", "/healthz", ask -> Answer.text(200, "text/plain", "ok\n"));
    put("GET", "/readyz", ask -> ready());
  }

  private void ordering() {
    Operations operations = parts.operations();
    order(
        "promote",
        Set.of("unit", "reason", "fence", "generation", "overrides", "token"),
        (a, w) -> operations.promote(
            new Operations.PromoteOrder(
                a.text("unit"),
                a.text("reason"),
                a.text("fence").isEmpty() ? "not-attested" : a.text("fence"),
                a.whole("generation"),
                a.texts("overrides"),
                a.whole("token")),
            w));
    order(
        "open",
        Set.of("unit", "reason", "overrides", "token"),
        (a, w) -> operations.open(
            new Operations.OpenOrder(
                a.text("unit"), a.text("reason"), a.texts("overrides"), a.whole("token")),
            w));
    order("backup", Set.of("reason"), (a, w) -> operations.backupNow(a.text("reason"), w));
    order(
        "resume",
        Set.of("token", "reason"),
        (a, w) -> operations.resume(a.whole("token"), a.text("reason"), w));
    order(
        "rollback",
        Set.of("token", "reason"),
        (a, w) -> operations.rollback(a.whole("token"), a.text("reason"), w));
    order("maintenance", Set.of("seconds", "reason"), (a, w) -> {
      if (!a.has("seconds")) {
        throw Problem.bad("seconds is missing", "say how long it lasts; 0 ends it");
      }
      long seconds = Math.min(a.whole("seconds"), Duration.ofDays(366).toSeconds());
      return operations.maintenance(Duration.ofSeconds(seconds), a.text("reason"), w);
    });
    order(
        "ack",
        Set.of("alarm", "reason"),
        (a, w) -> operations.acknowledge(a.text("alarm"), a.text("reason"), w));
    order(
        "agree",
        Set.of("dataset", "reason"),
        (a, w) -> operations.agree(a.text("dataset"), a.text("reason"), w));
  }

  private void get(String name, Endpoint endpoint) {
    put("GET", V1 + name, endpoint);
  }

  private void post(String name, Endpoint endpoint) {
    put("POST", V1 + name, endpoint);
  }

  private void put(String method, String path, Endpoint endpoint) {
    table.computeIfAbsent(path, p -> new TreeMap<>()).put(method, endpoint);
  }

  /** An order: who gives it is proved before its body is read. */
  private void order(String verb, Set<String> names, Order order) {
    post(verb, ask -> {
      Actor actor = gate.operator(ask, verb.equals("ack") ? "acknowledge" : verb);
      ask.readBody(names);
      Operations.Accepted accepted = order.give(ask, actor);
      return Answer.json(
          202,
          PictureJson.object().put("operation", accepted.operation()).put("text", accepted.text()));
    });
  }

  private Picture picture() {
    return parts.board().picture();
  }

  private Duration age(Picture picture) {
    return parts.clocks().since(picture.ticks());
  }

  private Answer status() {
    Picture picture = picture();
    return Answer.json(200, PictureJson.status(picture, age(picture)));
  }

  private Answer generations() {
    PictureJson json = PictureJson.in(picture().zone());
    ObjectNode all = PictureJson.object();
    all.set("generations", PictureJson.array(parts.archive().generations(), json::generation));
    return Answer.json(200, all);
  }

  /** Every kind of alarm, also those that are cleared. */
  private Answer alarms() {
    Picture picture = picture();
    ObjectNode all = PictureJson.object();
    all.set("alarms", PictureJson.array(picture.alarms(), PictureJson.in(picture.zone())::alarm));
    return Answer.json(200, all);
  }

  /** Without {@code after}, the newest ones. */
  private Answer events(Ask ask) throws Problem {
    int most = (int) ask.number("most", 100, 1, 1000);
    long newest = parts.history().newest();
    long after = ask.number("after", Math.max(0, newest - most), 0, Long.MAX_VALUE);
    ObjectNode all = PictureJson.object()
        .put("logId", HexFormat.of().formatHex(parts.history().logId()))
        .put("oldest", parts.history().oldest())
        .put("newest", newest);
    PictureJson json = PictureJson.in(picture().zone());
    all.set("events", PictureJson.array(parts.history().after(after, most), json::event));
    return Answer.json(200, all);
  }

  private Answer check() {
    Operations.Check check = parts.operations().check();
    ObjectNode all = PictureJson.object().put("unit", check.unit()).put("preview", check.preview());
    all.set("refusals", PictureJson.array(check.refusals(), PictureJson::reason));
    return Answer.json(200, all.put("token", check.token()));
  }

  private Answer signIn(Ask ask) throws Problem {
    ask.readBody(Set.of("user", "password"));
    Access.Grant grant = gate.signIn(ask, ask.text("user"), ask.text("password"));
    return Answer.json(200, granted(grant)).with("Set-Cookie", gate.cookieFor(ask, grant));
  }

  private Answer signOut(Ask ask) {
    return Answer.json(200, PictureJson.object().putNull("user").put("operator", false))
        .with("Set-Cookie", gate.endSession(ask));
  }

  private Answer whoIsIn(Ask ask) {
    return Answer.json(
        200,
        gate.session(ask)
            .map(Api::granted)
            .orElseGet(() -> PictureJson.object().putNull("user").put("operator", false)));
  }

  private static ObjectNode granted(Access.Grant grant) {
    return PictureJson.object().put("user", grant.user()).put("operator", grant.operator());
  }

  /**
   * Whether this unit can do what its role asks of it: as secondary take over, as primary serve.
   *
   * <p>A primary without a spare is ready all the same: a load balancer asks whether to send
   * clients here, not whether it is protected.
   */
  private Answer ready() {
    Picture picture = picture();
    List<String> reasons = Readiness.reasons(picture);
    if (age(picture).compareTo(FRESH) > 0) {
      reasons.add("the status is older than " + FRESH.toSeconds() + " s");
    }
    ObjectNode body = PictureJson.object()
        .put("ready", reasons.isEmpty())
        .put("role", picture.role().text());
    ArrayNode list = body.putArray("reasons");
    reasons.forEach(list::add);
    return Answer.json(reasons.isEmpty() ? 200 : 503, body);
  }

  /** One endpoint. */
  @FunctionalInterface
  interface Endpoint {
    Answer answer(Ask ask) throws Problem, Refused;
  }

  /** One order, given by an actor who may. */
  @FunctionalInterface
  private interface Order {
    Operations.Accepted give(Ask ask, Actor actor) throws Problem, Refused;
  }
}
