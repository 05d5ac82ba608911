package dev.bcs.snmp;

import dev.bcs.status.Access;
import dev.bcs.status.Event;
import dev.bcs.status.Picture;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;
import org.snmp4j.UserTarget;
import org.snmp4j.event.ResponseEvent;
import org.snmp4j.smi.UdpAddress;

/**
 * Tells one target of events, in order, at most five a second after a burst of twenty.
 *
 * <p>A trap that could not be handed to the network, and an inform that was not acknowledged, is
 * tried again after 1, 2, 4, ... 60 s; nothing overtakes it.
 */
final class TargetRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TargetRunner.class);
  private static final int BURST = 20;
  private static final int PER_SECOND = 5;
  private static final int READ = 150;
  private static final int COUNTED = 10_000;
  private static final long ANSWER_MILLIS = 1_500;
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
  private static final Duration SETTLING = Duration.ofMillis(20);
  private static final int SETTLED_AFTER = 15;

  private final SnmpSettings.Target target;
  private final NotificationSender.Tools tools;
  private final Wire informs;
  private final Runnable onSent;
  private final boolean inform;
  private final String channel;
  private final Pacer pacer;
  private final BlockingQueue<Boolean> wakes = new ArrayBlockingQueue<>(1);
  private volatile boolean closed;
  private volatile long pending;
  private @Nullable Thread thread;
  private Duration backoff = Duration.ZERO;
  private boolean failing;
  private byte[] receiver = new byte[0];

  TargetRunner(
      SnmpSettings.Target target, NotificationSender.Tools tools, Wire informs, Runnable onSent) {
    this.target = target;
    this.tools = tools;
    this.informs = informs;
    this.onSent = onSent;
    this.inform = target.type().equals("inform");
    this.channel = "snmp:" + target.address();
    this.pacer = new Pacer(BURST, PER_SECOND, tools.clocks().ticks());
  }

  void start() {
    thread = Threads.start("snmp", "notify", this::run);
  }

  void wake() {
    wakes.offer(Boolean.TRUE);
  }

  void stop() {
    closed = true;
    wake();
  }

  void join() {
    Thread running = thread;
    if (running != null) {
      try {
        running.join(4_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Informs that wait for an acknowledgement. */
  long pending() {
    return inform ? pending : 0;
  }

  private void run() {
    try {
      while (!closed) {
        rest(round());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A new event ends the rest, unless the target fails: that must not be hurried. */
  private void rest(Duration length) throws InterruptedException {
    long from = tools.clocks().ticks();
    Duration left = length;
    while (!closed && left.compareTo(Duration.ZERO) > 0) {
      Boolean woken = wakes.poll(left.toMillis() + 1, TimeUnit.MILLISECONDS);
      if (woken != null && backoff.isZero()) {
        return;
      }
      left = length.minus(tools.clocks().since(from));
    }
  }

  /** Sends what may be sent now; answers how long to wait before the next look. */
  private Duration round() throws InterruptedException {
    try {
      List<Event> waiting = tools.outbox().pending(channel, READ);
      int left = waiting.size();
      for (Event event : waiting) {
        if (closed) {
          return Duration.ZERO;
        }
        long ticks = tools.clocks().ticks();
        boolean free = pacer.untilNext(ticks).isZero();
        switch (Turn.of(event, inform, free, left)) {
          case WAIT -> {
            return pacer.untilNext(ticks);
          }
          case SUPPRESS -> tools.outbox().countSuppressed(1);
          case SEND -> {
            pacer.take(ticks);
            tell(event);
          }
          case SKIP -> {}
        }
        tools.outbox().delivered(channel, event.seq());
        left--;
      }
      pending = 0;
      healed();
      return waiting.size() == READ ? Duration.ZERO : IDLE;
    } catch (IOException | RuntimeException failed) {
      return failed(failed);
    }
  }

  private void healed() {
    backoff = Duration.ZERO;
    if (failing) {
      failing = false;
      LOG.info("snmp target {} is told of events again", target.address());
    }
  }

  private Duration failed(Exception failed) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "snmp target {} cannot be told of events, which are kept: {}",
          target.address(),
          failed.getMessage());
    }
    if (inform) {
      pending = tools.outbox().pending(channel, COUNTED).stream()
          .filter(e -> Turn.of(e, true, true, 1) == Turn.SEND)
          .count();
    }
    Duration doubled = backoff.isZero() ? Duration.ofSeconds(1) : backoff.multipliedBy(2);
    backoff = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
    return backoff;
  }

  private void tell(Event event) throws IOException, InterruptedException {
    Moment moment = settled(event);
    PDU pdu = Wire.pdu(
        inform ? PDU.INFORM : PDU.NOTIFICATION,
        tools.composer().compose(event, moment, tools.upTicks().get()));
    UdpAddress address = address(target.address());
    if (inform) {
      pending = Math.max(1, pending);
      inform(pdu, address);
    } else {
      trap(pdu, address);
    }
    healed();
    onSent.run();
  }

  /** The picture follows its event closely; what is told beside the event must know of it. */
  private Moment settled(Event event) throws InterruptedException {
    Moment moment = tools.moments().get();
    if (!tools.composer().carriesState(event)) {
      return moment;
    }
    for (int i = 0; i < SETTLED_AFTER && !knows(moment.picture(), event) && !closed; i++) {
      wakes.poll(SETTLING.toMillis(), TimeUnit.MILLISECONDS);
      moment = tools.moments().get();
    }
    return moment;
  }

  private static boolean knows(Picture picture, Event event) {
    int code = event.notification() - (event.notification() + 1) % 2;
    return picture.alarms().stream()
        .filter(a -> a.code() == code)
        .allMatch(a -> a.seq() >= event.seq());
  }

  private void trap(PDU pdu, UdpAddress address) throws IOException {
    boolean known =
        tools.access().snmpUsers().stream().anyMatch(u -> u.name().equals(target.user()));
    if (!known) {
      throw new IOException(noUser());
    }
    tools
        .agent()
        .send(
            pdu,
            Wire.target(address, target.user(), tools.agent().engineId(), ANSWER_MILLIS, 0),
            tools.trapSocket());
  }

  private void inform(PDU pdu, UdpAddress address) throws IOException {
    if (receiver.length == 0) {
      receiver = informs.discover(address, ANSWER_MILLIS);
      if (receiver.length == 0) {
        throw new IOException("no engine answers at " + address);
      }
    }
    Optional<Access.SnmpUser> user = tools.access().snmpUserAt(target.user(), receiver);
    if (user.isEmpty()) {
      throw new IOException(noUser());
    }
    informs
        .usm()
        .getUserTable()
        .addUser(Wire.localized(
            receiver, target.user(), user.get().authKey(), user.get().privKey()));
    UserTarget<UdpAddress> to = Wire.target(address, target.user(), receiver, ANSWER_MILLIS, 1);
    ResponseEvent<UdpAddress> answer = informs.send(pdu, to, 0);
    PDU response = answer == null ? null : answer.getResponse();
    if (response == null) {
      receiver = new byte[0];
      throw new IOException("an inform was not acknowledged");
    }
    if (response.getType() != PDU.RESPONSE || response.getErrorStatus() != PDU.noError) {
      receiver = new byte[0];
      throw new IOException("an inform was turned away: " + response.getVariableBindings()
          + "\nhint: the receiver must know the user " + target.user()
          + " with the same password, SHA-256 and AES");
    }
  }

  private String noUser() {
    return "this unit has no SNMP keys for the user " + target.user() + "\nhint: bcs user add "
        + target.user() + " --role viewer, or bcs user passwd";
  }

  /** host:port, [v6]:port, or a host alone, then port 162. */
  static UdpAddress address(String text) throws IOException {
    String host = text;
    int port = 162;
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[");
    boolean hasPort =
        colon > 0 && (bracketed ? text.charAt(colon - 1) == ']' : text.indexOf(':') == colon);
    if (hasPort) {
      host = text.substring(0, colon);
      try {
        port = Integer.parseInt(text.substring(colon + 1));
      } catch (NumberFormatException notANumber) {
        throw new IOException("snmp target " + text + " has no port that is a number", notANumber);
      }
    }
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    return new UdpAddress(InetAddress.getByName(host), port);
  }
}
