package dev.bcs.heartbeat;

import dev.bcs.heartbeat.Detector.Sign;
import dev.bcs.heartbeat.Detector.Verdict;
import dev.bcs.link.LinkSettings;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends and hears beats on one thread, and publishes what the detector makes of them.
 *
 * <p>{@link #start()} takes the ports, or says which is taken. {@link #goodbye()} before
 * {@link #close()} tells the peer that the silence to come is meant.
 */
public final class Heart implements Watch, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heart.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int AT_ONCE = 64;
  private static final int GOODBYES = 3;
  private static final long LOOK_AT_LINKS = Duration.ofSeconds(1).toNanos();
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final long CLOSE_LIMIT_MILLIS = 2000;

  private final HeartbeatSettings settings;
  private final LinkSettings link;
  private final Supplier<Mine> mine;
  private final Clocks clocks;
  private final BeatCodec codec;
  private final Proof proof = new Proof(nonce());
  private final List<Way> ways = new ArrayList<>();
  private final List<DatagramChannel> ears = new ArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong heard = new AtomicLong();
  private final ByteBuffer buffer = ByteBuffer.allocate(BeatCodec.LARGEST + 1);
  private final long[] answeredAt;
  private final Detector detector;
  private volatile Facts facts;
  private volatile boolean leaving;
  private volatile boolean stopping;
  private boolean saidGoodbye;
  private boolean speechless;
  private boolean broke;
  private long sequence;
  private long lookedAt;
  private @Nullable Mine last;
  private volatile @Nullable Selector selector;
  private @Nullable Thread thread;

  /** Listens and beats as told; {@code mine} is asked at each beat and must not block. */
  public Heart(
      HeartbeatSettings settings, LinkSettings link, Kin kin, Supplier<Mine> mine, Clocks clocks) {
    this.settings = settings;
    this.link = link;
    this.mine = mine;
    this.clocks = clocks;
    codec = new BeatCodec(kin);
    int port = port();
    for (String address : link.peers()) {
      InetSocketAddress peer = Addresses.read(address);
      PathMeter meter = new PathMeter(settings.interval());
      ways.add(new Way(ways.size(), address, peer, port, meter));
    }
    answeredAt = new long[ways.size()];
    long now = clocks.ticks();
    Arrays.fill(answeredAt, now - settings.interval().toNanos());
    detector = new Detector(settings, ways.size(), now, clocks.sinceBoot());
    facts = Facts.before(now, paths(now));
  }

  /** Takes the ports and begins to beat; idempotent. */
  public synchronized void start() throws IOException {
    if (thread != null) {
      return;
    }
    Selector opened = listen();
    thread = Threads.start("heartbeat", "beats", () -> run(opened));
  }

  @Override
  public PeerView view() {
    Facts now = facts;
    long ticks = clocks.ticks();
    PeerState state = now.state();
    PeerReason reason = now.reason();
    // If our own thread has not judged for so long, its verdict is not fit to accuse anybody, nor
    // to vouch for him.
    long age = ticks - now.at();
    if (age >= settings.suspectAfter().toNanos() && now.reason() != PeerReason.NEVER_HEARD) {
      boolean stale = age >= settings.downAfter().toNanos();
      boolean vouches = state == PeerState.UP;
      state = vouches || (state == PeerState.DOWN && stale) ? PeerState.SUSPECT : state;
      reason = PeerReason.OBSERVER_LATE;
    }
    return new PeerView(
        state,
        reason,
        now.role(),
        now.epoch(),
        Duration.ofNanos(Math.max(0, ticks - now.heardAt())),
        now.lastHeard(),
        now.heardAt(),
        now.payload().clone(),
        now.paths());
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public long heard() {
    return heard.get();
  }

  /** From now on each beat says goodbye, and some go out at once. */
  public void goodbye() {
    leaving = true;
    Selector open = selector;
    if (open != null) {
      open.wakeup();
    }
  }

  @Override
  public synchronized void close() {
    Thread running = thread;
    Selector open = selector;
    if (running == null || open == null) {
      return;
    }
    stopping = true;
    open.wakeup();
    try {
      running.join(CLOSE_LIMIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread = null;
  }

  /** Whatever fails, the beats begin anew: a unit that does not beat is taken for dead. */
  private void run(Selector first) {
    Selector open = first;
    while (open != null) {
      try {
        beatAndHear(open);
      } catch (IOException | RuntimeException e) {
        if (!broke) {
          LOG.error("the beats broke off and begin anew; it is said once", e);
        }
        broke = true;
      } finally {
        ways.forEach(Way::close);
        ears.forEach(Heart::quietly);
        ears.clear();
        quietly(open);
      }
      open = stopping ? null : again();
    }
  }

  private @Nullable Selector again() {
    while (!stopping) {
      try {
        Pause.real().rest(AGAIN);
        return listen();
      } catch (IOException e) {
        LOG.debug("no beats yet: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return null;
  }

  private Selector listen() throws IOException {
    Selector opened = Selector.open();
    try {
      for (String listen : link.listen()) {
        ears.add(listen(listen, opened));
      }
    } catch (IOException e) {
      ears.forEach(Heart::quietly);
      ears.clear();
      opened.close();
      throw e;
    }
    selector = opened;
    return opened;
  }

  private void beatAndHear(Selector open) throws IOException {
    long interval = settings.interval().toNanos();
    long nextBeat = clocks.ticks();
    long appointment = nextBeat;
    while (!stopping) {
      long wait = Math.min(nextBeat, appointment) - clocks.ticks();
      if (wait > 0 && !(leaving && !saidGoodbye)) {
        open.select(wait / 1_000_000 + 1);
      } else {
        open.selectNow();
      }
      hear(open);
      long now = clocks.ticks();
      if (leaving && !saidGoodbye) {
        saidGoodbye = true;
        for (int i = 0; i < GOODBYES; i++) {
          beat(now, open);
        }
      } else if (now >= nextBeat) {
        beat(now, open);
        nextBeat = now + interval;
      }
      appointment = judge();
    }
    for (int i = 0; i < GOODBYES && leaving && !saidGoodbye; i++) {
      beat(clocks.ticks(), open);
    }
  }

  private void beat(long now, Selector open) {
    Mine self = self();
    if (self == null) {
      return;
    }
    boolean look = now - lookedAt >= LOOK_AT_LINKS;
    lookedAt = look ? now : lookedAt;
    for (Way way : ways) {
      note(way, send(way, self, proof.peers(), now, open), now);
      PathMeter meter = way.meter();
      boolean silent =
          !meter.everHeard() || now - meter.heardAt() > settings.suspectAfter().toNanos();
      if (look && silent && !way.linkUp()) {
        detector.sign(way.number(), Sign.LINK_DOWN, now);
        way.close();
      }
    }
  }

  private Sign send(Way way, Mine self, long echo, long now, Selector open) {
    PathMeter meter = way.meter();
    long number = ++sequence;
    return way.send(
        codec.encode(new Beat(
            proof.mine(),
            echo,
            number,
            meter.sent(number, now),
            meter.newestHeard(echo),
            meter.heldMicros(now),
            meter.lossHere(now),
            self.role(),
            self.epoch(),
            self.servicesFailed(),
            leaving,
            self.payload())),
        open);
  }

  private void note(Way way, Sign sign, long now) {
    if (sign != Sign.NONE) {
      detector.sign(way.number(), sign, now);
    }
  }

  /** What to say of ourselves; if we cannot tell just now, what we said before. */
  private @Nullable Mine self() {
    try {
      last = mine.get();
      speechless = false;
    } catch (RuntimeException e) {
      if (!speechless) {
        LOG.error("this unit's state could not be told; beats repeat the last one", e);
      }
      speechless = true;
    }
    return last;
  }

  private void hear(Selector open) throws IOException {
    for (SelectionKey key : open.selectedKeys()) {
      if (key.attachment() instanceof Way way) {
        hear(way, open);
      } else if (key.channel() instanceof DatagramChannel ear) {
        hear(ear, open);
      }
    }
    open.selectedKeys().clear();
  }

  private void hear(Way way, Selector open) {
    for (int i = 0; i < AT_ONCE; i++) {
      buffer.clear();
      try {
        if (!way.read(buffer)) {
          return;
        }
        take(way, open);
      } catch (PortUnreachableException nobodyListens) {
        detector.sign(way.number(), Sign.PORT_UNREACHABLE, clocks.ticks());
      } catch (IOException e) {
        way.close();
        return;
      }
    }
  }

  private void hear(DatagramChannel ear, Selector open) throws IOException {
    for (int i = 0; i < AT_ONCE; i++) {
      buffer.clear();
      if (!(ear.receive(buffer) instanceof InetSocketAddress from)) {
        return;
      }
      take(ways.stream().filter(way -> way.leadsTo(from)).findFirst().orElse(null), open);
    }
  }

  private void take(@Nullable Way way, Selector open) {
    buffer.flip();
    Beat beat = codec.decode(buffer).orElse(null);
    if (beat == null) {
      return;
    }
    switch (proof.weigh(beat)) {
      case COUNTS -> count(way, beat);
      case ANSWER_IT -> answer(way, beat, open);
      case NOTHING -> {}
    }
  }

  private void count(@Nullable Way way, Beat beat) {
    long now = clocks.ticks();
    heard.incrementAndGet();
    detector.heard(way == null ? -1 : way.number(), beat, now);
    if (way != null) {
      way.meter().heard(beat, now);
    }
    Facts before = facts;
    facts = before.heard(beat, now, clocks.now());
    if (beat.heard() > sequence) {
      // The peer heard more of this process than it sent: this machine was set back to a snapshot.
      LOG.warn("this machine was set back in time; beats begin anew");
      proof.renew(nonce());
    }
    if (!facts.tellsTheSameAs(before)) {
      tell();
    }
  }

  private void answer(@Nullable Way way, Beat beat, Selector open) {
    long now = clocks.ticks();
    Mine self = last;
    // One answer an interval is enough for a peer, and little for one who plays old beats to us.
    if (way == null
        || self == null
        || now - answeredAt[way.number()] < settings.interval().toNanos() / 2) {
      return;
    }
    answeredAt[way.number()] = now;
    note(way, send(way, self, beat.nonce(), now, open), now);
  }

  private long judge() {
    long now = clocks.ticks();
    Facts before = facts;
    Verdict verdict = detector.tick(now, clocks.sinceBoot());
    facts = before.judged(verdict, now, paths(now));
    if (!facts.tellsTheSameAs(before)) {
      LOG.info("the peer is {}: {}", verdict.state().word(), verdict.reason().sentence());
      tell();
    }
    return verdict.appointment();
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("a listener to the heartbeat failed", e);
      }
    }
  }

  private List<PeerView.Path> paths(long now) {
    List<PeerView.Path> seen = new ArrayList<>();
    for (Way way : ways) {
      PathMeter meter = way.meter();
      Duration silent = Duration.ofNanos(meter.everHeard() ? now - meter.heardAt() : 0);
      boolean up = meter.everHeard() && silent.compareTo(settings.downAfter()) < 0;
      seen.add(new PeerView.Path(way.name(), up, silent, meter.roundTrip(), meter.loss(now)));
    }
    return seen;
  }

  private int port() {
    if (link.listen().isEmpty()) {
      throw new IllegalArgumentException("no address to listen at\nhint: listen = [\":7400\"]");
    }
    return Addresses.read(link.listen().get(0)).getPort();
  }

  /**
   * Takes each port of the beats for a moment, for whoever must know before anything is begun.
   *
   * @throws IOException with a sentence if one cannot be had
   */
  public static void mustBeFree(LinkSettings link) throws IOException {
    for (String text : link.listen()) {
      mustBeFree(text, Addresses.read(text));
    }
  }

  private static void mustBeFree(String text, InetSocketAddress here) throws IOException {
    try (DatagramChannel probe = channel(here)) {
      probe.bind(here);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen for beats at UDP " + text + ": " + e.getMessage()
              + "\nhint: see who has it with: ss -lunp; or change [link] listen, on both units",
          e);
    }
  }

  private static DatagramChannel listen(String text, Selector open) throws IOException {
    InetSocketAddress here = Addresses.read(text);
    // The sockets of the paths share this port, which hides a stranger on it: so ask first.
    mustBeFree(text, here);
    DatagramChannel ear = channel(here);
    ear.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    ear.bind(here);
    ear.configureBlocking(false);
    ear.register(open, SelectionKey.OP_READ);
    return ear;
  }

  private static DatagramChannel channel(InetSocketAddress here) throws IOException {
    return here.getAddress().isAnyLocalAddress()
        ? DatagramChannel.open()
        : DatagramChannel.open(
            here.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
  }

  private static void quietly(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception nothingIsLost) {
      LOG.debug("while closing: {}", nothingIsLost.getMessage());
    }
  }

  private static long nonce() {
    long made = RANDOM.nextLong();
    return made == 0 ? 1 : made;
  }
}
