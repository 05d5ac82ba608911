package dev.bcs.dumps;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Piped;
import dev.bcs.time.Clocks;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs an engine's programs as one user, all of them within one limit. */
final class Tools {
  private static final long LOOK_MILLIS = 50;

  private final Clocks clocks;
  private final Bounds bounds;
  private final Account account;
  private final Map<String, String> environment;
  private final long began;

  Tools(Clocks clocks, Bounds bounds, Account account, Map<String, String> environment) {
    this.clocks = clocks;
    this.bounds = bounds;
    this.account = account;
    this.environment = Map.copyOf(environment);
    this.began = clocks.ticks();
  }

  /** The same with other words in the environment. */
  Tools with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Tools(clocks, new Bounds(left(), bounds.givenUp()), account, all);
  }

  private Duration left() {
    Duration left = bounds.limit().minus(clocks.since(began));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Piped.Order order(List<String> command, @Nullable Path input) {
    String name = String.valueOf(Path.of(command.get(0)).getFileName());
    return new Piped.Order(
        name, account.command(command), environment, input, left(), bounds.givenUp());
  }

  /** What it writes, while it writes. */
  Piped stream(List<String> command) throws IOException {
    return Piped.start(order(command, null), clocks);
  }

  /** What it wrote, once it has ended well. */
  String text(List<String> command) throws IOException {
    return Piped.text(order(command, null), clocks);
  }

  /** What it wrote, fed by a file. */
  String text(List<String> command, Path input) throws IOException {
    return Piped.text(order(command, input), clocks);
  }

  /** Starts what stays, with its output in a file. */
  Process launch(List<String> command, Path log) throws IOException {
    return new Commands(clocks).launch(account.command(command), environment, log);
  }

  /** One look at whether something is so; a failed look is none. */
  interface Look {
    boolean isSo() throws IOException;
  }

  /** Waits until a server that was launched is ready. */
  void await(Process server, Path log, Look ready) throws IOException {
    while (!looked(ready)) {
      mayGoOn("the private server");
      if (rested(server)) {
        throw new IOException(
            "the private server ended with code " + server.exitValue() + lastOf(log));
      }
    }
  }

  private static boolean looked(Look ready) {
    try {
      return ready.isSo();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Waits until a server that was asked to end has done so. */
  void ended(Process server, Path log) throws IOException {
    while (!rested(server)) {
      mayGoOn("the end of the private server");
    }
    if (server.exitValue() != 0) {
      throw new IOException(
          "the private server ended with code " + server.exitValue() + lastOf(log));
    }
  }

  private void mayGoOn(String what) throws IOException {
    if (bounds.givenUp().getAsBoolean()) {
      throw new IOException(what + " was not waited for: the work was given up");
    }
    if (left().isZero()) {
      throw new IOException(what + " took longer than " + bounds.limit().toSeconds() + " s");
    }
  }

  /** Whether it has ended, after some rest. */
  private static boolean rested(Process server) throws IOException {
    try {
      return server.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("this unit is stopping");
    }
  }

  /** The last line that speaks of trouble, or the last at all. */
  private static String lastOf(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      List<String> all = lines.filter(line -> !line.isBlank()).toList();
      return all.stream()
          .filter(line -> line.contains("FATAL") || line.contains("[ERROR]"))
          .findFirst()
          .or(() -> all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1)))
          .map(line -> ": " + line.strip())
          .orElse("");
    } catch (IOException noLog) {
      return "";
    }
  }

  /** A program in the folder that was configured, or in the first of these that has it. */
  static String program(String folder, List<Path> usual, String name, String packaged)
      throws IOException {
    List<Path> folders = folder.isEmpty() ? usual : List.of(Path.of(folder));
    for (Path each : folders) {
      File file = each.resolve(name).toFile();
      if (file.isFile() && file.canExecute()) {
        return file.toString();
      }
    }
    throw new IOException("there is no program " + name + " in "
        + String.join(", ", folders.stream().map(Path::toString).toList())
        + "\nhint: install " + packaged + ", or set programs to the folder where it lies");
  }
}
