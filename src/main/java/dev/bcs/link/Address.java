package dev.bcs.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Reads the addresses of settings; never asks a name server, which may be down with the peer. */
public final class Address {
  private static final Pattern PLAIN_V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern PLAIN_V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\\w+)?");

  private Address() {}

  /**
   * Reads {@code 10.0.0.2}, {@code 10.0.0.2:7400}, {@code [fe80::1]:7400}, {@code fe80::1},
   * {@code localhost} or, for all addresses of this host, {@code :7400}.
   *
   * @throws IllegalArgumentException with a sentence and a hint
   */
  public static InetSocketAddress parse(String text, int defaultPort) {
    String host = text.strip();
    int port = defaultPort;
    int colon = host.lastIndexOf(':');
    boolean bracketed = host.startsWith("[");
    if (bracketed ? colon > host.indexOf(']') : colon >= 0 && host.indexOf(':') == colon) {
      port = port(text, host.substring(colon + 1));
      host = host.substring(0, colon);
    }
    if (bracketed && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return host.isEmpty()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(literal(text, host), port);
  }

  /** As people write it: {@code 10.0.0.2:7400}, {@code [fe80::1]:7400}. */
  public static String show(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private static int port(String text, String digits) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 0xffff) {
        return port;
      }
    } catch (NumberFormatException notDigits) {
      // Refused below, like a number that is no port.
    }
    throw new IllegalArgumentException(
        "\"" + digits + "\" in \"" + text + "\" is not a port\nhint: a number from 1 to 65535");
  }

  private static InetAddress literal(String text, String host) {
    if (host.equals("localhost")) {
      return InetAddress.getLoopbackAddress();
    }
    if (PLAIN_V4.matcher(host).matches() || PLAIN_V6.matcher(host).matches()) {
      try {
        return InetAddress.getByName(host);
      } catch (UnknownHostException notAnAddress) {
        // Refused below.
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is not an address\nhint: an address such"
        + " as 10.0.0.2 or [fd00::2]:7400; names are refused, since the name server may be down"
        + " with the peer");
  }
}
