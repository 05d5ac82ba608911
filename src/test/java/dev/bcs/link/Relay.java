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

/** A path between two units that a test can freeze or cut. */
final class Relay implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final int target;
  private volatile boolean frozen;

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
