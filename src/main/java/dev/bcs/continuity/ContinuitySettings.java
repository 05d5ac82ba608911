package dev.bcs.continuity;

import dev.bcs.store.Dataset;
import dev.bcs.takeover.TakeoverSettings;
import dev.bcs.unit.UnitSettings;
import java.time.Duration;
import java.util.List;

/**
 * What continuity is told of its unit.
 *
 * @param gapLimit of {@code [backup] gap-limit}
 * @param look how long a promotion listens for the peer once more after the fence; two beats
 * @param page address of this unit's own web page, told to the peer; empty if there is none
 */
public record ContinuitySettings(
    UnitSettings unit,
    StartupSettings startup,
    TakeoverSettings takeover,
    Duration gapLimit,
    Duration look,
    List<Dataset> datasets,
    String page) {
  public ContinuitySettings {
    datasets = List.copyOf(datasets);
  }
}
