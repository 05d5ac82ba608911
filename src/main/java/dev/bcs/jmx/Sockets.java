package dev.bcs.jmx;

import dev.bcs.time.Pause;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one listening socket, on one address; with TLS 1.3 if there is a context.
 *
 * <p>Equal factories share a port: that is how registry and server come to listen on one.
 */
final class Sockets implements RMIServerSocketFactory {
  private static final int BACKLOG = 16;
  private static final int ATTEMPTS = 10;
  private static final Duration BETWEEN = Duration.ofMillis(50);

  private final @Nullable InetAddress address;
  private final @Nullable SSLContext tls;

  Sockets(@Nullable InetAddress address, @Nullable SSLContext tls) {
    this.address = address;
    this.tls = tls;
  }

  /** A socket of ours that was just closed is let go only when its thread has noticed. */
  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    for (int i = 1; ; i++) {
      try {
        return open(port);
      } catch (BindException e) {
        if (i == ATTEMPTS) {
          throw e;
        }
      }
      try {
        Pause.real().rest(BETWEEN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the port was opened", e);
      }
    }
  }

  private ServerSocket open(int port) throws IOException {
    if (tls == null) {
      return new ServerSocket(port, BACKLOG, address);
    }
    SSLServerSocket socket =
        (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(port, BACKLOG, address);
    socket.setEnabledProtocols(new String[] {"TLSv1.3"});
    return socket;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sockets that
        && Objects.equals(address, that.address)
        && tls == that.tls;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(address);
  }
}
