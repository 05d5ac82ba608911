package dev.bcs.heartbeat;

import java.time.Duration;
import java.util.Arrays;

/**
 * Decides what the silence of the peer means; no clock, no thread, no socket.
 *
 * <p>It doubts itself first. A tick that comes late by a little is added to the limits; one that is
 * late by {@code suspect-after} or more, or a boot-time clock that ran on while the monotonic one
 * stood (a suspended machine), starts the listening anew, so that a whole {@code down-after} of
 * hearing nothing must pass before the peer is called down. A peer that was down before a short
 * pause stays down. The wall clock is never looked at.
 *
 * <p>A peer that was never heard gets ten times {@code down-after}: it may be booting still.
 */
final class Detector {
  private static final int START_PATIENCE = 10;
  private static final long LEAST_TOLERANCE = Duration.ofMillis(100).toNanos();

  private final long interval;
  private final long suspectAfter;
  private final long downAfter;
  private final long tolerance;
  private final Sign[] signs;
  private final long[] signedAt;

  private PeerState state = PeerState.UNKNOWN;
  private boolean everHeard;
  private boolean heardSinceTick;
  private boolean servicesFailed;
  private boolean goodbye;
  private long lastHeard;
  private long listeningSince;
  private long excused;
  private long slept;
  private long lastTick;
  private long appointment;
  private Duration lastBoot;

  Detector(HeartbeatSettings settings, int paths, long now, Duration sinceBoot) {
    interval = settings.interval().toNanos();
    suspectAfter = settings.suspectAfter().toNanos();
    downAfter = settings.downAfter().toNanos();
    tolerance = Math.max(LEAST_TOLERANCE, interval / 2);
    signs = new Sign[paths];
    signedAt = new long[paths];
    Arrays.fill(signs, Sign.NONE);
    lastHeard = now;
    listeningSince = now;
    lastTick = now;
    appointment = now + interval;
    lastBoot = sinceBoot;
  }

  /** What else than a beat a path told. */
  enum Sign {
    NONE,
    PORT_UNREACHABLE,
    LINK_DOWN
  }

  /** What is believed, why, and when to ask again at the latest. */
  record Verdict(PeerState state, PeerReason reason, long appointment) {}

  /** A beat that counts came in; {@code path} is negative if it came on none that is known. */
  void heard(int path, Beat beat, long now) {
    if (path >= 0) {
      signs[path] = Sign.NONE;
    }
    everHeard = true;
    heardSinceTick = true;
    servicesFailed = beat.servicesFailed();
    goodbye = beat.goodbye();
    lastHeard = now;
    excused = 0;
    slept = 0;
  }

  /** A path told something; it holds for one {@code down-after}. */
  void sign(int path, Sign sign, long now) {
    signs[path] = sign;
    signedAt[path] = now;
  }

  Verdict tick(long now, Duration sinceBoot) {
    long late = now - appointment;
    long leap = sinceBoot.minus(lastBoot).toNanos() - (now - lastTick);
    long pause = Math.max(late, leap);
    boolean judgedBefore = state == PeerState.DOWN;
    if (pause >= suspectAfter) {
      listeningSince = now;
      excused = 0;
      judgedBefore &= pause < downAfter;
    } else if (late > tolerance) {
      excused += late;
    }
    slept += leap >= suspectAfter ? leap : 0;
    long real = now - lastHeard + slept;
    long fresh = now - Math.max(lastHeard, listeningSince) - excused;
    PeerReason reason = everHeard ? judge(real, fresh, judgedBefore, now) : strange(fresh, now);
    heardSinceTick = false;
    lastTick = now;
    lastBoot = sinceBoot;
    appointment = now + next(fresh);
    return new Verdict(state, reason, appointment);
  }

  private PeerReason strange(long fresh, long now) {
    if (state != PeerState.DOWN && fresh < START_PATIENCE * downAfter) {
      return PeerReason.NEVER_HEARD;
    }
    state = PeerState.DOWN;
    PeerReason seen = silence(now);
    return seen == PeerReason.SILENT_ON_ALL_PATHS ? PeerReason.NEVER_HEARD : seen;
  }

  private PeerReason judge(long real, long fresh, boolean judgedBefore, long now) {
    PeerState before = heardSinceTick ? PeerState.UP : state;
    if (fresh >= downAfter || (judgedBefore && !heardSinceTick)) {
      state = PeerState.DOWN;
      return goodbye ? PeerReason.SAID_GOODBYE : silence(now);
    }
    // Without a beat nothing gets better, whatever the limits are now.
    boolean doubtful = before == PeerState.SUSPECT || before == PeerState.DOWN;
    if (fresh >= suspectAfter || goodbye || doubtful) {
      state = PeerState.SUSPECT;
      if (goodbye) {
        return PeerReason.SAID_GOODBYE;
      }
      return real >= downAfter ? PeerReason.OBSERVER_LATE : silence(now);
    }
    state = PeerState.UP;
    if (real >= suspectAfter) {
      return PeerReason.OBSERVER_LATE;
    }
    return servicesFailed ? PeerReason.SERVICES_FAILED : PeerReason.HEARD;
  }

  /** What the paths say of a silence: those whose link is down here can say nothing of the peer. */
  private PeerReason silence(long now) {
    int dumb = 0;
    int refusing = 0;
    for (int i = 0; i < signs.length; i++) {
      boolean holds = now - signedAt[i] < downAfter;
      dumb += holds && signs[i] == Sign.LINK_DOWN ? 1 : 0;
      refusing += holds && signs[i] == Sign.PORT_UNREACHABLE ? 1 : 0;
    }
    if (signs.length > 0 && dumb == signs.length) {
      return PeerReason.LINK_DOWN_HERE;
    }
    return refusing > 0 && dumb + refusing == signs.length
        ? PeerReason.DAEMON_GONE
        : PeerReason.SILENT_ON_ALL_PATHS;
  }

  private long next(long fresh) {
    long wait = interval;
    for (long limit : new long[] {suspectAfter, downAfter}) {
      if (fresh < limit) {
        wait = Math.min(wait, limit - fresh);
      }
    }
    return Math.max(1, wait);
  }
}
