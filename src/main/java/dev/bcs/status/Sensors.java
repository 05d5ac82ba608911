package dev.bcs.status;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the board asks of its own unit every ten seconds; each answer must come at once. */
public interface Sensors {
  /** File systems on which the unit depends: home, store, slots. */
  List<Facts.Volume> volumes();

  /** Wall clock of the peer less this one's; empty if it is not known. */
  Optional<Duration> skew();

  /** The unit's certificate and whatever else ends some day. */
  List<Facts.Credential> credentials();

  /** Addresses that failed to sign in lately. */
  List<Facts.Attempts> attempts();

  /** Since the last passed drill; empty while none was ever recorded. */
  Optional<Duration> drillAge();

  /** Nothing is known, so nothing is said. */
  static Sensors none() {
    return new Sensors() {
      @Override
      public List<Facts.Volume> volumes() {
        return List.of();
      }

      @Override
      public Optional<Duration> skew() {
        return Optional.empty();
      }

      @Override
      public List<Facts.Credential> credentials() {
        return List.of();
      }

      @Override
      public List<Facts.Attempts> attempts() {
        return List.of();
      }

      @Override
      public Optional<Duration> drillAge() {
        return Optional.empty();
      }
    };
  }
}
