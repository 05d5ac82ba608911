package dev.bcs.jmx;

import dev.bcs.status.Actor;
import org.jspecify.annotations.Nullable;

/**
 * Who invokes an operation now, on this thread.
 *
 * <p>Only a connection of the port sets it, for the length of one invocation. A local attach or
 * code in the same process does not pass there, so it has no caller. (The subject of the access
 * control context would tell the same on Java 17, but is gone in later versions.)
 */
record Caller(String user, String from, boolean operator) {
  private static final ThreadLocal<@Nullable Caller> NOW = new ThreadLocal<>();

  /** Work of an invocation that may throw what it likes. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  <T, E extends Exception> T invoke(Work<T, E> work) throws E {
    NOW.set(this);
    try {
      return work.run();
    } finally {
      NOW.remove();
    }
  }

  static @Nullable Caller now() {
    return NOW.get();
  }

  Actor actor() {
    return new Actor(user, Actor.Door.JMX, from);
  }
}
