package dev.bcs.link;

import dev.bcs.time.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A path between two units that a test can freeze or cut. */
final class Relay implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final int target;
  private final AtomicLong carried = new AtomicLong();
  private volatile boolean frozen;
  private volatile long cutAt = Long.MAX_VALUE;

  Relay(int target) throws IOException {
    this.target = target;
    Threads.start("test", "relay", this::accept);
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** From now on bytes are swallowed, and nobody is told. */
  void freeze() {
    frozen = true;
  }

  /** Bytes both ways so far. */
  long carried() {
    return carried.get();
  }

  /** Cuts all connections once so many more bytes went through, in the middle of whatever it is. */
  void cutAfter(long bytes) {
    cutAt = carried.get() + bytes;
  }

  /** Bytes go through again. */
  void thaw() {
    frozen = false;
  }

  void cut() {
    for (Socket each : open) {
      quietly(each);
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket from = socket.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(from);
        open.add(to);
        Threads.start("test", "relay", () -> copy(from, to));
        Threads.start("test", "relay", () -> copy(to, from));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void copy(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] some = new byte[8192];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        if (!frozen) {
          out.write(some, 0, n);
          if (carried.addAndGet(n) > cutAt) {
            cutAt = Long.MAX_VALUE;
            cut();
          }
        }
      }
    } catch (IOException gone) {
      // Both ends are closed below.
    } finally {
      quietly(from);
      quietly(to);
    }
  }

  private static void quietly(Socket each) {
    try {
      each.close();
    } catch (IOException alreadyGone) {
      // Closed is what was wanted.
    }
  }
}
