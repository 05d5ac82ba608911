package dev.bcs.heartbeat;

import dev.bcs.heartbeat.Detector.Verdict;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.time.Instant;
import java.util.List;

/** What the thread last knew, to which a reader adds the time since. */
record Facts(
    PeerState state,
    PeerReason reason,
    Role role,
    Epoch epoch,
    byte[] payload,
    long heardAt,
    Instant lastHeard,
    long at,
    List<PeerView.Path> paths) {
  static Facts before(long now, List<PeerView.Path> paths) {
    return new Facts(
        PeerState.UNKNOWN,
        PeerReason.NEVER_HEARD,
        Role.UNPAIRED,
        Epoch.NONE,
        new byte[0],
        now,
        Instant.EPOCH,
        now,
        paths);
  }

  Facts heard(Beat beat, long now, Instant wall) {
    return new Facts(
        state, reason, beat.role(), beat.epoch(), beat.payload(), now, wall, now, paths);
  }

  Facts judged(Verdict verdict, long now, List<PeerView.Path> seen) {
    return new Facts(
        verdict.state(), verdict.reason(), role, epoch, payload, heardAt, lastHeard, now, seen);
  }

  boolean tellsTheSameAs(Facts other) {
    return state == other.state
        && reason == other.reason
        && role == other.role
        && epoch.equals(other.epoch);
  }
}
