package dev.bcs.snmp;

import dev.bcs.status.Access;
import dev.bcs.status.Actor;
import dev.bcs.status.Archive;
import dev.bcs.status.Board;
import dev.bcs.status.History;
import dev.bcs.status.Operations;
import dev.bcs.status.Outbox;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.security.UsmUserEntry;

/**
 * The SNMP window of a unit: agent and notifications, under one engine.
 *
 * <p>An empty {@code listen} switches the agent off; targets are told all the same.
 */
public final class SnmpWindow implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnmpWindow.class);

  private final SnmpSettings settings;
  private final Ports ports;
  private final Clocks clocks;
  private final Mib mib = Mib.load();
  private final Attempts attempts = new Attempts();
  private final long startTicks;
  private @Nullable Running running;

  /** What the window reads, and through what it acts. */
  public record Ports(
      Board board,
      Operations operations,
      Access access,
      History history,
      Outbox outbox,
      Archive archive) {}

  /** All that has to be ended again. */
  private record Running(Wire wire, NotificationSender sender, AutoCloseable listening) {}

  public SnmpWindow(SnmpSettings settings, Ports ports, Clocks clocks) {
    this.settings = settings;
    this.ports = ports;
    this.clocks = clocks;
    this.startTicks = clocks.ticks();
  }

  /** Binds and begins to answer; a port in use ends in a sentence that names it. */
  public synchronized void start() throws IOException {
    if (running != null) {
      return;
    }
    Access.Engine engine = ports.access().engine();
    Wire wire = new Wire(engine.id(), engine.boots(), false);
    NotificationSender sender = new NotificationSender(ports.outbox(), engine.id(), engine.boots());
    try {
      List<InetSocketAddress> listen = new ArrayList<>();
      for (String text : settings.listen()) {
        listen.add(address(text));
      }
      for (InetSocketAddress address : listen) {
        wire.bind(address, "agent");
      }
      LastControl last = new LastControl();
      Tree tree =
          new Tree(mib, ports.history(), ports.archive(), sender, attempts, last, this::upTicks);
      OrderDesk desk = new OrderDesk(mib, ports.operations(), clocks, last, settings.promotion());
      Agent agent = new Agent(ports.board(), ports.operations(), clocks, tree, desk);
      reload(wire, agent);
      ports.access().onChange(() -> reload(wire, agent));
      attempts.recall(ports.history());
      AutoCloseable listening = ports.history().listen(attempts::heard);
      running = new Running(wire, sender, listening);
      wire.bind(source(listen), "traps");
      wire.dispatcher()
          .addAuthenticationFailureListener(new Denials(
              clocks,
              (why, from) -> ports
                  .operations()
                  .recordDenied("snmp", why, new Actor("", Actor.Door.SNMP, from))));
      wire.listen(agent);
      sender.start(
          settings.targets(),
          new NotificationSender.Tools(
              wire,
              listen.size(),
              new Composer(mib, tree),
              agent::moment,
              this::upTicks,
              ports.access(),
              ports.outbox(),
              clocks),
          ports.history());
    } catch (IOException | RuntimeException failed) {
      closeQuietly(wire, sender);
      throw failed;
    }
  }

  /** The port of the first listener, for settings that asked for any free one. */
  public synchronized int port() {
    Running now = running;
    return now == null || settings.listen().isEmpty() ? 0 : now.wire().port(0);
  }

  private void reload(Wire wire, Agent agent) {
    byte[] engine = wire.engineId();
    List<UsmUserEntry> users = new ArrayList<>();
    Map<String, Boolean> operators = new HashMap<>();
    for (Access.SnmpUser user : ports.access().snmpUsers()) {
      users.add(Wire.localized(engine, user.name(), user.authKey(), user.privKey()));
      operators.put(user.name(), user.operator());
    }
    wire.users(users);
    agent.users(operators);
  }

  private long upTicks() {
    return clocks.since(startTicks).toMillis() / 10;
  }

  /** Traps leave from the agent's own address where it has just one. */
  private static InetSocketAddress source(List<InetSocketAddress> listen) {
    return listen.size() == 1
        ? new InetSocketAddress(listen.get(0).getAddress(), 0)
        : new InetSocketAddress("0.0.0.0", 0);
  }

  /** {@code udp:ADDRESS:PORT}. */
  private static InetSocketAddress address(String text) throws IOException {
    String rest = text.startsWith("udp:") ? text.substring("udp:".length()) : text;
    int colon = rest.lastIndexOf(':');
    try {
      String host = rest.substring(0, colon).replaceAll("^\\[|\\]$", "");
      int port = Integer.parseInt(rest.substring(colon + 1));
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (RuntimeException malformed) {
      throw new IOException(
          "snmp cannot listen on \"" + text + "\"\nhint: write it as udp:10.0.0.1:161", malformed);
    }
  }

  /** Ends threads and sockets; what was not delivered stays in the outbox. */
  @Override
  public synchronized void close() {
    Running now = running;
    running = null;
    if (now == null) {
      return;
    }
    try {
      now.listening().close();
    } catch (Exception e) {
      LOG.warn("snmp cannot leave the event log: {}", e.getMessage());
    }
    closeQuietly(now.wire(), now.sender());
  }

  private static void closeQuietly(Wire wire, NotificationSender sender) {
    try (wire;
        sender) {
      LOG.debug("snmp ends");
    } catch (IOException e) {
      LOG.warn("snmp did not end cleanly: {}", e.getMessage());
    }
  }
}
