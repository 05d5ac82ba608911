package dev.bcs.http;

import dev.bcs.status.Board;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP window: the page, the programs' interface and the stream, on the network and on the Unix
 * socket.
 *
 * <p>{@link #start} opens all doors or none, and says in a sentence why not. {@link #close} is
 * bounded and may be called twice.
 */
public final class HttpWindow implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpWindow.class);
  private static final String LOCAL = "unix";
  private static final String GROUP = "bcs-operator";
  private static final int THREADS = 24;
  private static final int CONNECTIONS = 256;
  private static final int IDLE_MS = 30_000;

  private final HttpParts parts;
  private final GapSamples samples = new GapSamples();
  private final Streams streams;
  private final List<ServerConnector> network = new ArrayList<>();
  private @Nullable Server server;
  private @Nullable AutoCloseable sampling;

  public HttpWindow(HttpParts parts) {
    this.parts = parts;
    this.streams = new Streams(parts.board(), parts.history(), parts.clocks());
  }

  /**
   * Opens the doors.
   *
   * @throws DoorClosed if a port or the socket is taken, or a key is missing; nothing stays open
   */
  public synchronized void start() throws IOException {
    if (server != null) {
      return;
    }
    Gate gate = new Gate(parts.access(), parts.operations(), parts.clocks());
    Api api = new Api(parts, gate, samples, new Pages());
    // What waits for a thread is bounded by the number of connections.
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4, 60_000);
    threads.setName("bcs-http");
    threads.setDaemon(true);
    Server made = new Server(threads);
    made.setHandler(new Front(api, streams, LOCAL));
    made.setStopTimeout(0);
    try {
      for (String listen : parts.settings().listen()) {
        network.add(openNetwork(made, listen));
      }
      if (!network.isEmpty()) {
        made.addBean(
            new NetworkConnectionLimit(CONNECTIONS, network.toArray(new ServerConnector[0])));
      }
      if (!parts.settings().socket().isEmpty()) {
        addLocal(made, Path.of(parts.settings().socket()));
      }
      made.start();
      openSocketToGroup();
    } catch (Exception failure) {
      stop(made);
      throw failure instanceof IOException io
          ? io
          : new DoorClosed("the HTTP window does not open: " + failure, "the log has more");
    }
    server = made;
    begin(parts.board());
  }

  private void begin(Board board) {
    samples.offer(board.picture());
    sampling = board.listen(samples::offer);
    streams.start();
  }

  /** The ports that the network door listens on, in the order of the settings. */
  public synchronized List<Integer> ports() {
    return network.stream().map(ServerConnector::getLocalPort).toList();
  }

  private ServerConnector openNetwork(Server to, String listen) throws DoorClosed {
    InetSocketAddress address = Listen.parse(listen);
    InetAddress host = address.getAddress();
    HttpConfiguration http = configuration();
    ServerConnector connector;
    if (host.isLoopbackAddress()) {
      connector = new ServerConnector(to, 0, 1, new HttpConnectionFactory(http));
    } else {
      SecureRequestCustomizer secure = new SecureRequestCustomizer();
      // Units are reached by address; who they are is proved by the key that a person has checked.
      secure.setSniHostCheck(false);
      http.addCustomizer(secure);
      connector = new ServerConnector(
          to,
          0,
          1,
          new SslConnectionFactory(tls(listen), "http/1.1"),
          new HttpConnectionFactory(http));
    }
    connector.setHost(host.getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MS);
    connector.setAcceptQueueSize(64);
    try {
      connector.open();
    } catch (IOException taken) {
      boolean inUse = taken instanceof BindException || taken.getCause() instanceof BindException;
      throw new DoorClosed(
          "the HTTP window cannot listen on " + listen + ": "
              + (inUse ? "the port is in use, or the address is not this machine's" : taken),
          "see who has it with: ss -ltnp; or change [http] listen");
    }
    to.addConnector(connector);
    return connector;
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(8192);
    http.setIdleTimeout(IDLE_MS);
    return http;
  }

  private SslContextFactory.Server tls(String listen) throws DoorClosed {
    Path store = Path.of(parts.settings().keyStore());
    if (parts.settings().keyStore().isEmpty() || !Files.isReadable(store)) {
      throw new DoorClosed(
          listen + " is not loopback and there is no key for TLS"
              + (parts.settings().keyStore().isEmpty() ? "" : " at " + store),
          "listen on 127.0.0.1, or give [http] key-store a PKCS12 file that this user can read");
    }
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStorePath(store.toAbsolutePath().toString());
    tls.setKeyStoreType("PKCS12");
    tls.setKeyStorePassword(parts.keyStorePassword());
    tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    return tls;
  }

  private static void addLocal(Server to, Path wanted) throws IOException {
    Path socket = SocketPaths.usable(wanted);
    if (SocketPaths.fellBack(wanted)) {
      LOG.info("the path {} is too long for a socket: it is at {}", wanted, socket);
    }
    SocketPaths.prepare(wanted);
    clearAway(socket);
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(to, 0, 1, new HttpConnectionFactory(configuration()));
    connector.setName(LOCAL);
    connector.setUnixDomainPath(socket);
    connector.setIdleTimeout(IDLE_MS);
    to.addConnector(connector);
  }

  /** Removes the socket that a dead daemon left; a live one is never pushed aside. */
  private static void clearAway(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(
            socket, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new DoorClosed(socket + " is there and is no socket", "move it away and start again");
    }
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new DoorClosed(
          "another daemon answers on " + probe.getRemoteAddress(),
          "one unit has one daemon: stop the other, or use another --home");
    } catch (ConnectException nobodyThere) {
      Files.delete(socket);
    }
  }

  /** Whoever may open the socket is an operator: its owner, and the group if the system has it. */
  private void openSocketToGroup() throws IOException {
    if (parts.settings().socket().isEmpty()) {
      return;
    }
    Path socket = SocketPaths.usable(Path.of(parts.settings().socket()));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    try {
      GroupPrincipal group =
          socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
      Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(group);
    } catch (IOException noSuchGroup) {
      LOG.debug("no group {}: the socket keeps its owner's group", GROUP);
    }
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
  }

  @Override
  public synchronized void close() throws IOException {
    Server running = server;
    server = null;
    if (running == null) {
      return;
    }
    try {
      AutoCloseable board = sampling;
      if (board != null) {
        board.close();
      }
      streams.close();
    } catch (Exception unclean) {
      LOG.warn("the board still tells the closed window: {}", unclean.toString());
    } finally {
      stop(running);
      if (!parts.settings().socket().isEmpty()) {
        Files.deleteIfExists(SocketPaths.usable(Path.of(parts.settings().socket())));
      }
    }
  }

  private void stop(Server running) {
    try {
      running.stop();
    } catch (Exception unclean) {
      LOG.warn("the HTTP window did not close cleanly: {}", unclean.toString());
    } finally {
      network.forEach(ServerConnector::close);
      network.clear();
    }
  }

  /** Reads {@code host:port}, {@code [v6]:port} and {@code :port}. */
  static final class Listen {
    private Listen() {}

    static InetSocketAddress parse(String text) throws DoorClosed {
      int colon = text.lastIndexOf(':');
      String hint = "write [http] listen as host:port, such as 127.0.0.1:7480";
      try {
        String host = text.substring(0, Math.max(0, colon));
        int port = Integer.parseInt(text.substring(colon + 1));
        if (colon < 0 || port < 0 || port > 65_535) {
          throw new DoorClosed(text + " is no host and port", hint);
        }
        InetAddress address = InetAddress.getByName(host.isEmpty() ? "0.0.0.0" : host);
        return new InetSocketAddress(address, port);
      } catch (NumberFormatException noPort) {
        throw new DoorClosed(text + " has no port", hint);
      } catch (UnknownHostException unknown) {
        throw new DoorClosed("the host of " + text + " is not known here", hint);
      }
    }
  }
}
