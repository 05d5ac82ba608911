package dev.bcs.cli;

import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a command writes, how it waits, and the person before it, if there is one. */
final class Terminal {
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  private final PrintWriter out;
  private final PrintWriter err;
  private final @Nullable Person person;
  private final Clocks clocks;
  private final Pause pause;
  private boolean unfinished;

  /** Somebody who can be asked. */
  interface Person {
    /** His answer, or an empty one at the end of input. */
    String answer(String prompt);

    /** As {@link #answer}, not shown while it is typed; the caller wipes it. */
    char[] secret(String prompt);
  }

  /**
   * A terminal of this sort.
   *
   * @param person null if output or input is no terminal: then nothing is asked and no line is
   *     rewritten
   */
  Terminal(PrintWriter out, PrintWriter err, @Nullable Person person, Clocks clocks, Pause pause) {
    this.out = out;
    this.err = err;
    this.person = person;
    this.clocks = clocks;
    this.pause = pause;
  }

  /** This process's own. */
  static Terminal system() {
    Optional<Console> console = isTerminal("0") && isTerminal("1")
        ? Optional.ofNullable(System.console())
        : Optional.empty();
    return new Terminal(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        console.map(AtConsole::new).orElse(null),
        Clocks.system(),
        Pause.real());
  }

  /** From JDK 22 on there is a console even where there is no terminal, so links are looked at. */
  private static boolean isTerminal(String descriptor) {
    Path link = Path.of("/proc/self/fd", descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException noSuchLinks) {
      return true;
    }
  }

  boolean isLive() {
    return person != null;
  }

  Optional<Person> person() {
    return Optional.ofNullable(person);
  }

  Clocks clocks() {
    return clocks;
  }

  void say(String line) {
    finishLine();
    out.println(line);
    out.flush();
  }

  /** What is no result, such as a warning or an error. */
  void tell(String line) {
    finishLine();
    err.println(line);
    err.flush();
  }

  PrintWriter err() {
    return err;
  }

  PrintWriter out() {
    return out;
  }

  /** Writes over the line before, which was written so too; on a terminal only. */
  void rewrite(String line) {
    if (isLive()) {
      out.print(CLEAR_LINE + line);
      out.flush();
      unfinished = true;
    }
  }

  /** Takes a rewritten line away. */
  void finishLine() {
    if (unfinished) {
      unfinished = false;
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  /** Begins the screen anew, on a terminal only. */
  void clear() {
    if (isLive()) {
      out.print(CLEAR_SCREEN);
    }
  }

  /** The text in bold, on a terminal only. */
  String bold(String text) {
    return isLive() ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** Waits; an interrupt ends the command. */
  void rest(Duration length) {
    try {
      pause.rest(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.INTERRUPTED, "interrupted");
    }
  }

  /** Whether the person says yes; without a person, no. */
  boolean confirms(String question) {
    return person != null
        && person
            .answer(question + " [y/N] ")
            .strip()
            .toLowerCase(java.util.Locale.ROOT)
            .matches("y|yes");
  }

  /** The person at the console of this process. */
  private record AtConsole(Console console) implements Person {
    @Override
    public String answer(String prompt) {
      String line = console.readLine("%s", prompt);
      return line == null ? "" : line;
    }

    @Override
    public char[] secret(String prompt) {
      char[] typed = console.readPassword("%s", prompt);
      return typed == null ? new char[0] : typed;
    }
  }
}
