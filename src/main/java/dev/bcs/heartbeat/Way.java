package dev.bcs.heartbeat;

import dev.bcs.heartbeat.Detector.Sign;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One path to the peer: a socket connected to one of its addresses, from our own beat port.
 *
 * <p>Connected, so that the system tells of a port that nobody listens on. A socket that failed is
 * opened anew at the next beat, because a connected one keeps a source address that may be gone.
 * Owned by the heart's thread.
 */
final class Way implements AutoCloseable {
  private final int number;
  private final String name;
  private final InetSocketAddress peer;
  private final int port;
  private final PathMeter meter;
  private @Nullable DatagramChannel channel;

  Way(int number, String name, InetSocketAddress peer, int port, PathMeter meter) {
    this.number = number;
    this.name = name;
    this.peer = peer;
    this.port = port;
    this.meter = meter;
  }

  int number() {
    return number;
  }

  String name() {
    return name;
  }

  PathMeter meter() {
    return meter;
  }

  boolean leadsTo(InetSocketAddress from) {
    return peer.getAddress().equals(from.getAddress());
  }

  /** Sends, and answers what the system said of it. */
  Sign send(byte[] datagram, Selector selector) {
    try {
      DatagramChannel open = channel == null ? open(selector) : channel;
      open.write(ByteBuffer.wrap(datagram));
      return Sign.NONE;
    } catch (PortUnreachableException nobodyListens) {
      return Sign.PORT_UNREACHABLE;
    } catch (IOException e) {
      close();
      return isOurs(e) ? Sign.LINK_DOWN : Sign.NONE;
    }
  }

  /**
   * Reads one datagram into the buffer; empty if there is none.
   *
   * @throws PortUnreachableException if nobody listens at the peer's port
   */
  boolean read(ByteBuffer into) throws IOException {
    DatagramChannel open = channel;
    return open != null && open.read(into) >= 0 && into.position() > 0;
  }

  /** Whether the interface that this path leaves by is up and has a carrier. */
  boolean linkUp() {
    try {
      DatagramChannel open = channel;
      if (open == null || !(open.getLocalAddress() instanceof InetSocketAddress here)) {
        return true;
      }
      Optional<NetworkInterface> face =
          Optional.ofNullable(NetworkInterface.getByInetAddress(here.getAddress()));
      return face.isPresent() && face.get().isUp();
    } catch (IOException cannotTell) {
      return true;
    }
  }

  /** No route to the network, no interface, no source address: all of them are our own doing. */
  private static boolean isOurs(IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("network is unreachable")
        || text.contains("network is down")
        || text.contains("assign requested address")
        || text.contains("operation not permitted");
  }

  private DatagramChannel open(Selector selector) throws IOException {
    boolean six = peer.getAddress() instanceof Inet6Address;
    DatagramChannel made =
        DatagramChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      made.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      made.bind(new InetSocketAddress(port));
      made.connect(peer);
      made.configureBlocking(false);
      made.register(selector, SelectionKey.OP_READ, this);
    } catch (IOException e) {
      made.close();
      throw e;
    }
    channel = made;
    return made;
  }

  @Override
  public void close() {
    DatagramChannel old = channel;
    channel = null;
    if (old != null) {
      try {
        old.close();
      } catch (IOException nothingIsLost) {
        // its descriptor is gone either way
      }
    }
  }
}
