package dev.bcs.http;

import com.codahale.metrics.MetricRegistry;
import dev.bcs.status.Access;
import dev.bcs.status.Archive;
import dev.bcs.status.Board;
import dev.bcs.status.History;
import dev.bcs.status.Operations;
import dev.bcs.status.Pairing;
import dev.bcs.status.Timetables;
import dev.bcs.time.Clocks;

/**
 * All that the HTTP window reads and acts through.
 *
 * @param keyStorePassword of {@link HttpSettings#keyStore}; only used off loopback
 */
public record HttpParts(
    HttpSettings settings,
    String keyStorePassword,
    Board board,
    Operations operations,
    Access access,
    Pairing pairing,
    History history,
    Archive archive,
    Timetables timetables,
    MetricRegistry metrics,
    Clocks clocks) {
  /** The password stays out of logs. */
  @Override
  public String toString() {
    return "HttpParts[" + settings + "]";
  }
}
