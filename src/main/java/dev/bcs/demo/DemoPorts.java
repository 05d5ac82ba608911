package dev.bcs.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports of a demo, counted from a base.
 *
 * <p>Of each unit: +0 link and beats, +1 HTTP, +2 JMX, +3 SNMP, +4 the switchboard; the second unit
 * begins at +10; +20 is the demo's own trap receiver, +21 is left for yours.
 */
record DemoPorts(int base) {
  static final int LAST = 21;

  DemoPorts {
    if (base < 1024 || base + LAST > 65_535) {
      throw new IllegalArgumentException("the ports from " + base
          + " on cannot be used\nhint: --port-base 1024 to " + (65_535 - LAST));
    }
  }

  /** Ports of one unit. */
  record Of(int link, int http, int jmx, int snmp, int switchboard) {}

  Of first() {
    return from(base);
  }

  Of second() {
    return from(base + 10);
  }

  private static Of from(int port) {
    return new Of(port, port + 1, port + 2, port + 3, port + 4);
  }

  int traps() {
    return base + 20;
  }

  int yourTraps() {
    return base + 21;
  }

  /** Those that somebody else has now. */
  List<Integer> taken() {
    List<Integer> found = new ArrayList<>();
    for (Of unit : List.of(first(), second())) {
      for (int port : List.of(unit.link(), unit.http(), unit.jmx(), unit.switchboard())) {
        if (tcpTaken(port)) {
          found.add(port);
        }
      }
      for (int port : List.of(unit.link(), unit.snmp())) {
        if (udpTaken(port)) {
          found.add(port);
        }
      }
    }
    if (udpTaken(traps())) {
      found.add(traps());
    }
    return found.stream().distinct().toList();
  }

  private static boolean tcpTaken(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException taken) {
      return true;
    }
  }

  private static boolean udpTaken(int port) {
    try (DatagramSocket probe =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return probe.isClosed();
    } catch (SocketException taken) {
      return true;
    }
  }
}
