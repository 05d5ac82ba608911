package dev.bcs.heartbeat;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What the beats say of the peer at one moment.
 *
 * @param role as the newest beat had it; {@code UNPAIRED} before the first
 * @param silent since the newest beat, by the monotonic clock; since the start if none came
 * @param lastHeard wall clock of the newest beat; {@code Instant.EPOCH} before the first
 * @param payload opaque bytes of the newest beat, at most {@value #LARGEST_PAYLOAD}
 * @param since ticks of the newest beat, to tell how old the payload is
 */
public record PeerView(
    PeerState state,
    PeerReason reason,
    Role role,
    Epoch epoch,
    Duration silent,
    Instant lastHeard,
    long since,
    byte[] payload,
    List<Path> paths) {
  public static final int LARGEST_PAYLOAD = 1000;

  public PeerView {
    paths = List.copyOf(paths);
  }

  /** One way to the peer, as beats on it tell. */
  public record Path(
      String address, boolean up, Duration silent, Duration roundTrip, int lossPercent) {}
}
