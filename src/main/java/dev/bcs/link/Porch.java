package dev.bcs.link;

import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Listens on the link's addresses and takes in who passes the handshake; reports who does not.
 *
 * <p>At most eight handshakes at once and sixteen waiting, and of these at most four from one
 * address (in IPv6, from one /64), so that a silent stranger cannot keep the peer out; who comes
 * beyond that is cut.
 */
final class Porch implements AutoCloseable {
  private static final int BACKLOG = 64;
  private static final int MOST_FROM_ONE = 4;
  private static final int IPV6_NET = 8;

  private final SSLContext context;
  private final Clocks clocks;
  private final Strangers strangers;
  private final Guest guest;
  private final List<ServerSocket> sockets = new ArrayList<>();
  private final Map<ByteBuffer, Integer> inside = new ConcurrentHashMap<>();
  private final ExecutorService handshakes = Threads.pool("link", "welcome", 8, 16);

  /** Takes over a wire whose handshake is done; runs on a thread of the porch, so be brief. */
  @FunctionalInterface
  interface Guest {
    void welcome(Wire wire) throws IOException;
  }

  Porch(SSLContext context, Clocks clocks, Strangers strangers, Guest guest) {
    this.context = context;
    this.clocks = clocks;
    this.strangers = strangers;
    this.guest = guest;
  }

  /** Listens on all of the addresses, or on none and says why. */
  void listen(List<String> addresses) throws IOException {
    for (String text : addresses) {
      try {
        sockets.add(bound(text));
      } catch (IOException e) {
        close();
        throw e;
      }
    }
    for (ServerSocket socket : sockets) {
      Threads.start("link", "accept", () -> accept(socket));
    }
  }

  private static ServerSocket bound(String text) throws IOException {
    InetSocketAddress address = Address.parse(text, LinkSettings.PORT);
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw cannotListen(address, e);
    }
  }

  /** Takes each of the addresses for a moment, or says why it cannot be had. */
  static void mustBeFree(List<String> addresses) throws IOException {
    for (String text : addresses) {
      bound(text).close();
    }
  }

  /** The ports listened on, in the order of the settings. */
  List<Integer> ports() {
    return sockets.stream().map(ServerSocket::getLocalPort).toList();
  }

  @Override
  public void close() {
    for (ServerSocket socket : sockets) {
      try {
        socket.close();
      } catch (IOException alreadyGone) {
        // Closed is what was wanted.
      }
    }
    handshakes.shutdownNow();
  }

  private static IOException cannotListen(InetSocketAddress address, IOException e) {
    String port = Integer.toString(address.getPort());
    boolean taken = e instanceof BindException && String.valueOf(e.getMessage()).contains("in use");
    String why = taken ? "the port is in use" : String.valueOf(e.getMessage());
    String hint = taken
        ? "stop what holds it (ss -ltnp 'sport = :" + port + "'), or set [link] listen to another"
            + " port, on both units"
        : "[link] listen must name an address of this unit and a port above 1023, or run as root";
    return new IOException(
        "the link cannot listen on " + Address.show(address) + ": " + why + "\nhint: " + hint, e);
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket tcp = socket.accept();
        take(tcp);
      } catch (IOException closedOrOutOfFiles) {
        rest(socket);
      }
    }
  }

  /** Out of files, perhaps: the peer comes again, and this loop must not burn meanwhile. */
  private static void rest(ServerSocket socket) {
    if (!socket.isClosed()) {
      try {
        Pause.real().rest(Duration.ofMillis(100));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void take(Socket tcp) throws IOException {
    ByteBuffer origin = origin(tcp);
    try {
      if (inside.merge(origin, 1, Integer::sum) > MOST_FROM_ONE) {
        throw new RejectedExecutionException("too many from one address");
      }
      handshakes.execute(() -> {
        try {
          welcome(tcp);
        } finally {
          left(origin);
        }
      });
    } catch (RejectedExecutionException tooMany) {
      left(origin);
      String from = Address.show((InetSocketAddress) tcp.getRemoteSocketAddress());
      tcp.close();
      strangers.refused(from, "too many handshakes at once");
    }
  }

  /** Who owns one IPv6 address owns its /64. */
  private static ByteBuffer origin(Socket tcp) {
    byte[] address = tcp.getInetAddress().getAddress();
    return ByteBuffer.wrap(Arrays.copyOf(address, Math.min(address.length, IPV6_NET)));
  }

  private void left(ByteBuffer origin) {
    inside.computeIfPresent(origin, (key, count) -> count > 1 ? count - 1 : null);
  }

  private void welcome(Socket tcp) {
    String from = Address.show((InetSocketAddress) tcp.getRemoteSocketAddress());
    try {
      guest.welcome(Wire.accept(tcp, context, clocks));
    } catch (SSLException notTrusted) {
      strangers.refused(from, "no handshake: " + notTrusted.getMessage());
    } catch (IOException | RuntimeException e) {
      strangers.refused(from, String.valueOf(e.getMessage()));
    }
  }
}
