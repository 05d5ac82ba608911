package dev.bcs.link;

import dev.bcs.time.Threads;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handlers of a unit and the bounded crew that runs them.
 *
 * <p>Eight at once, {@link Calls} in number and 64 MiB of bodies waiting; more is refused as busy.
 */
final class Verbs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final int CREW = 8;
  private static final long LARGEST_WAITING = 64L << 20;

  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final ExecutorService crew = Threads.pool("link", "answer", CREW, Connection.MOST_CALLS);
  private final AtomicLong waiting = new AtomicLong();

  void on(String verb, Handler handler) {
    if (handlers.putIfAbsent(verb, handler) != null) {
      throw new IllegalStateException("the verb " + verb + " has a handler already");
    }
  }

  /** Whether a body of this size may be taken in now; then {@link #release} must follow. */
  boolean reserve(int size) {
    if (waiting.addAndGet(size) <= LARGEST_WAITING) {
      return true;
    }
    waiting.addAndGet(-size);
    return false;
  }

  void release(int size) {
    waiting.addAndGet(-size);
  }

  /** Runs the work on the crew; false if all are busy. */
  boolean run(Runnable work) {
    try {
      crew.execute(work);
      return true;
    } catch (RejectedExecutionException full) {
      return false;
    }
  }

  /** The answer of a verb's handler; whatever goes wrong in it becomes a refusal. */
  byte[] answer(String verb, byte[] body) throws RefusedByPeer {
    Handler handler = handlers.get(verb);
    if (handler == null) {
      throw new RefusedByPeer("unknown-verb", "the peer knows no verb " + verb);
    }
    byte[] answer;
    try {
      answer = handler.answer(body);
    } catch (RefusedByPeer refusal) {
      throw refusal;
    } catch (IOException e) {
      LOG.info("the peer's {} failed here: {}", verb, e.toString());
      throw new RefusedByPeer("failed", sentence(e));
    } catch (RuntimeException e) {
      LOG.warn("the peer's {} failed here", verb, e);
      throw new RefusedByPeer("failed", sentence(e));
    }
    if (answer.length > Calls.LARGEST_BODY) {
      LOG.warn("the answer to {} has {} bytes, more than a call can carry", verb, answer.length);
      throw new RefusedByPeer("failed", "the answer is too large");
    }
    return answer;
  }

  @Override
  public void close() {
    crew.shutdownNow();
  }

  private static String sentence(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
