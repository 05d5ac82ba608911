package dev.bcs.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Archive;
import dev.bcs.status.Event;
import dev.bcs.status.Picture;
import dev.bcs.status.Severity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one mapping of the picture to JSON; its names are a contract and only ever grow.
 *
 * <p>Times are ISO 8601 with the offset of the unit's zone, durations numbers of seconds (keys end
 * in {@code Seconds}), enums the words of the glossary. What is not known is null, never left out.
 */
final class PictureJson {
  private final ZoneId zone;

  private PictureJson(ZoneId zone) {
    this.zone = zone;
  }

  static PictureJson in(String zoneName) {
    try {
      return new PictureJson(ZoneId.of(zoneName));
    } catch (DateTimeException unknownZone) {
      return new PictureJson(ZoneOffset.UTC);
    }
  }

  /**
   * The whole status.
   *
   * @param age of the picture, so that a reader can tell a page that lives from a unit that does
   */
  static ObjectNode status(Picture p, Duration age) {
    PictureJson json = in(p.zone());
    ObjectNode all = object()
        .put("pair", p.pair())
        .put("unit", p.unit())
        .put("role", p.role().text())
        .put("epoch", p.epoch())
        .put("version", p.version())
        .put("zone", p.zone())
        .put("asOf", json.time(p.asOf()));
    seconds(all, "ageSeconds", age);
    all.put("band", p.band().text()).put("because", p.because());
    all.set("peer", json.peer(p.peer()));
    all.set("gap", json.gap(p.gap()));
    all.set("readiness", readiness(p.readiness()));
    all.set("forecast", nullable(p.forecast(), json::forecast));
    all.set("parity", parity(p.parity()));
    json.backup(all, p.backup());
    all.set("datasets", array(p.datasets(), PictureJson::dataset));
    all.set("services", array(p.services(), PictureJson::service));
    all.set("alarms", array(active(p.alarms()), json::alarm));
    all.set("operation", nullable(p.operation(), json::operation));
    all.set("maintenance", nullable(p.maintenance(), json::maintenance));
    all.set("startup", nullable(p.startup(), PictureJson::startup));
    return all;
  }

  static List<Picture.Alarm> active(List<Picture.Alarm> alarms) {
    return alarms.stream().filter(a -> a.severity() != Severity.CLEARED).toList();
  }

  private ObjectNode peer(Picture.Peer p) {
    ObjectNode o = object()
        .put("name", p.name())
        .put("state", p.state().text())
        .put("reason", p.reason().text())
        .put("sentence", p.sentence())
        .put("role", p.role().text())
        .put("epoch", p.epoch());
    seconds(o, "lastHeardSeconds", p.silent());
    o.put("lastHeard", time(p.lastHeard()));
    o.set("paths", array(p.paths(), PictureJson::path));
    return o.put("page", p.page());
  }

  private static ObjectNode path(Picture.Path p) {
    ObjectNode o = object().put("address", p.address()).put("up", p.up());
    seconds(o, "silentSeconds", p.silent());
    // Round trips are far below a millisecond: microseconds count here, and only here.
    o.put("roundTripSeconds", p.roundTrip().toNanos() / 1e9);
    return o.put("lossPercent", p.lossPercent());
  }

  private ObjectNode gap(Picture.Gap g) {
    return object()
        .put("seconds", g.seconds())
        .put("atLeast", g.atLeast())
        .put("percent", g.percent())
        .put("level", g.level().text())
        .put("limitSeconds", g.limitSeconds())
        .put("since", time(g.since()))
        .put("atFailureSeconds", g.atFailureSeconds())
        .put("generation", g.generation());
  }

  private static ObjectNode readiness(Picture.Readiness r) {
    ObjectNode o = object().put("verdict", r.verdict().text());
    o.set("reasons", array(r.reasons(), PictureJson::reason));
    seconds(o, "expectedRecoverySeconds", r.expectedRecovery());
    o.set("refusals", array(r.refusals(), PictureJson::reason));
    return o.put("preview", r.preview());
  }

  static ObjectNode reason(Picture.Reason r) {
    return object().put("code", r.code()).put("text", r.text());
  }

  private ObjectNode forecast(Picture.Forecast f) {
    ObjectNode o = object().put("asOf", time(f.asOf())).put("atLeast", f.atLeast());
    o.set("classes", array(f.classes(), PictureJson::loss));
    return o;
  }

  private static ObjectNode loss(Picture.Loss l) {
    return object().put("class", l.kind()).put("files", l.files()).put("bytes", l.bytes());
  }

  private static ObjectNode parity(Picture.Parity p) {
    ObjectNode o = object().put("state", p.state().text());
    o.set(
        "differences",
        array(
            p.differences(),
            d -> object().put("item", d.item()).put("here", d.here()).put("there", d.there())));
    return o;
  }

  private void backup(ObjectNode all, Picture.Backup b) {
    ObjectNode last = object();
    all.set(
        "lastBackup",
        last.put("start", time(b.lastStart()))
            .put("end", time(b.lastEnd()))
            .put("outcome", b.outcome().text())
            .put("detail", b.detail())
            .put("generation", b.generation())
            .put("bytesSent", b.bytesSent())
            .put("missed", b.missed()));
    last.set("moments", array(b.moments(), this::moment));
    all.put("nextBackup", time(b.next()));
    all.set("runningBackup", nullable(b.running(), PictureJson::progress));
  }

  private ObjectNode moment(Picture.Moment m) {
    return object()
        .put("application", m.application())
        .put("from", time(m.from()))
        .put("to", time(m.to()))
        .put("still", m.still());
  }

  private static ObjectNode progress(Picture.Progress p) {
    return object()
        .put("generation", p.generation())
        .put("phase", p.phase())
        .put("files", p.files())
        .put("filesTotal", p.filesTotal())
        .put("bytes", p.bytes())
        .put("bytesTotal", p.bytesTotal());
  }

  private static ObjectNode dataset(Picture.Dataset d) {
    return object()
        .put("id", d.id())
        .put("class", d.kind())
        .put("type", d.type())
        .put("gapSeconds", d.gapSeconds())
        .put("files", d.files())
        .put("bytes", d.bytes());
  }

  private static ObjectNode service(Picture.Service s) {
    ObjectNode o = object().put("id", s.id()).put("state", s.state().text()).put("text", s.text());
    return seconds(o, "ageSeconds", s.age());
  }

  ObjectNode alarm(Picture.Alarm a) {
    ObjectNode o = object()
        .put("code", a.code())
        .put("name", a.name())
        .put("severity", a.severity().word())
        .put("since", time(a.since()));
    return seconds(o, "ageSeconds", a.age())
        .put("raised", a.raised())
        .put("held", a.held())
        .put("acknowledgedBy", a.acknowledgedBy())
        .put("text", a.text())
        .put("advice", a.advice())
        .put("seq", a.seq());
  }

  private ObjectNode operation(Picture.Operation op) {
    ObjectNode o = object()
        .put("id", op.id())
        .put("verb", op.verb())
        .put("result", op.result().text())
        .put("token", op.token())
        .put("actor", op.actor())
        .put("reason", op.reason())
        .put("started", time(op.started()))
        .put("ended", time(op.ended()))
        .put("detail", op.detail())
        .put("step", op.stepText());
    o.set("steps", array(op.steps(), PictureJson::step));
    return o;
  }

  private static ObjectNode step(Picture.Step s) {
    ObjectNode o = object()
        .put("number", s.number())
        .put("name", s.name())
        .put("state", s.state().text());
    seconds(o, "tookSeconds", s.took());
    return seconds(o, "limitSeconds", s.limit()).put("text", s.text());
  }

  private ObjectNode maintenance(Picture.Maintenance m) {
    return object().put("until", time(m.until())).put("reason", m.reason()).put("actor", m.actor());
  }

  private static ObjectNode startup(Picture.Startup s) {
    return seconds(object(), "opensInSeconds", s.opensIn()).put("sentence", s.sentence());
  }

  ObjectNode event(Event e) {
    ObjectNode o = object()
        .put("seq", e.seq())
        .put("time", time(e.time()))
        .put("kind", e.kind())
        .put("notification", e.notification())
        .put("key", e.key())
        .put("severity", e.severity().word())
        .put("subject", e.subject())
        .put("text", e.text())
        .put("actor", e.actor());
    ArrayNode details = o.putArray("details");
    e.details().forEach(details::add);
    return o;
  }

  ObjectNode generation(Archive.Generation g) {
    return object()
        .put("number", g.number())
        .put("state", g.state().text())
        .put("outcome", g.outcome().text())
        .put("captured", time(g.captured()))
        .put("files", g.files())
        .put("bytes", g.bytes())
        .put("slot", g.slot())
        .put("detail", g.detail())
        .put("here", g.here());
  }

  @Nullable
  String time(@Nullable Instant instant) {
    return instant == null
        ? null
        : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
            instant.truncatedTo(ChronoUnit.MILLIS).atZone(zone));
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static <T> ArrayNode array(List<T> values, Function<T, ObjectNode> map) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode(values.size());
    values.forEach(v -> list.add(map.apply(v)));
    return list;
  }

  private static <T> @Nullable ObjectNode nullable(@Nullable T value, Function<T, ObjectNode> map) {
    return value == null ? null : map.apply(value);
  }

  static ObjectNode seconds(ObjectNode o, String key, @Nullable Duration d) {
    if (d == null) {
      return o.putNull(key);
    }
    long millis = d.toMillis();
    return millis % 1000 == 0 ? o.put(key, millis / 1000) : o.put(key, millis / 1000.0);
  }
}
