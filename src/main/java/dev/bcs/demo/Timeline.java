package dev.bcs.demo;

import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Prints what happened, each line with the seconds since the start, and waits for what is due. */
final class Timeline {
  private static final Duration LOOK = Duration.ofMillis(50);

  private final PrintWriter out;
  private final Clocks clocks;
  private final long began;

  Timeline(PrintWriter out, Clocks clocks) {
    this.out = out;
    this.clocks = clocks;
    this.began = clocks.ticks();
  }

  /** Looks at something; empty while it is not yet so. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> at() throws IOException, InterruptedException;
  }

  void say(String line) {
    out.println(
        String.format(Locale.ROOT, "%6.1f s  %s", clocks.since(began).toMillis() / 1000.0, line));
    out.flush();
  }

  /** Under the line before. */
  void more(String line) {
    out.println("          " + line);
    out.flush();
  }

  /** Waits until it is so; what cannot be looked at yet is not yet so. */
  <T> T await(String what, Duration most, Look<T> look) throws IOException, InterruptedException {
    long start = clocks.ticks();
    String trouble = "";
    while (clocks.since(start).compareTo(most) < 0) {
      try {
        Optional<T> seen = look.at();
        if (seen.isPresent()) {
          return seen.get();
        }
        trouble = "";
      } catch (DemoFailed decided) {
        throw decided;
      } catch (IOException notYet) {
        trouble = ": " + notYet.getMessage();
      }
      Pause.real().rest(LOOK);
    }
    throw new DemoFailed(what + " did not come true within " + most.toSeconds() + " s" + trouble);
  }

  /** How long since another moment. */
  String since(long ticks) {
    return String.format(Locale.ROOT, "%.1f s", clocks.since(ticks).toMillis() / 1000.0);
  }

  long now() {
    return clocks.ticks();
  }

  /** The line that says what must be so, or the end of the story. */
  static void must(boolean holds, String otherwise) throws DemoFailed {
    if (!holds) {
      throw new DemoFailed(otherwise);
    }
  }
}
