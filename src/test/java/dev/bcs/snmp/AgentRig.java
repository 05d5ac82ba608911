package dev.bcs.snmp;

import dev.bcs.status.FakeAccess;
import dev.bcs.status.FakeArchive;
import dev.bcs.status.FakeBoard;
import dev.bcs.status.FakeHistory;
import dev.bcs.status.FakeOperations;
import dev.bcs.status.FakeOutbox;
import dev.bcs.status.Picture;
import dev.bcs.status.PictureSketch;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.util.List;

/** A window over fakes on a free loopback port. */
final class AgentRig implements AutoCloseable {
  final Clocks clocks;
  final FakeBoard board;
  final FakeOperations operations = new FakeOperations();
  final KeyedAccess access;
  final FakeHistory history = new FakeHistory();
  final FakeOutbox outbox = new FakeOutbox(history);
  final FakeArchive archive = new FakeArchive();
  final SnmpWindow window;

  AgentRig(PictureSketch sketch, SnmpSettings.Target... targets) throws IOException {
    this("wave-b", sketch, true, Clocks.system(), targets);
  }

  AgentRig(
      String engine,
      PictureSketch sketch,
      boolean promotion,
      Clocks clocks,
      SnmpSettings.Target... targets)
      throws IOException {
    this.clocks = clocks;
    access = new KeyedAccess(engine);
    board = new FakeBoard(now(sketch));
    window = new SnmpWindow(
        new SnmpSettings(List.of("udp:127.0.0.1:0"), List.of(targets), promotion),
        new SnmpWindow.Ports(board, operations, access, history, outbox, archive),
        clocks);
    window.start();
  }

  /** The picture as if it were made this moment. */
  Picture now(PictureSketch sketch) {
    sketch.ticks = clocks.ticks();
    return sketch.picture();
  }

  int port() {
    return window.port();
  }

  SnmpClient operator() throws IOException {
    return SnmpClient.connect(
        "127.0.0.1", port(), FakeAccess.OPERATOR, FakeAccess.OPERATOR_PASSWORD);
  }

  SnmpClient viewer() throws IOException {
    return SnmpClient.connect("127.0.0.1", port(), FakeAccess.VIEWER, FakeAccess.VIEWER_PASSWORD);
  }

  @Override
  public void close() {
    window.close();
  }
}
