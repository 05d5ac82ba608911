package dev.bcs.daemon;

import dev.bcs.status.Facts;
import dev.bcs.status.Sensors;
import dev.bcs.status.UserAccess;
import dev.bcs.status.Volumes;
import dev.bcs.store.Dataset;
import dev.bcs.unit.Home;
import dev.bcs.unit.Keys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the board asks of its unit: space, clocks, keys, and who tried to come in. */
final class UnitSensors implements Sensors {
  private final List<Path> places;
  private final PeerClock clock;
  private final Keys keys;
  private final UserAccess access;

  UnitSensors(Home home, List<Dataset> datasets, PeerClock clock, Keys keys, UserAccess access) {
    Set<Path> all = new LinkedHashSet<>();
    all.add(home.directory());
    for (Dataset dataset : datasets) {
      Path parent = Path.of(dataset.path()).getParent();
      if (parent != null) {
        all.add(parent);
      }
    }
    this.places = List.copyOf(all);
    this.clock = clock;
    this.keys = keys;
    this.access = access;
  }

  /** The home, with the store in it, and where the slots lie: beside the live places. */
  @Override
  public List<Facts.Volume> volumes() {
    return Volumes.of(places);
  }

  @Override
  public Optional<Duration> skew() {
    return clock.skew();
  }

  @Override
  public List<Facts.Credential> credentials() {
    return List.of(new Facts.Credential(
        "the unit's certificate", keys.certificate().getNotAfter().toInstant()));
  }

  @Override
  public List<Facts.Attempts> attempts() {
    return access.attempts();
  }

  /** Drills are not built yet, so none was ever recorded. */
  @Override
  public Optional<Duration> drillAge() {
    return Optional.empty();
  }
}
