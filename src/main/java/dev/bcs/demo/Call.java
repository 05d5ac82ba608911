package dev.bcs.demo;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * One line of the call log.
 *
 * @param kind {@code call} or {@code voicemail}
 * @param file the sound, relative to the data
 */
record Call(Instant at, String id, String kind, String from, String to, long seconds, String file) {
  static final String HEADER = "time,id,kind,from,to,seconds,file";

  String line() {
    return String.join(",", at.toString(), id, kind, from, to, Long.toString(seconds), file);
  }

  /** Empty for the header, and for what a crash has cut short. */
  static Optional<Call> read(String line) {
    String[] told = line.split(",", -1);
    if (told.length != 7 || !told[5].matches("\\d{1,9}")) {
      return Optional.empty();
    }
    try {
      Instant at = Instant.parse(told[0]);
      long seconds = Long.parseLong(told[5]);
      return Optional.of(new Call(at, told[1], told[2], told[3], told[4], seconds, told[6]));
    } catch (DateTimeParseException notALine) {
      return Optional.empty();
    }
  }

  static Call of(Voicemail left) {
    return new Call(
        left.at(),
        left.id(),
        "voicemail",
        left.from(),
        left.mailbox(),
        left.millis() / 1000,
        left.name());
  }
}
