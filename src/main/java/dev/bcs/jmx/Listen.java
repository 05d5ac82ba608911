package dev.bcs.jmx;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A configured address and port: {@code host:port}, {@code [v6]:port}, or {@code :port}. */
record Listen(String host, int port) {
  static Listen of(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = colon < 0 ? "" : text.substring(0, colon);
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon >= 0 && port > 0 && port < 65536) {
        return new Listen(host, port);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(sentence(text), e);
    }
    throw new IllegalArgumentException(sentence(text));
  }

  private static String sentence(String text) {
    return "[jmx] listen = \"" + text + "\" is not an address and port"
        + "\nhint: listen = \"127.0.0.1:7490\"";
  }

  /** Null for all addresses. */
  @Nullable
  InetAddress address() throws IOException {
    return host.isEmpty() ? null : InetAddress.getByName(host);
  }

  boolean isLoopback() throws IOException {
    InetAddress address = address();
    return address != null && address.isLoopbackAddress();
  }
}
