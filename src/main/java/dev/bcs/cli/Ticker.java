package dev.bcs.cli;

import java.time.Duration;

/** Shows progress: rewritten ten times a second on a terminal, a line a second elsewhere. */
final class Ticker {
  private static final Duration LIVE = Duration.ofMillis(100);
  private static final Duration PLAIN = Duration.ofSeconds(1);

  private final Terminal terminal;
  private long shownTicks;
  private String shown = "";

  Ticker(Terminal terminal) {
    this.terminal = terminal;
    this.shownTicks = terminal.clocks().ticks() - PLAIN.toNanos();
  }

  /** Shows the line if its time has come. */
  void at(java.util.function.Supplier<String> line) {
    Duration since = terminal.clocks().since(shownTicks);
    if (since.compareTo(terminal.isLive() ? LIVE : PLAIN) < 0) {
      return;
    }
    shownTicks = terminal.clocks().ticks();
    String text = line.get();
    if (terminal.isLive()) {
      terminal.rewrite(text);
    } else if (!text.equals(shown)) {
      terminal.say(text);
    }
    shown = text;
  }
}
