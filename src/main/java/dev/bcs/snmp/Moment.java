package dev.bcs.snmp;

import dev.bcs.status.Operations;
import dev.bcs.status.Picture;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Variable;

/**
 * What one request sees: one picture, how old it is, and one check, asked for at most once.
 *
 * <p>Used by one thread only.
 */
final class Moment {
  private final Picture picture;
  private final Duration age;
  private final ZoneId zone;
  private final Supplier<Operations.Check> asks;
  private Operations.@Nullable Check check;

  Moment(Picture picture, Duration age, Supplier<Operations.Check> asks) {
    this.picture = picture;
    this.age = age.isNegative() ? Duration.ZERO : age;
    this.zone = Values.zone(picture.zone());
    this.asks = asks;
  }

  Picture picture() {
    return picture;
  }

  /** Since the picture was made; what grows with time grows by this. */
  Duration age() {
    return age;
  }

  Operations.Check check() {
    Operations.Check known = check;
    if (known == null) {
      known = asks.get();
      check = known;
    }
    return known;
  }

  Variable time(@Nullable Instant instant) {
    return Values.time(instant, zone);
  }

  /** Seconds that go on growing after the picture was made. */
  Variable growing(@Nullable Duration length) {
    return Values.seconds(length == null ? null : length.plus(age));
  }

  /** Whole seconds of the picture, and whole seconds since: never less the next time. */
  Variable growing(@Nullable Long seconds) {
    return Values.gauge(seconds == null ? Values.UNKNOWN : seconds + age.toSeconds());
  }

  Variable wallClock() {
    return time(picture.asOf().plus(age));
  }
}
