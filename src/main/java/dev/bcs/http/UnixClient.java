package dev.bcs.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bcs.time.Clocks;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Talks to the unit's daemon over its Unix socket: one connection a question, HTTP/1.0.
 *
 * <p>Every wait is bounded: a daemon that says nothing for the time-out counts as not answering.
 */
public final class UnixClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_LINE = 1 << 20;
  private static final int LONGEST_BODY = 32 << 20;

  private final Path wanted;
  private final Clocks clocks;
  private final String as;
  private final Duration timeout;

  /**
   * A client.
   *
   * @param socket as in {@link HttpSettings#socket}; a path that is too long falls back as there
   * @param as for whom the caller acts, from {@code --as} or SUDO_USER; empty if for himself
   * @param timeout the longest silence
   */
  public UnixClient(Path socket, String as, Duration timeout, Clocks clocks) {
    this.wanted = socket;
    this.as = as;
    this.timeout = timeout;
    this.clocks = clocks;
  }

  /** Reads something, such as {@code /api/v1/status}. */
  public Reply get(String path) throws DoorClosed {
    return ask("GET", path, null);
  }

  /** Orders something; the body is a JSON object, or null. */
  public Reply post(String path, @Nullable JsonNode body) throws DoorClosed {
    return ask("POST", path, body);
  }

  public Reply delete(String path) throws DoorClosed {
    return ask("DELETE", path, null);
  }

  /**
   * Follows the live stream until the follower has heard enough.
   *
   * @param lastId of the last event that was heard, or empty to begin with what comes next
   * @throws DoorClosed if the daemon goes away or falls silent; beats come every second
   */
  public void follow(String path, String lastId, Follower follower) throws DoorClosed {
    String more = "Accept: text/event-stream\r\n"
        + (lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n");
    try (Line line = open(head("GET", path, more).getBytes(StandardCharsets.UTF_8))) {
      if (line.readHead() != 200) {
        throw silent("it answers " + line.status);
      }
      listen(line, follower);
      return;
    } catch (DoorClosed known) {
      throw known;
    } catch (IOException broken) {
      throw silent(broken.getMessage());
    }
  }

  private void listen(Line line, Follower follower) throws IOException {
    String event = "";
    String id = "";
    StringBuilder data = new StringBuilder();
    while (true) {
      String text = line.readLine();
      if (text == null) {
        throw silent("it ended the stream");
      }
      if (text.isEmpty()) {
        if (data.length() > 0 && !follower.heard(event, id, data.toString())) {
          return;
        }
        event = "";
        data.setLength(0);
      } else if (text.startsWith("event: ")) {
        event = text.substring(7);
      } else if (text.startsWith("id: ")) {
        id = text.substring(4);
      } else if (text.startsWith("data: ")) {
        data.append(text, 6, text.length());
      }
    }
  }

  private Reply ask(String method, String path, @Nullable JsonNode body) throws DoorClosed {
    byte[] sent = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    String more = method.equals("GET")
        ? ""
        : "Content-Type: application/json\r\nContent-Length: " + sent.length + "\r\n";
    byte[] head = head(method, path, more).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head);
    all.writeBytes(sent);
    try (Line line = open(all.toByteArray())) {
      int status = line.readHead();
      return new Reply(status, new String(line.readBody(), StandardCharsets.UTF_8));
    } catch (DoorClosed known) {
      throw known;
    } catch (IOException broken) {
      throw silent(broken.getMessage());
    }
  }

  private String head(String method, String path, String more) {
    return method + " " + path + " HTTP/1.0\r\nHost: localhost\r\n"
        + (as.isEmpty() ? "" : Gate.AS + ": " + as.replaceAll("[\\r\\n]", "") + "\r\n")
        + Gate.FROM + ": pid:" + ProcessHandle.current().pid() + "\r\n"
        + more + "\r\n";
  }

  private Line open(byte[] request) throws IOException {
    Path socket = SocketPaths.usable(wanted);
    SocketPaths.checkOwner(wanted);
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      Line line = new Line(channel);
      line.send(ByteBuffer.wrap(request));
      return line;
    } catch (IOException broken) {
      channel.close();
      throw broken;
    }
  }

  private DoorClosed silent(@Nullable String why) {
    return new DoorClosed(
        "the daemon does not answer on " + SocketPaths.usable(wanted) + ": " + why,
        "is it running, and is --home right? may you open the socket (group bcs-operator)?");
  }

  /** A status code and a body. */
  public record Reply(int status, String body) {
    /** True for 2xx. */
    public boolean well() {
      return status >= 200 && status < 300;
    }

    /** The body as JSON; an object with the text as error if it is none. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException notJson) {
        return JSON.createObjectNode().put("error", body.strip());
      }
    }
  }

  /** Hears what a stream says. */
  @FunctionalInterface
  public interface Follower {
    /**
     * Takes one message.
     *
     * @param event {@code beat} or {@code event}
     * @param id of the newest event so far
     * @return false to end it
     */
    boolean heard(String event, String id, String data);
  }

  /** One connection, read with a bound on silence. */
  private final class Line implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final InputStream in;
    private int status;
    private long length = -1;

    Line(SocketChannel channel) throws IOException {
      this.channel = channel;
      this.selector = Selector.open();
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      this.in = new BufferedInputStream(new Bytes(this), 16_384);
    }

    void send(ByteBuffer bytes) throws IOException {
      long begun = clocks.ticks();
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          await(SelectionKey.OP_WRITE, begun);
        }
      }
    }

    int read(ByteBuffer into) throws IOException {
      long begun = clocks.ticks();
      while (true) {
        int got = channel.read(into);
        if (got != 0) {
          return got;
        }
        await(SelectionKey.OP_READ, begun);
      }
    }

    private void await(int what, long begun) throws IOException {
      Duration left = timeout.minus(clocks.since(begun));
      if (left.toMillis() <= 0) {
        throw new IOException("silent for " + timeout.toSeconds() + " s");
      }
      channel.keyFor(selector).interestOps(what);
      selector.select(left.toMillis());
      selector.selectedKeys().clear();
    }

    int readHead() throws IOException {
      String first = readLine();
      if (first == null || !first.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
        throw new IOException("it does not speak HTTP");
      }
      status = Integer.parseInt(first.substring(9, 12));
      for (String text = readLine(); text != null && !text.isEmpty(); text = readLine()) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Long.parseLong(lower.substring(15).strip());
        }
      }
      return status;
    }

    byte[] readBody() throws IOException {
      byte[] all = in.readNBytes(length < 0 ? LONGEST_BODY : (int) Math.min(length, LONGEST_BODY));
      if (length >= 0 && all.length < length) {
        throw new IOException("it broke off in the middle of its answer");
      }
      return all;
    }

    @Nullable
    String readLine() throws IOException {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          return null;
        }
        if (text.size() >= LONGEST_LINE) {
          throw new IOException("a line is too long");
        }
        if (next != '\r') {
          text.write(next);
        }
      }
      return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      selector.close();
      channel.close();
    }
  }

  /** A line's bytes as a stream. */
  private static final class Bytes extends InputStream {
    private final Line line;

    Bytes(Line line) {
      this.line = line;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      return line.read(ByteBuffer.wrap(into, from, most));
    }
  }
}
