package dev.bcs.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bcs.takeover.BootGuard;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sample appliance's one service process: serves its data directory, takes voicemails and
 * calls.
 *
 * <p>{@code GET /} is a page, {@code /health} says {@code ok}, {@code /voicemails} and
 * {@code /calls} are JSON arrays, {@code /files/PATH} is a file of the data. {@code POST
 * /voicemail?mailbox=101&from=…} keeps the WAV file in the body, {@code POST
 * /call?from=…&to=…&seconds=…} a call; both answer 201 with its JSON once it is durable. Uses the
 * JDK alone, so that it starts fast. Ends at SIGTERM, when what it is just keeping is kept, within
 * a second.
 */
public final class Switchboard implements AutoCloseable {
  private static final int AT_ONCE = 8;
  private static final int WAITING = 64;
  private static final long LAST_WORK_MILLIS = 500;

  private final ApplianceData data;
  private final Board board;
  private final HttpServer server;
  private final ExecutorService workers = Threads.pool("demo", "switchboard", AT_ONCE, WAITING);
  private final Semaphore keeping = new Semaphore(AT_ONCE);

  private Switchboard(SwitchboardOptions options, HttpServer server) {
    this.data = new ApplianceData(options.data(), Clocks.system());
    this.board = new Board(data, options.unit());
    this.server = server;
  }

  /** Exit codes: 1 it cannot serve, 2 usage, 78 the boot guard does not let it. */
  public static void main(String[] args) {
    try {
      SwitchboardOptions options = SwitchboardOptions.of(args);
      Switchboard serving = open(options);
      Path pid = options.pid();
      Thread end = Threads.factory("demo", "switchboard-end").newThread(() -> {
        serving.close();
        forget(pid);
      });
      Runtime.getRuntime().addShutdownHook(end);
      if (options.writesPid()) {
        long me = ProcessHandle.current().pid();
        String text = me + "\nanswers on port " + serving.server.getAddress().getPort() + "\n";
        Aside.write(pid, text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (SwitchboardOptions.Wrong wrong) {
      System.err.println("switchboard: " + wrong.getMessage());
      System.exit(wrong.exitCode);
    } catch (IOException no) {
      System.err.println("switchboard: " + no.getMessage());
      System.exit(1);
    }
  }

  /** Only its own: another may have come since. */
  private static void forget(Path pid) {
    try {
      if (Files.readString(pid).startsWith(ProcessHandle.current().pid() + "\n")) {
        Files.delete(pid);
      }
    } catch (IOException notThere) {
      // A process that is told by nothing is told by no file.
    }
  }

  private static Switchboard open(SwitchboardOptions options)
      throws IOException, SwitchboardOptions.Wrong {
    if (options.guarded() && !BootGuard.allows(options.guard(), Clocks.system().bootId())) {
      throw new SwitchboardOptions.Wrong(
          78,
          "BCS does not let this unit serve: the boot guard " + options.guard()
              + " is absent or of an earlier boot");
    }
    if (!Files.isDirectory(options.data())) {
      throw new IOException("the data directory " + options.data() + " does not exist");
    }
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxReqTime", "20");
    System.setProperty("sun.net.httpserver.maxRspTime", "60");
    HttpServer server;
    try {
      InetAddress address = InetAddress.getByName(options.bind());
      server = HttpServer.create(new InetSocketAddress(address, options.port()), 50);
    } catch (IOException taken) {
      throw new IOException(
          "cannot listen on " + options.bind() + ":" + options.port() + ": " + taken.getMessage(),
          taken);
    }
    Switchboard made = new Switchboard(options, server);
    made.data.sweep();
    server.setExecutor(made.workers);
    server.createContext("/", made::handle);
    server.start();
    return made;
  }

  /** What is just being kept is waited for, half a second; then all connections are cut. */
  @Override
  public void close() {
    try {
      keeping.tryAcquire(AT_ONCE, LAST_WORK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    workers.shutdownNow();
  }

  /** What is said back; always short. */
  private record Answer(int status, String type, String text) {
    static Answer json(int status, String text) {
      return new Answer(status, "application/json", text);
    }

    static Answer plain(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text + "\n");
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      if (method.equals("GET") && path.startsWith("/files/")) {
        sendFile(exchange, path.substring("/files/".length()));
        return;
      }
      Answer answer;
      try {
        answer = switch (method) {
          case "GET" -> get(path);
          case "POST" -> post(exchange, path);
          default -> Answer.plain(405, "only GET and POST are understood");
        };
      } catch (ApplianceData.Unfit unfit) {
        answer = Answer.plain(unfit.status, String.valueOf(unfit.getMessage()));
      } catch (IOException | RuntimeException trouble) {
        System.err.println(method + " " + path + ": " + trouble);
        answer = Answer.plain(500, "it could not be done: " + trouble.getMessage());
      }
      send(exchange, answer);
    }
  }

  private Answer get(String path) throws IOException {
    return switch (path) {
      case "/" -> new Answer(200, "text/html; charset=utf-8", board.page());
      case "/health" ->
        data.there() ? Answer.plain(200, "ok") : Answer.plain(503, "the data directory is gone");
      case "/voicemails" -> Answer.json(200, board.voicemails());
      case "/calls" -> Answer.json(200, board.calls());
      default -> Answer.plain(404, "there is no such page");
    };
  }

  private Answer post(HttpExchange exchange, String path) throws IOException, ApplianceData.Unfit {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    if (!path.equals("/voicemail") && !path.equals("/call")) {
      return Answer.plain(404, "there is no such page");
    }
    if (!keeping.tryAcquire()) {
      return Answer.plain(503, "too much is being kept at once");
    }
    try {
      if (path.equals("/call")) {
        String seconds = query.getOrDefault("seconds", "3");
        int length = seconds.matches("\\d{1,3}") ? Integer.parseInt(seconds) : 0;
        String from = query.getOrDefault("from", "");
        return Answer.json(
            201, Board.json(data.keepCall(from, query.getOrDefault("to", ""), length)));
      }
      try (InputStream body = exchange.getRequestBody()) {
        return Answer.json(
            201,
            Board.json(data.keepVoicemail(
                query.getOrDefault("mailbox", ""), query.getOrDefault("from", ""), body)));
      }
    } finally {
      keeping.release();
    }
  }

  private void sendFile(HttpExchange exchange, String relative) throws IOException {
    Path file = data.file(relative).orElse(null);
    if (file == null) {
      send(exchange, Answer.plain(404, "there is no such file"));
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      exchange.getResponseHeaders().set("Content-Type", type(file));
      exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
      byte[] piece = new byte[64 * 1024];
      // A file that grows meanwhile is sent as long as it was.
      while (size > 0) {
        int got = in.read(piece, 0, (int) Math.min(piece.length, size));
        if (got < 0) {
          throw new IOException(relative + " became shorter while it was sent");
        }
        exchange.getResponseBody().write(piece, 0, got);
        size -= got;
      }
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(answer.status(), text.length);
    exchange.getResponseBody().write(text);
  }

  private static String type(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".wav") ? "audio/wav" : "text/plain; charset=utf-8";
  }

  private static Map<String, String> query(String raw) {
    return Stream.of((raw == null ? "" : raw).split("&"))
        .filter(pair -> pair.indexOf('=') > 0)
        .collect(Collectors.toMap(
            pair -> pair.substring(0, pair.indexOf('=')),
            pair ->
                URLDecoder.decode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8),
            (first, second) -> first));
  }
}
