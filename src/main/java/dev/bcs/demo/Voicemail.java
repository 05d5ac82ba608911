package dev.bcs.demo;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/**
 * One message in a mailbox, as its note has it.
 *
 * @param name relative to the data, {@code voicemail/101/msg0001.wav}
 * @param id never given twice, on whichever unit; names are, after a loss
 * @param from who called, free of control characters, commas and quotes
 */
record Voicemail(String mailbox, String name, String id, String from, Instant at, long millis) {
  Voicemail {
    from = plain(from);
  }

  /** The note beside the sound: {@code key=value} lines under {@code [message]}. */
  String note() {
    return "[message]\norigmailbox=" + mailbox + "\ncallerid=" + from + "\norigdate=" + at
        + "\nduration=" + millis / 1000 + "\nmillis=" + millis + "\nmsg_id=" + id + "\n";
  }

  /** Reads a note; what it does not tell is shown as empty or zero. */
  static Voicemail read(String mailbox, String name, String note) {
    Map<String, String> told = new HashMap<>();
    note.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(line ->
            told.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    String millis = told.getOrDefault("millis", "");
    return new Voicemail(
        mailbox,
        name,
        told.getOrDefault("msg_id", ""),
        told.getOrDefault("callerid", ""),
        instant(told.getOrDefault("origdate", "")),
        millis.matches("\\d{1,9}") ? Long.parseLong(millis) : 0);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException untold) {
      return Instant.EPOCH;
    }
  }

  /** At most 60 characters that keep a note and a line of the log whole. */
  private static String plain(String text) {
    String flat = text.replaceAll("[\\p{Cntrl},\"]", " ").strip();
    return flat.length() > 60 ? flat.substring(0, 60) : flat;
  }
}
