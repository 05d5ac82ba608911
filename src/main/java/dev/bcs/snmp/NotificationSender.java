package dev.bcs.snmp;

import dev.bcs.status.Access;
import dev.bcs.status.Event;
import dev.bcs.status.History;
import dev.bcs.status.Outbox;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings notifications to every target, each on a thread of its own.
 *
 * <p>What is to be told lies in the outbox, one cursor a target, so that it survives a restart: a
 * crash between sending and the cursor tells it twice, never not at all. Traps are signed by this
 * unit's engine; for an inform the receiver's engine is found first.
 */
final class NotificationSender implements Tally, AutoCloseable {
  private final Outbox outbox;
  private final AtomicLong sent = new AtomicLong();
  private final List<TargetRunner> runners = new ArrayList<>();
  private final Wire informs;
  private @Nullable AutoCloseable listening;

  /**
   * What a runner needs.
   *
   * @param trapSocket index of the socket of {@code agent} from which traps go out
   */
  record Tools(
      Wire agent,
      int trapSocket,
      Composer composer,
      Supplier<Moment> moments,
      Supplier<Long> upTicks,
      Access access,
      Outbox outbox,
      Clocks clocks) {}

  NotificationSender(Outbox outbox, byte[] engineId, int boots) {
    this.outbox = outbox;
    this.informs = new Wire(engineId, boots, true);
  }

  /** Begins to send to these targets. */
  void start(List<SnmpSettings.Target> targets, Tools tools, History history) throws IOException {
    if (targets.isEmpty()) {
      return;
    }
    if (targets.stream().anyMatch(t -> t.type().equals("inform"))) {
      informs.bind(new InetSocketAddress("0.0.0.0", 0), "informs");
      informs.listen();
    }
    for (SnmpSettings.Target target : targets) {
      runners.add(new TargetRunner(target, tools, informs, sent::incrementAndGet));
    }
    listening = history.listen(this::recorded);
    runners.forEach(TargetRunner::start);
  }

  private void recorded(Event event) {
    runners.forEach(TargetRunner::wake);
  }

  @Override
  public long sent() {
    return sent.get();
  }

  @Override
  public long suppressed() {
    return outbox.suppressed();
  }

  @Override
  public long dropped() {
    return outbox.dropped();
  }

  @Override
  public long pending() {
    return runners.stream().mapToLong(TargetRunner::pending).sum();
  }

  @Override
  public void close() throws IOException {
    AutoCloseable known = listening;
    if (known != null) {
      try {
        known.close();
      } catch (Exception e) {
        throw new IOException("the event log cannot be left", e);
      }
    }
    runners.forEach(TargetRunner::stop);
    informs.close();
    runners.forEach(TargetRunner::join);
  }
}
