package dev.bcs.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Timetables;
import java.util.List;

/** The backups of the week ahead as JSON: the one shape of {@code /api/v1/schedule}. */
final class WeekJson {
  private final PictureJson json;

  private WeekJson(PictureJson json) {
    this.json = json;
  }

  static ObjectNode of(Timetables.Week week) {
    return new WeekJson(PictureJson.in(week.zone().getId())).week(week);
  }

  private ObjectNode week(Timetables.Week week) {
    ObjectNode all = PictureJson.object()
        .put("asOf", json.time(week.asOf()))
        .put("zone", week.zone().getId());
    PictureJson.seconds(all, "expectedRunSeconds", week.run());
    PictureJson.seconds(all, "shortestIntervalSeconds", week.shortest());
    PictureJson.seconds(all, "longestIntervalSeconds", week.longest());
    PictureJson.seconds(all, "worstGapSeconds", week.worstGap());
    PictureJson.seconds(all, "gapLimitSeconds", week.gapLimit());
    all.put("missed", week.missed());
    texts(all.putArray("blackouts"), week.blackouts());
    texts(all.putArray("warnings"), week.warnings());
    all.put("proposal", week.proposal());
    texts(all.putArray("next"), week.next().stream().map(json::time).toList());
    all.set("days", PictureJson.array(week.days(), this::day));
    all.set("datasets", PictureJson.array(week.datasets(), WeekJson::growth));
    return all;
  }

  private ObjectNode day(Timetables.Day day) {
    ObjectNode row = PictureJson.object()
        .put("day", day.day().toString())
        .put("runs", day.runs())
        .put("first", json.time(day.first()))
        .put("last", json.time(day.last()));
    return PictureJson.seconds(row, "longestIntervalSeconds", day.longest());
  }

  private static ObjectNode growth(Timetables.Growth growth) {
    ObjectNode row = PictureJson.object().put("id", growth.dataset());
    PictureJson.seconds(row, "captureSeconds", growth.capture());
    return row.put("files", growth.files())
        .put("bytes", growth.bytes())
        .put("filesMoreADay", growth.filesMore())
        .put("bytesMoreADay", growth.bytesMore())
        .put("bytesChangedADay", growth.changedBytes());
  }

  private static void texts(ArrayNode into, List<String> texts) {
    texts.forEach(into::add);
  }
}
