package dev.bcs.cli;

import com.codahale.metrics.MetricRegistry;
import dev.bcs.http.HttpParts;
import dev.bcs.http.HttpSettings;
import dev.bcs.http.HttpWindow;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.FakeArchive;
import dev.bcs.status.FakeBoard;
import dev.bcs.status.FakeHistory;
import dev.bcs.status.FakeOperations;
import dev.bcs.status.FakePairing;
import dev.bcs.status.FakeTimetables;
import dev.bcs.status.PictureSketch;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A real window on a real Unix socket before fakes, and a shell that talks to it.
 *
 * <p>Time goes on only while a command waits; each wait paints a new picture, after the next
 * scripted change of it.
 */
final class Rig implements AutoCloseable {
  final ManualClocks clocks = new ManualClocks(PictureSketch.NOW);
  final PictureSketch sketch;
  final FakeBoard board;
  final FakeOperations operations = new FakeOperations();
  final FakeAccess access = new FakeAccess();
  final FakePairing pairing = new FakePairing();
  final FakeHistory history = new FakeHistory();
  final FakeArchive archive = new FakeArchive();
  final Path config;
  final Home home;
  final Shell shell;
  private final HttpWindow window;
  private final Deque<Consumer<PictureSketch>> script = new ArrayDeque<>();

  Rig(PictureSketch sketch, Path directory) throws IOException {
    this.sketch = sketch;
    this.home = Home.at(Files.createDirectories(directory.resolve("home")));
    this.config = directory.resolve("bcs.toml");
    clocks.advance(Duration.ofSeconds(1));
    board = new FakeBoard(sketch.picture());
    window = new HttpWindow(new HttpParts(
        new HttpSettings(List.of(), home.socket().toString(), ""),
        "",
        board,
        operations,
        access,
        pairing,
        history,
        archive,
        new FakeTimetables(),
        new MetricRegistry(),
        clocks));
    window.start();
    shell = new Shell(home.directory(), config, clocks, this::rest);
  }

  /** What changes in the picture while the command waits for the next time; in this order. */
  @SafeVarargs
  final Rig then(Consumer<PictureSketch>... changes) {
    for (Consumer<PictureSketch> change : changes) {
      script.add(change);
    }
    return this;
  }

  private void rest(Duration length) throws InterruptedException {
    clocks.advance(length);
    Consumer<PictureSketch> change = script.poll();
    if (change == null) {
      throw new InterruptedException("the script is over");
    }
    change.accept(sketch);
    paint();
  }

  /** Publishes the picture as it is now. */
  void paint() {
    sketch.asOf = clocks.now();
    sketch.ticks = clocks.ticks();
    board.publish(sketch.picture());
  }

  /** The daemon goes away. */
  void stop() throws IOException {
    window.close();
  }

  @Override
  public void close() throws IOException {
    // A command that was interrupted leaves the flag on this thread.
    boolean unused = Thread.interrupted();
    window.close();
  }
}
