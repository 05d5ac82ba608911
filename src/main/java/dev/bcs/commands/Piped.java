package dev.bcs.commands;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The output of a running command, as a stream that ends only if the command ended well.
 *
 * <p>For one thread. A read that would wait beyond the limit, or after the work was given up, ends
 * the command and fails; so does the last read if the exit code is not 0, with what the command
 * said. Closing ends a command that still runs. At most {@value #WAITING} pieces of {@value #PIECE}
 * bytes wait in memory.
 */
public final class Piped extends InputStream {
  private static final int PIECE = 64 * 1024;
  private static final int WAITING = 16;
  private static final long LOOK_MILLIS = 20;
  private static final long END_MILLIS = 2000;
  private static final byte[] END = new byte[0];

  private final String name;
  private final Clocks clocks;
  private final long began;
  private final Duration limit;
  private final BooleanSupplier givenUp;
  private final Process process;
  private final InputStream errors;
  private final Thread pump;
  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(WAITING);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private byte[] piece = END;
  private int at;
  private boolean ended;

  private Piped(Order order, Clocks clocks, Process process) {
    Path program = Path.of(order.command.get(0)).getFileName();
    this.name = order.name.isEmpty() ? String.valueOf(program) : order.name;
    this.clocks = clocks;
    this.began = clocks.ticks();
    this.limit = order.limit;
    this.givenUp = order.givenUp;
    this.process = process;
    this.errors = process.getErrorStream();
    this.pump = Threads.start("commands", "pipe", this::pump);
  }

  /**
   * What is to be run.
   *
   * @param name what people call it; empty for the name of the program
   * @param input a file that it reads, or null for nothing
   * @param givenUp asked while it runs; once true, it is ended
   */
  public record Order(
      String name,
      List<String> command,
      Map<String, String> environment,
      @Nullable Path input,
      Duration limit,
      BooleanSupplier givenUp) {
    public Order {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  /** Starts it; what cannot be started is an exception. */
  public static Piped start(Order order, Clocks clocks) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(order.command);
    builder.environment().putAll(order.environment);
    Path input = order.input;
    builder.redirectInput(
        ProcessBuilder.Redirect.from(input == null ? new File("/dev/null") : input.toFile()));
    return new Piped(order, clocks, builder.start());
  }

  /** Runs it to its good end and answers what it wrote, at most 64 KiB of it. */
  public static String text(Order order, Clocks clocks) throws IOException {
    try (Piped piped = start(order, clocks)) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      byte[] some = new byte[8192];
      for (int got = piped.read(some, 0, some.length); got > 0; ) {
        kept.write(some, 0, Math.max(0, Math.min(got, Commands.OUTPUT_KEPT - kept.size())));
        got = piped.read(some, 0, some.length);
      }
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  private void pump() {
    try (InputStream out = process.getInputStream()) {
      for (byte[] next = out.readNBytes(PIECE); next.length > 0; next = out.readNBytes(PIECE)) {
        pieces.put(next);
      }
      pieces.put(END);
    } catch (IOException | InterruptedException closed) {
      // Whoever closed it does not read on; if it broke, the exit code or the limit tells.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == piece.length && !more()) {
      return -1;
    }
    int got = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, into, offset, got);
    at += got;
    return got;
  }

  /** Whether there is another piece; false at the good end. */
  private boolean more() throws IOException {
    if (ended) {
      return false;
    }
    byte[] next = null;
    while (next == null) {
      listen();
      next = poll();
      mayGoOn();
    }
    if (next.length == 0) {
      finish();
      return false;
    }
    piece = next;
    at = 0;
    return true;
  }

  private byte @Nullable [] poll() throws IOException {
    try {
      return pieces.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name + " was ended because this unit is stopping");
    }
  }

  private void mayGoOn() throws IOException {
    if (givenUp.getAsBoolean()) {
      throw new IOException(name + " was ended because the work was given up");
    }
    if (clocks.since(began).compareTo(limit) > 0) {
      throw new IOException(
          name + " ran longer than " + limit.toMillis() / 1000.0 + " s and was ended" + words());
    }
  }

  /** The output has ended; now the exit code tells whether all of it was there. */
  private void finish() throws IOException {
    ended = true;
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        listen();
        mayGoOn();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name + " was ended because this unit is stopping");
    }
    listen();
    if (process.exitValue() != 0) {
      throw new IOException(name + " ended with code " + process.exitValue() + words());
    }
  }

  /** Takes what it says on the side, so that it never waits for us. */
  private void listen() throws IOException {
    byte[] some = new byte[8192];
    int rounds = 0;
    while (errors.available() > 0 && rounds++ < 1000) {
      int got = errors.read(some, 0, Math.min(some.length, errors.available()));
      said.write(some, 0, Math.max(0, Math.min(got, Commands.OUTPUT_KEPT - said.size())));
    }
  }

  /** The first line that it said and that is not blank, which is mostly the cause. */
  private String words() {
    return said.toString(StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .map(line -> ": " + (line.length() > 200 ? line.substring(0, 200) : line))
        .orElse("");
  }

  @Override
  public void close() {
    Commands.end(process);
    pump.interrupt();
    try {
      pump.join(END_MILLIS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
