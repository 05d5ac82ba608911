package dev.bcs.backup;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The moment from which on every write to a dataset shows in a file's times.
 *
 * <p>One through mapped memory shows only if the page was clean before it, so all pages are written
 * out first.
 */
final class Settled {
  private static final Logger LOG = LoggerFactory.getLogger(Settled.class);

  private Settled() {}

  static Instant now(Disk disk, Clocks clocks, Dataset dataset) {
    Instant now = clocks.now();
    try {
      disk.syncFileSystem(BytePath.of(dataset.path()));
      return now;
    } catch (IOException e) {
      // Then no file's times are trusted, and the next run reads all anew.
      LOG.warn("dataset {} could not be synced: {}", dataset.id(), e.getMessage());
      return Instant.EPOCH;
    }
  }
}
