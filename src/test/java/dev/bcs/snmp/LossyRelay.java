package dev.bcs.snmp;

import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Passes datagrams between one client and an agent, and loses an answer when told to. */
public final class LossyRelay implements AutoCloseable {
  private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final DatagramSocket back = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final int agentPort;
  private final AtomicInteger lost = new AtomicInteger();
  private volatile BooleanSupplier lossy = () -> false;
  private volatile SocketAddress client = front.getLocalSocketAddress();

  public LossyRelay(int agentPort) throws IOException {
    this.agentPort = agentPort;
    Threads.start("snmp", "relay-out", () -> pump(front, true));
    Threads.start("snmp", "relay-back", () -> pump(back, false));
  }

  public int port() {
    return front.getLocalPort();
  }

  /** The first answer after this became true does not arrive. */
  public void loseAnAnswerOnce(BooleanSupplier from) {
    lossy = from;
  }

  public int lost() {
    return lost.get();
  }

  private void pump(DatagramSocket from, boolean outward) {
    byte[] buffer = new byte[65_536];
    try {
      while (!from.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        from.receive(packet);
        if (outward) {
          client = packet.getSocketAddress();
          back.send(new DatagramPacket(
              buffer, packet.getLength(), InetAddress.getLoopbackAddress(), agentPort));
        } else if (lost.get() == 0 && lossy.getAsBoolean()) {
          lost.incrementAndGet();
        } else {
          front.send(new DatagramPacket(buffer, packet.getLength(), client));
        }
      }
    } catch (IOException closed) {
      from.close();
    }
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
