package dev.bcs.dumps;

import dev.bcs.commands.Piped;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets the appliance's own commands restore a backup and check it; only their exit code 0 counts.
 *
 * <p>{@code BCS_DUMP} names the folder of the backup, {@code BCS_INTO} the empty one that will go
 * live; what the backup command wrote to its output is also on the standard input.
 */
final class ApplianceLoader implements Loader {
  private final Disk disk;
  private final Clocks clocks;

  ApplianceLoader(Disk disk, Clocks clocks) {
    this.disk = disk;
    this.clocks = clocks;
  }

  @Override
  public void load(Dataset dataset, Place place, Bounds bounds) throws IOException {
    long began = clocks.ticks();
    Stat live = disk.stat(BytePath.of(dataset.path()));
    BytePath into = BytePath.of(place.into());
    Stat made = disk.stat(into);
    if (made.user() != live.user() || made.group() != live.group()) {
      disk.setOwner(into, live.user(), live.group());
    }
    disk.setMode(into, live.mode());
    Path output = place.dump().resolve(ApplianceDumper.OUTPUT);
    Path input = !dataset.means().toFolder() && Files.isRegularFile(output) ? output : null;
    run(dataset, dataset.means().restore(), place, input, bounds);
    if (disk.list(into).isEmpty()) {
      throw new IOException("the restore command ended well and put nothing into BCS_INTO"
          + "\nhint: it must restore into the folder that BCS_INTO names, not into the live place");
    }
    if (!dataset.means().check().isEmpty()) {
      Duration left = bounds.limit().minus(clocks.since(began));
      run(dataset, dataset.means().check(), place, null, new Bounds(left, bounds.givenUp()));
    }
  }

  private void run(
      Dataset dataset, List<String> command, Place place, @Nullable Path input, Bounds bounds)
      throws IOException {
    var unused = Piped.text(
        new Piped.Order(
            "",
            command,
            Map.of(
                "BCS_DATASET",
                dataset.id(),
                "BCS_DUMP",
                place.dump().toString(),
                "BCS_INTO",
                place.into().toString()),
            input,
            bounds.limit(),
            bounds.givenUp()),
        clocks);
  }
}
