package dev.bcs.link;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One TLS 1.3 connection, whose both ends showed a certificate.
 *
 * <p>The TCP socket below is kept apart: closing it frees whoever reads or writes at once, where
 * TLS would first wait to say goodbye to somebody who does not listen. One thread reads; writers
 * take turns by themselves.
 */
final class Wire implements AutoCloseable {
  private static final String[] TLS = {"TLSv1.3"};
  private static final int SLICE = 64 << 10;
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration HANDSHAKE = Duration.ofSeconds(4);
  private static final ScheduledExecutorService DEADLINES = Threads.timer("link", "deadlines");

  private final Socket tcp;
  private final SSLSocket tls;
  private final Clocks clocks;
  private final DataInputStream in;
  private final OutputStream out;
  private volatile long heardTicks;
  private volatile long wroteTicks;
  private volatile boolean writing;
  private volatile @Nullable ScheduledFuture<?> deadline;

  private Wire(Socket tcp, SSLSocket tls, Clocks clocks) throws IOException {
    this.tcp = tcp;
    this.tls = tls;
    this.clocks = clocks;
    this.heardTicks = clocks.ticks();
    this.wroteTicks = heardTicks;
    this.in = new DataInputStream(new BufferedInputStream(new Heard(tls.getInputStream()), SLICE));
    this.out = tls.getOutputStream();
  }

  /** Connects and shakes hands, within bounds. */
  static Wire dial(InetSocketAddress peer, SSLContext context, Clocks clocks) throws IOException {
    Socket tcp = new Socket();
    try {
      tcp.connect(peer, (int) CONNECT.toMillis());
      return shake(tcp, context, true, clocks);
    } catch (IOException | RuntimeException e) {
      tcp.close();
      throw e;
    }
  }

  /** Takes a client in; he must show a certificate. */
  static Wire accept(Socket tcp, SSLContext context, Clocks clocks) throws IOException {
    try {
      return shake(tcp, context, false, clocks);
    } catch (IOException | RuntimeException e) {
      tcp.close();
      throw e;
    }
  }

  private static Wire shake(Socket tcp, SSLContext context, boolean client, Clocks clocks)
      throws IOException {
    tcp.setTcpNoDelay(true);
    InetSocketAddress remote = (InetSocketAddress) tcp.getRemoteSocketAddress();
    SSLSocket tls = (SSLSocket) context
        .getSocketFactory()
        .createSocket(tcp, remote.getAddress().getHostAddress(), remote.getPort(), true);
    tls.setUseClientMode(client);
    tls.setEnabledProtocols(TLS);
    tls.setNeedClientAuth(!client);
    ScheduledFuture<?> cut = cutAfter(tcp, HANDSHAKE);
    try {
      tls.startHandshake();
      return new Wire(tcp, tls, clocks);
    } finally {
      cut.cancel(false);
    }
  }

  private static ScheduledFuture<?> cutAfter(Socket tcp, Duration limit) {
    return DEADLINES.schedule(() -> quietly(tcp), limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Cuts the wire after so long, unless {@link #unhurried} comes first. */
  void within(Duration limit) {
    unhurried();
    deadline = cutAfter(tcp, limit);
  }

  void unhurried() {
    ScheduledFuture<?> before = deadline;
    if (before != null) {
      before.cancel(false);
    }
  }

  DataInputStream in() {
    return in;
  }

  /** For hellos and pairing; frames go through {@link #write}. */
  DataOutputStream out() {
    return new DataOutputStream(new java.io.BufferedOutputStream(out, SLICE));
  }

  X509Certificate peerCertificate() throws IOException {
    return (X509Certificate) tls.getSession().getPeerCertificates()[0];
  }

  String remote() {
    return Address.show((InetSocketAddress) tcp.getRemoteSocketAddress());
  }

  /** Writes all of it; the caller has the turn. Each slice that went out counts as progress. */
  void write(byte[] bytes, int length) throws IOException {
    wroteTicks = clocks.ticks();
    writing = true;
    try {
      for (int at = 0; at < length; at += SLICE) {
        out.write(bytes, at, Math.min(SLICE, length - at));
        wroteTicks = clocks.ticks();
      }
    } finally {
      writing = false;
    }
  }

  /** How long nothing was heard. */
  Duration silent() {
    return clocks.since(heardTicks);
  }

  /** How long nothing was written. */
  Duration idle() {
    return clocks.since(wroteTicks);
  }

  /** How long a write has made no progress; zero if none is under way. */
  Duration stuck() {
    return writing ? clocks.since(wroteTicks) : Duration.ZERO;
  }

  /** This process itself slept: what it did not hear meanwhile is not the peer's silence. */
  void forgive() {
    heardTicks = clocks.ticks();
    wroteTicks = heardTicks;
  }

  @Override
  public void close() {
    unhurried();
    quietly(tcp);
  }

  private static void quietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Closed is what was wanted.
    }
  }

  /** Notes when bytes came in. */
  private final class Heard extends InputStream {
    private final InputStream below;

    Heard(InputStream below) {
      this.below = below;
    }

    @Override
    public int read() throws IOException {
      int octet = below.read();
      heardTicks = clocks.ticks();
      return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = below.read(into, offset, length);
      if (count < 0) {
        throw new EOFException("the other side hung up");
      }
      heardTicks = clocks.ticks();
      return count;
    }
  }
}
