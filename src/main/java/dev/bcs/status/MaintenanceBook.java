package dev.bcs.status;

import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.LedgerException;
import dev.bcs.time.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stretch of maintenance in the ledger; ends by itself, by the monotonic clock. */
final class MaintenanceBook {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceBook.class);

  private final Ledger ledger;
  private final Clocks clocks;
  private @Nullable Entry entry;

  MaintenanceBook(Ledger ledger, Clocks clocks) {
    this.ledger = ledger;
    this.clocks = clocks;
    this.entry = ledger
        .read(tx -> tx.first(
            "SELECT until_ms, reason, actor FROM status_maintenance",
            row -> entry(new Picture.Maintenance(
                Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3)))))
        .orElse(null);
  }

  /** What is shown, and when it ends by the monotonic clock. */
  private record Entry(Picture.Maintenance shown, long endTicks) {}

  /** Begins, or takes the place of what was; durable when it returns. */
  synchronized Picture.Maintenance begin(Duration length, String reason, String actor) {
    Picture.Maintenance on = new Picture.Maintenance(clocks.now().plus(length), reason, actor);
    ledger.enter(tx -> tx.exec(
        "INSERT OR REPLACE INTO status_maintenance(one, until_ms, reason, actor)"
            + " VALUES(1, ?, ?, ?)",
        on.until().toEpochMilli(),
        reason,
        actor));
    entry = entry(on);
    return on;
  }

  /** Ends it; false if there was none. */
  synchronized boolean end() {
    boolean was = current().isPresent();
    ledger.enter(tx -> tx.exec("DELETE FROM status_maintenance"));
    entry = null;
    return was;
  }

  /** What has ended by itself is forgotten, so that no clock that is set back revives it. */
  synchronized Optional<Picture.Maintenance> current() {
    Entry now = entry;
    if (now == null || clocks.ticks() < now.endTicks()) {
      return Optional.ofNullable(now).map(Entry::shown);
    }
    try {
      ledger.enter(tx -> tx.exec("DELETE FROM status_maintenance"));
      entry = null;
    } catch (LedgerException e) {
      LOG.debug("the end of the maintenance is not written yet: {}", e.getMessage());
    }
    return Optional.empty();
  }

  private Entry entry(Picture.Maintenance on) {
    Duration left = Duration.between(clocks.now(), on.until());
    Duration bounded = left.compareTo(Desk.LONGEST_MAINTENANCE) > 0
        ? Desk.LONGEST_MAINTENANCE // the wall clock went back while we were away
        : left;
    return new Entry(on, clocks.ticks() + Math.max(0, bounded.toNanos()));
  }
}
