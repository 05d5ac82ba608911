package dev.bcs.mail;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.Event;
import dev.bcs.status.Picture;
import dev.bcs.status.Severity;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One alarm event as subscribers read it: pure.
 *
 * @param references id of the message that this one answers; empty if it begins a thread
 */
record Letter(String id, String references, String subject, String body) {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);
  private static final int LONGEST_SUBJECT = 200;

  /** The alarm that an event raises or clears; empty for all other events. */
  static Optional<AlarmKind> alarm(Event event) {
    return Arrays.stream(AlarmKind.values())
        .filter(k -> event.notification() == k.code() || event.notification() == k.clearCode())
        .findFirst();
  }

  static Letter of(
      Event event, AlarmKind kind, Picture picture, byte[] logId, @Nullable Event raise) {
    boolean cleared = event.severity() == Severity.CLEARED;
    String subject = "[" + picture.pair() + "] " + picture.unit() + ": " + kind.word() + " "
        + (cleared ? "cleared (" + kind.clearWord() + ")" : event.severity().word());
    ZoneId zone = ZoneId.of(picture.zone());
    StringBuilder body = new StringBuilder();
    body.append(event.text()).append("\n\n");
    line(body, "alarm", kind.word());
    line(body, "severity", event.severity().word());
    line(body, "pair", picture.pair());
    line(body, "told by", picture.unit());
    line(body, "about", event.subject());
    line(body, "when", WHEN.format(event.time().atZone(zone)));
    line(body, "key", event.key());
    line(body, "event", Long.toString(event.seq()));
    if (raise != null && cleared) {
      line(body, "raised", WHEN.format(raise.time().atZone(zone)));
    }
    body.append('\n');
    body.append(
        cleared
            ? "Nothing more is to be done for this alarm.\n"
            : "What to do next: " + kind.advice() + ".\n");
    body.append('\n').append("The pair now: ").append(picture.band().text()).append(". ");
    body.append(picture.because()).append('\n');
    return new Letter(
        id(event, picture, logId),
        raise == null ? "" : id(raise, picture, logId),
        oneLine(subject),
        body.toString());
  }

  /** The same after a restart, so that a message sent twice can be known as one. */
  private static String id(Event event, Picture picture, byte[] logId) {
    String host = picture.unit().replaceAll("[^A-Za-z0-9.-]", "-");
    return "<bcs." + event.seq() + "." + HexFormat.of().formatHex(logId) + "@" + host + ">";
  }

  private static void line(StringBuilder body, String name, String value) {
    body.append(name)
        .append(" ".repeat(10 - name.length()))
        .append(oneLine(value))
        .append('\n');
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("[\\p{Cntrl}]+", " ");
    return line.length() <= LONGEST_SUBJECT ? line : line.substring(0, LONGEST_SUBJECT);
  }
}
