package dev.bcs.http;

import com.codahale.metrics.MetricRegistry;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.FakeArchive;
import dev.bcs.status.FakeBoard;
import dev.bcs.status.FakeHistory;
import dev.bcs.status.FakeOperations;
import dev.bcs.status.FakePairing;
import dev.bcs.status.FakeTimetables;
import dev.bcs.status.Picture;
import dev.bcs.status.PictureSketch;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** A window on real sockets before fakes. */
final class Stand implements AutoCloseable {
  static final HttpClient CLIENT = HttpClient.newHttpClient();

  final ManualClocks clocks = new ManualClocks(PictureSketch.NOW);
  final FakeBoard board;
  final FakeOperations operations = new FakeOperations();
  final FakeAccess access = new FakeAccess();
  final FakePairing pairing = new FakePairing();
  final FakeHistory history = new FakeHistory();
  final FakeArchive archive = new FakeArchive();
  final MetricRegistry metrics = new MetricRegistry();
  final Path socket;
  final HttpWindow window;

  Stand(Picture picture, Path directory) throws IOException {
    this(picture, List.of("127.0.0.1:0"), directory.resolve("bcs.sock"));
  }

  Stand(Picture picture, List<String> listen, Path socket) throws IOException {
    // Pictures of the sketch were made at one second of the monotonic clock.
    clocks.advance(Duration.ofNanos(picture.ticks()));
    this.socket = socket;
    board = new FakeBoard(picture);
    window = new HttpWindow(new HttpParts(
        new HttpSettings(listen, socket.toString(), ""),
        "",
        board,
        operations,
        access,
        pairing,
        history,
        archive,
        new FakeTimetables(),
        metrics,
        clocks));
    window.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + window.ports().get(0) + path);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** Posts JSON with a password, as curl would. */
  HttpResponse<String> post(String path, String user, String password, String body)
      throws IOException, InterruptedException {
    String basic = Base64.getEncoder()
        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    return send(HttpRequest.newBuilder(uri(path))
        .header("Authorization", "Basic " + basic)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> postAsOperator(String path, String body)
      throws IOException, InterruptedException {
    return post(path, FakeAccess.OPERATOR, FakeAccess.OPERATOR_PASSWORD, body);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(
        request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
  }

  UnixClient unix(String as) {
    return new UnixClient(socket, as, Duration.ofSeconds(3), dev.bcs.time.Clocks.system());
  }

  /** The server goes away before its test ends. */
  void stop() throws IOException {
    window.close();
  }

  @Override
  public void close() throws IOException {
    window.close();
  }
}
