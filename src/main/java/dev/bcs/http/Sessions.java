package dev.bcs.http;

import dev.bcs.status.Access;
import dev.bcs.time.Clocks;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in on the page: random cookies of 256 bits, in memory, bounded in number and time.
 *
 * <p>A restart ends them all, and so does any change of the users, so that whoever was removed is
 * out at once.
 */
final class Sessions {
  static final Duration IDLE = Duration.ofMinutes(30);
  static final Duration LONGEST = Duration.ofHours(12);
  static final int MOST = 256;

  private final Clocks clocks;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> open = new LinkedHashMap<>(16, 0.75f, true);

  Sessions(Clocks clocks) {
    this.clocks = clocks;
  }

  /** Opens a session; the one that was idle longest goes if there are too many. */
  synchronized String begin(Access.Grant grant) {
    if (open.size() >= MOST) {
      open.remove(open.keySet().iterator().next());
    }
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    long now = clocks.ticks();
    open.put(key, new Session(grant, now, now));
    return key;
  }

  /** Whose session this is; counts as use. Long or foreign texts are simply not found. */
  synchronized Optional<Access.Grant> find(String key) {
    if (key.getBytes(StandardCharsets.UTF_8).length > 64) {
      return Optional.empty();
    }
    Session session = open.get(key);
    if (session == null) {
      return Optional.empty();
    }
    if (clocks.since(session.used()).compareTo(IDLE) > 0
        || clocks.since(session.begun()).compareTo(LONGEST) > 0) {
      open.remove(key);
      return Optional.empty();
    }
    open.put(key, new Session(session.grant(), session.begun(), clocks.ticks()));
    return Optional.of(session.grant());
  }

  synchronized void end(String key) {
    open.remove(key);
  }

  synchronized void endAll() {
    open.clear();
  }

  /** One user's sign-in; times are ticks. */
  private record Session(Access.Grant grant, long begun, long used) {}
}
