package dev.bcs.heartbeat;

import dev.bcs.link.LinkSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Reads host:port texts whose hosts are addresses; never asks a name service. */
final class Addresses {
  private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private Addresses() {}

  /** Reads {@code :port}, {@code host}, {@code host:port} or {@code [v6]:port}. */
  static InetSocketAddress read(String text) {
    int colon = text.lastIndexOf(':');
    boolean bareV6 = colon > text.indexOf(':') && !text.contains("]:");
    boolean hasPort = colon >= 0 && !bareV6;
    String host = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? port(text, text.substring(colon + 1)) : LinkSettings.PORT;
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    return new InetSocketAddress(literal(text, host), port);
  }

  private static int port(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // told below, as any other wrong port
    }
    throw new IllegalArgumentException(
        "'" + text + "' has no port between 1 and 65535\nhint: write host:port, as 10.0.0.2:7400");
  }

  private static InetAddress literal(String text, String host) {
    try {
      if (host.equals("localhost")) {
        return InetAddress.getLoopbackAddress();
      }
      if (DOTTED.matcher(host).matches() || host.indexOf(':') >= 0) {
        return InetAddress.getByName(host);
      }
    } catch (UnknownHostException notAnAddress) {
      // told below, as any other wrong host
    }
    throw new IllegalArgumentException("'" + text + "' is not an address"
        + "\nhint: paths are addresses, not names: a name service may be down with the peer");
  }
}
