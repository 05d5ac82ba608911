package dev.bcs.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ports of loopback for tests that must know a number before somebody opens it.
 *
 * <p>Each test JVM has a block of its own, as long as it lives, below those from which systems take
 * ports for outgoing connections; so nobody takes one between its choice and its use. A number is
 * given out once, until the block is used up.
 */
public final class FreePorts {
  private static final int FIRST = 6000;
  private static final int BLOCK = 500;
  private static final int BLOCKS = 20;

  /** Held for the life of the JVM. */
  private static final FileLock HELD;

  private static final int BASE;
  private static int next;

  static {
    FileLock held = null;
    int number = 0;
    for (; number < BLOCKS && held == null; number++) {
      held = lock(number);
    }
    if (held == null) {
      throw new IllegalStateException(BLOCKS + " test runs have all ports");
    }
    HELD = held;
    BASE = FIRST + BLOCK * (number - 1);
  }

  private FreePorts() {}

  private static FileLock lock(int number) {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "bcs-test-ports-" + number + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
      }
      return lock;
    } catch (IOException e) {
      throw new UncheckedIOException("the ports cannot be shared out: " + file, e);
    }
  }

  /** A port that is free for TCP and UDP. */
  public static int one() {
    return several(1);
  }

  /** The first of so many ports in a row that are free for TCP and UDP. */
  public static synchronized int several(int count) {
    for (int tries = 0; tries < BLOCK; tries++) {
      if (!HELD.isValid() || next + count > BLOCK) {
        next = 0;
      }
      int first = BASE + next;
      int free = 0;
      while (free < count && isFree(first + free)) {
        free++;
      }
      next += free == count ? count : free + 1;
      if (free == count) {
        return first;
      }
    }
    throw new IllegalStateException("no " + count + " ports are free from " + BASE + " on");
  }

  private static boolean isFree(int port) {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocket tcp = new ServerSocket();
        DatagramSocket udp = new DatagramSocket(here)) {
      tcp.setReuseAddress(false);
      tcp.bind(here);
      return udp.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
