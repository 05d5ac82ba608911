package dev.bcs.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.files.Priority;
import dev.bcs.link.Calls;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Asks the peer with patience: a lost link is tried again for a while, a refusal never.
 *
 * <p>Every verb of a backup bears repetition, so an answer that was lost is no harm.
 */
final class Asking {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(250);

  private final Calls calls;
  private final Clocks clocks;
  private final Pause pause;
  private final Duration patience;
  private final BooleanSupplier givenUp;
  private final Runnable answered;
  private final boolean lowPriority;
  private final Pace pace;

  /** Without limits. */
  Asking(
      Calls calls,
      Clocks clocks,
      Pause pause,
      Duration patience,
      BooleanSupplier givenUp,
      Runnable answered) {
    this(calls, clocks, pause, patience, givenUp, answered, Limits.NONE);
  }

  /**
   * Asks.
   *
   * @param answered runs at each answer, as a sign of life
   */
  Asking(
      Calls calls,
      Clocks clocks,
      Pause pause,
      Duration patience,
      BooleanSupplier givenUp,
      Runnable answered,
      Limits limits) {
    this.calls = calls;
    this.clocks = clocks;
    this.pause = pause;
    this.patience = patience;
    this.givenUp = givenUp;
    this.answered = answered;
    this.lowPriority = limits.lowPriority();
    this.pace = new Pace(limits.bytesPerSecond(), clocks);
  }

  /** The calling thread, which does nothing else, leaves the machine to others if it has to. */
  void yieldToOthers() {
    if (lowPriority) {
      Priority.lower();
    }
  }

  /** As {@link #ask}, of what is large: within the bandwidth. */
  byte[] send(String verb, byte[] body) throws BackupFailed {
    Duration wait = pace.next(body.length);
    while (!wait.isZero() && !wait.isNegative()) {
      goingOn();
      Duration step = wait.compareTo(BETWEEN) < 0 ? wait : BETWEEN;
      rest(step);
      answered.run();
      wait = wait.minus(step);
    }
    return ask(verb, body);
  }

  /** How large a piece to send at once. */
  int piece(int least, int most) {
    return pace.piece(least, most);
  }

  byte[] ask(String verb, byte[] body) throws BackupFailed {
    long began = clocks.ticks();
    while (true) {
      goingOn();
      try {
        byte[] answer = calls.call(verb, body, LIMIT);
        answered.run();
        return answer;
      } catch (RefusedByPeer e) {
        if (clocks.since(began).compareTo(patienceWith(e.code())) >= 0) {
          throw new BackupFailed("the peer refused (" + e.code() + "): " + e.getMessage(), e);
        }
      } catch (IOException e) {
        if (clocks.since(began).compareTo(patience) >= 0) {
          throw new BackupFailed(
              "the peer did not answer for " + patience.toSeconds() + " s: " + e.getMessage()
                  + "\nhint: is its bcs running, and the link to it up?",
              e);
        }
      }
      rest(BETWEEN);
    }
  }

  /** Whether the peer agrees; a refusal is an answer, too. */
  boolean agrees(String verb, Map<String, ?> question) throws BackupFailed {
    try {
      calls.call(verb, JSON.writeValueAsBytes(question), LIMIT);
      answered.run();
      return true;
    } catch (RefusedByPeer no) {
      return false;
    } catch (IOException lost) {
      throw new BackupFailed("the peer did not answer: " + lost.getMessage(), lost);
    }
  }

  /** A peer that is busy, or is just taking up its role, may say yes in a moment. */
  private Duration patienceWith(String code) {
    return switch (code) {
      case "busy" -> patience;
      case "not-secondary" -> patience.dividedBy(6);
      default -> Duration.ZERO;
    };
  }

  JsonNode ask(String verb, Map<String, ?> question) throws BackupFailed {
    try {
      return JSON.readTree(ask(verb, JSON.writeValueAsBytes(question)));
    } catch (IOException e) {
      throw new BackupFailed("the peer's answer to " + verb + " cannot be read", e);
    }
  }

  /** Tells the peer, once and without an answer being needed. */
  void tell(String verb, Map<String, ?> words) {
    try {
      calls.call(verb, JSON.writeValueAsBytes(words), Duration.ofSeconds(5));
    } catch (IOException itWillFindOut) {
      // It gives the generation up by itself when nothing more comes.
    }
  }

  void rest(Duration length) throws BackupFailed {
    try {
      pause.rest(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackupFailed("the backup was interrupted", e);
    }
  }

  /** Fails if the run was given up meanwhile. */
  void goingOn() throws BackupFailed {
    if (givenUp.getAsBoolean()) {
      throw new BackupFailed("the backup was given up, because this unit ceased to serve");
    }
  }
}
