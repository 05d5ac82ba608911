package dev.bcs.commands;

import dev.bcs.time.Clocks;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs commands with a limit and bounded output; safe for any thread. */
public final class Commands {
  public static final int OUTPUT_KEPT = 64 * 1024;

  private static final long LOOK_MILLIS = 20;

  private final Clocks clocks;

  public Commands(Clocks clocks) {
    this.clocks = clocks;
  }

  /** Why this command cannot be run at all, before it is needed; empty if it looks well. */
  public static Optional<String> problem(List<String> command) {
    if (command.isEmpty()) {
      return Optional.of("no command is configured");
    }
    Path program = Path.of(command.get(0));
    if (!program.isAbsolute()) {
      return Optional.of("the command " + program + " is not an absolute path");
    }
    if (!Files.isRegularFile(program)) {
      return Optional.of("the command " + program + " does not exist");
    }
    return Files.isExecutable(program)
        ? Optional.empty()
        : Optional.of("the command " + program + " may not be executed by this user");
  }

  /** Runs to the end or the limit, then ends it with all that it started. */
  public Ran run(List<String> command, Map<String, String> environment, Duration limit) {
    long began = clocks.ticks();
    Process process;
    try {
      process = builder(command, environment).redirectErrorStream(true).start();
    } catch (IOException notStarted) {
      return trouble("could not be started: " + notStarted.getMessage(), "", began);
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (InputStream out = process.getInputStream()) {
      boolean ended = false;
      while (!ended && clocks.since(began).compareTo(limit) < 0) {
        // Looked at, never blocked on: what a command leaves running may keep the pipe open.
        drain(out, output);
        ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      drain(out, output);
      String text = output.toString(StandardCharsets.UTF_8);
      if (!ended) {
        end(process);
        return trouble(
            "ran longer than " + limit.toMillis() / 1000.0 + " s and was ended", text, began);
      }
      return new Ran(process.exitValue(), text, clocks.since(began), "");
    } catch (IOException unreadable) {
      end(process);
      return trouble("its output could not be read: " + unreadable.getMessage(), "", began);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      end(process);
      return trouble("was ended because this unit is stopping", "", began);
    }
  }

  /**
   * Starts a command whose output goes to the end of a file, and does not wait for it: it may stay,
   * or leave others running, and neither is cut off from its output when this process ends.
   */
  public Process launch(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    return builder(command, environment)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Ends a process and all that it started. */
  public static void end(Process process) {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }

  private static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    File nothing = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    return builder.redirectInput(ProcessBuilder.Redirect.from(nothing));
  }

  private Ran trouble(String why, String output, long began) {
    return new Ran(-1, output, clocks.since(began), why);
  }

  private static void drain(InputStream out, ByteArrayOutputStream kept) throws IOException {
    byte[] piece = new byte[8192];
    int rounds = 0;
    while (out.available() > 0 && rounds++ < 1000) {
      int got = out.read(piece, 0, Math.min(piece.length, out.available()));
      kept.write(piece, 0, Math.max(0, Math.min(got, OUTPUT_KEPT - kept.size())));
    }
  }
}
