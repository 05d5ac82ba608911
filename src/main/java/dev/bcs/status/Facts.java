package dev.bcs.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the status room knows of its own unit besides continuity's situation.
 *
 * @param volumes file systems on which the unit depends
 * @param skew wall clock of the peer less this one's, if it is known
 * @param credentials what ends some day
 * @param attempts addresses that failed to sign in lately, with how often
 * @param maintenance while notifications are held back
 * @param drillAge since the last passed drill; empty while no drill was ever recorded
 * @param stalled how long the running backup has made no progress; zero if none runs
 * @param flapping alarms that come and go
 */
public record Facts(
    List<Volume> volumes,
    Optional<Duration> skew,
    List<Credential> credentials,
    List<Attempts> attempts,
    Optional<Picture.Maintenance> maintenance,
    Optional<Duration> drillAge,
    Duration stalled,
    List<AlarmKind> flapping) {
  public Facts {
    volumes = List.copyOf(volumes);
    credentials = List.copyOf(credentials);
    attempts = List.copyOf(attempts);
    flapping = List.copyOf(flapping);
  }

  /** Nothing known and nothing wrong. */
  public static Facts none() {
    return new Facts(
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        List.of());
  }

  /** A file system; free and size are -1 if it could not be asked. */
  public record Volume(String path, long free, long size) {}

  /** A key, certificate or licence that ends. */
  public record Credential(String name, Instant ends) {}

  /** Failed attempts from one address. */
  public record Attempts(String from, int count) {}
}
