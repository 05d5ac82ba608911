package dev.bcs.heartbeat;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;

/**
 * One heartbeat as its sender meant it.
 *
 * @param nonce made by the sender's process when it started
 * @param echo the receiver's nonce as far as the sender knows, 0 if it does not
 * @param sequence number of this datagram among all that the process sent, from 1
 * @param count number of this datagram among those on its path, from 1
 * @param heard newest sequence of the receiver that the sender heard on this path, 0 if none
 * @param heldMicros how long ago that was
 * @param lossPercent what the sender misses of the receiver's beats on this path
 * @param goodbye the sender is about to stop in good order
 * @param payload opaque, at most {@value PeerView#LARGEST_PAYLOAD} bytes
 */
record Beat(
    long nonce,
    long echo,
    long sequence,
    int count,
    long heard,
    int heldMicros,
    int lossPercent,
    Role role,
    Epoch epoch,
    boolean servicesFailed,
    boolean goodbye,
    byte[] payload) {
  Beat {
    if (payload.length > PeerView.LARGEST_PAYLOAD) {
      throw new IllegalArgumentException("the payload of a beat has at most 1000 bytes");
    }
    if (lossPercent < 0 || lossPercent > 100) {
      throw new IllegalArgumentException("a loss is 0 to 100 percent");
    }
  }
}
