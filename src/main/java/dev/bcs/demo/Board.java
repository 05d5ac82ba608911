package dev.bcs.demo;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows the appliance's data: one page for people, JSON lists for callers. */
final class Board {
  private static final int ROWS = 100;

  private final ApplianceData data;
  private final String unit;

  Board(ApplianceData data, String unit) {
    this.data = data;
    this.unit = unit;
  }

  /** The newest voicemails first; at most a hundred. */
  String page() throws IOException {
    List<Voicemail> voicemails = data.voicemails();
    List<Call> calls = data.calls();
    String rows = voicemails.stream()
        .sorted(Comparator.comparing(Voicemail::at).reversed())
        .limit(ROWS)
        .map(Board::row)
        .collect(Collectors.joining("\n"));
    String last = calls.isEmpty() ? "never" : calls.get(calls.size() - 1).at().toString();
    return String.format(
        Locale.ROOT,
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Switchboard on %1$s</title>
        <style>
        body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em }
        table { border-collapse: collapse; width: 100%% }
        th, td { border-bottom: 1px solid #bbb; padding: .2em .8em .2em 0; text-align: left }
        </style></head>
        <body>
        <h1>Switchboard on %1$s</h1>
        <p><b>%2$d</b> voicemails, <b>%3$d</b> recordings, <b>%4$d</b> lines in the call log;
        the last at %5$s.</p>
        <table>
        <tr><th>Mailbox</th><th>From</th><th>At</th><th>Seconds</th><th>Sound</th></tr>
        %6$s
        </table>
        </body>
        </html>
        """,
        escaped(unit),
        voicemails.size(),
        data.recordings(),
        calls.size(),
        last,
        rows);
  }

  private static String row(Voicemail one) {
    return "<tr><td>" + one.mailbox() + "</td><td>" + escaped(one.from()) + "</td><td>"
        + one.at() + "</td><td>" + one.millis() / 1000 + "</td><td><a href=\"/files/" + one.name()
        + "\">" + one.name() + "</a></td></tr>";
  }

  String voicemails() throws IOException {
    return array(data.voicemails().stream().map(Board::json).toList());
  }

  String calls() throws IOException {
    return array(data.calls().stream().map(Board::json).toList());
  }

  static String json(Voicemail one) {
    return object(
        "\"seconds\":" + one.millis() / 1000.0,
        "id",
        one.id(),
        "name",
        one.name(),
        "mailbox",
        one.mailbox(),
        "from",
        one.from(),
        "at",
        moment(one.at()));
  }

  static String json(Call one) {
    return object(
        "\"seconds\":" + one.seconds(),
        "id",
        one.id(),
        "kind",
        one.kind(),
        "name",
        one.file(),
        "from",
        one.from(),
        "to",
        one.to(),
        "at",
        moment(one.at()));
  }

  private static String moment(Instant at) {
    return at.toString();
  }

  private static String array(List<String> values) {
    return values.stream().collect(Collectors.joining(",\n", "[", "]\n"));
  }

  /** Names and texts by turns, and a last member as it is. */
  private static String object(String last, String... namesAndTexts) {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      out.append('"').append(namesAndTexts[i]).append("\":");
      quoted(out, namesAndTexts[i + 1]);
      out.append(',');
    }
    return out.append(last).append('}').toString();
  }

  /** A string of RFC 8259, section 7. */
  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
