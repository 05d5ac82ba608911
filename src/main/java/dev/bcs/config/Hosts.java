package dev.bcs.config;

import dev.bcs.link.Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads addresses, and looks for two listeners on one port; never asks a name server. */
final class Hosts {
  private static final Pattern DOTTED = Pattern.compile("\\d+(\\.\\d+){3}");
  private static final Pattern OCTETS =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

  /** Where something listens by TCP. */
  record Listener(String what, InetSocketAddress at, int line) {}

  private final Findings findings;
  private final List<Listener> listeners = new ArrayList<>();

  Hosts(Findings findings) {
    this.findings = findings;
  }

  /** An address with or without a port; a port of 0 by default means that one must be given. */
  Optional<InetSocketAddress> read(String label, int line, String text, int usualPort) {
    try {
      refuseWrongOctets(text);
      boolean portless = usualPort == 0 && text.indexOf(':') < 0;
      InetSocketAddress at = portless ? new InetSocketAddress(0) : Address.parse(text, usualPort);
      if (at.getPort() > 0) {
        return Optional.of(at);
      }
      findings.error(
          line,
          label + " = \"" + text + "\" has no port that can be used",
          "write address:port, such as 127.0.0.1:7480, with a port from 1 to 65535");
    } catch (IllegalArgumentException wrong) {
      findings.error(line, label + ": " + wrong.getMessage());
    }
    return Optional.empty();
  }

  /** What looks like an address but is none would be asked of a name server. */
  private static void refuseWrongOctets(String text) {
    String host = text.strip().replaceFirst(":[^:]*$", "");
    if (DOTTED.matcher(host).matches() && !OCTETS.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an address\nhint: four numbers from 0 to 255, as in 10.0.0.2");
    }
  }

  /** As read, and remembered; an earlier listener on the same port is told. */
  Optional<InetSocketAddress> listen(String label, int line, String text, int usualPort) {
    Optional<InetSocketAddress> read = read(label, line, text, usualPort);
    read.ifPresent(at -> {
      for (Listener other : listeners) {
        if (clash(other.at(), at)) {
          findings.error(
              line,
              label + " = \"" + text + "\" is the port of " + other.what()
                  + (other.line() > 0 ? " on line " + other.line() : " by default"),
              "give each its own port");
        }
      }
      listeners.add(new Listener(label, at, line));
    });
    return read;
  }

  private static boolean clash(InetSocketAddress a, InetSocketAddress b) {
    return a.getPort() == b.getPort()
        && (a.getAddress().equals(b.getAddress())
            || a.getAddress().isAnyLocalAddress()
            || b.getAddress().isAnyLocalAddress());
  }
}
