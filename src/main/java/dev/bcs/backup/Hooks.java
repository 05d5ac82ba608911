package dev.bcs.backup;

import java.time.Duration;
import java.util.List;

/**
 * What holds an application still while it is captured, and lets it go again.
 *
 * @param before run before anything of the application is looked at
 * @param after run when all of it is captured, and also when that failed
 * @param within how long each of the two may run
 * @param hold how long the application is held still at most; then it is let go
 */
public record Hooks(
    String application, List<String> before, List<String> after, Duration within, Duration hold) {
  public Hooks {
    before = List.copyOf(before);
    after = List.copyOf(after);
    if (before.isEmpty() && after.isEmpty()) {
      throw new IllegalArgumentException("hooks hold a command at least");
    }
  }
}
