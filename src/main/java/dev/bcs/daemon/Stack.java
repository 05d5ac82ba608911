package dev.bcs.daemon;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened, to be closed the other way round; what does not close does not stop the rest.
 */
final class Stack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stack.class);

  private final Deque<Named> opened = new ArrayDeque<>();

  /** One thing with its name in the log. */
  private record Named(String name, AutoCloseable thing) {}

  synchronized <T extends AutoCloseable> T push(String name, T thing) {
    opened.push(new Named(name, thing));
    return thing;
  }

  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      Named last = opened.pop();
      try {
        last.thing().close();
      } catch (Exception | LinkageError e) {
        LOG.warn("the {} did not close: {}", last.name(), e.toString());
      }
    }
  }
}
