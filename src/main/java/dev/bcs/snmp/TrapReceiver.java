package dev.bcs.snmp;

import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.UsmUserEntry;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.OID;

/**
 * Receives traps and informs, v3 authPriv alone, as an NMS does.
 *
 * <p>A trap is believed if a user of the sender's engine signed it, an inform if a user of this
 * receiver's engine did. At most 10 000 wait to be read; more are dropped and counted.
 */
public final class TrapReceiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrapReceiver.class);
  private static final int WAITING = 10_000;

  private final InetSocketAddress address;
  private final Clocks clocks;
  private final Mib mib = Mib.load();
  private final Wire wire;
  private final BlockingQueue<Notification> received = new LinkedBlockingQueue<>(WAITING);
  private final AtomicInteger dropped = new AtomicInteger();
  private volatile boolean silent;

  /**
   * Who may send.
   *
   * @param engine of the sender for his traps; empty for informs, which this receiver's engine
   *     signs
   */
  public record Sender(String user, String password, byte[] engine) {}

  /** {@code engineId}: 5 to 32 octets that name this receiver alone. */
  public TrapReceiver(
      InetSocketAddress address, byte[] engineId, List<Sender> senders, Clocks clocks) {
    this.address = address;
    this.clocks = clocks;
    this.wire = new Wire(engineId, 1, true);
    List<UsmUserEntry> users = new ArrayList<>();
    for (Sender sender : senders) {
      byte[] engine = sender.engine().length == 0 ? engineId : sender.engine();
      users.add(Wire.ofPassword(engine, sender.user(), sender.password()));
    }
    wire.users(users);
  }

  public void start() throws IOException {
    wire.bind(address, "receiver");
    wire.listen(new Responder());
  }

  public int port() {
    return wire.port(0);
  }

  /** The oldest notification that was not read yet, if one comes in time. */
  public Optional<Notification> next(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(received.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The next one of this name; others before it are read and left. */
  public Optional<Notification> next(String name, Duration atMost) throws InterruptedException {
    long from = clocks.ticks();
    Duration left = atMost;
    while (!left.isNegative()) {
      Optional<Notification> next = next(left);
      if (next.isPresent() && next.get().name().equals(name)) {
        return next;
      }
      left = atMost.minus(clocks.since(from));
    }
    return Optional.empty();
  }

  /** Not kept because nobody read. */
  public int dropped() {
    return dropped.get();
  }

  /** Neither reads nor acknowledges, as a receiver that is cut off. */
  void silent(boolean on) {
    silent = on;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  /** Takes what the wire has proved. */
  private final class Responder implements CommandResponder {
    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
      PDU pdu = event.getPDU();
      if (silent || pdu == null || event.getSecurityLevel() != SecurityLevel.AUTH_PRIV) {
        return;
      }
      boolean inform = pdu.getType() == PDU.INFORM;
      if (!inform && pdu.getType() != PDU.NOTIFICATION) {
        return;
      }
      event.setProcessed(true);
      if (!received.offer(decode(event, pdu, inform))) {
        dropped.incrementAndGet();
        return;
      }
      if (inform) {
        acknowledge(event, pdu);
      }
    }
  }

  private Notification decode(CommandResponderEvent<?> event, PDU pdu, boolean inform) {
    OID kind = pdu.getVariable(SnmpConstants.snmpTrapOID) instanceof OID oid ? oid : new OID("0.0");
    Map<String, String> varbinds = Shown.all(mib, pdu.getVariableBindings());
    return new Notification(
        clocks.ticks(),
        inform,
        Agent.from(event.getPeerAddress()),
        new String(event.getSecurityName(), StandardCharsets.UTF_8),
        mib.nameOf(kind),
        kind.toDottedString(),
        pdu.getBERLength(),
        varbinds);
  }

  private static <A extends Address> void acknowledge(CommandResponderEvent<A> event, PDU pdu) {
    PDU answer = (PDU) pdu.clone();
    answer.setType(PDU.RESPONSE);
    answer.setErrorStatus(PDU.noError);
    answer.setErrorIndex(0);
    try {
      event
          .getMessageDispatcher()
          .returnResponsePdu(
              event.getMessageProcessingModel(),
              event.getSecurityModel(),
              event.getSecurityName(),
              event.getSecurityLevel(),
              answer,
              event.getMaxSizeResponsePDU(),
              event.getStateReference(),
              new StatusInformation());
    } catch (MessageException unreachable) {
      LOG.debug("an inform could not be acknowledged", unreachable);
    }
  }
}
