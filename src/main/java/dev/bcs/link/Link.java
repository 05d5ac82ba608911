package dev.bcs.link;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to the peer and from it, over the first path that works.
 *
 * <p>Both units listen and both dial. A unit's own calls go over the connection it dialled, or,
 * where only the peer can dial, over one that the peer did; either way both may ask. Register
 * handlers, then {@link #start()}, once; {@link #close()} ends all calls within a second.
 *
 * <p>A link for {@linkplain #reading reading} is dialled by a command beside its unit's daemon. The
 * peer answers it like the unit itself, but never asks over it: there is no daemon at its end.
 */
public final class Link implements Calls, Handlers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration NEAR_WAIT = Duration.ofSeconds(1);
  private static final Duration FAR_WAIT = Duration.ofSeconds(5);
  private static final int NEAR_TRIES = 60;
  private static final Duration HELLO = Duration.ofSeconds(5);
  private static final long TEND_MILLIS = 400;
  private static final Duration LATE = Duration.ofMillis(1500);
  /** More than one stands while an old one has not yet been given up. */
  private static final int MOST_ACCEPTED = 4;

  private static final int MOST_READERS = 4;

  private final LinkSettings settings;
  private final SSLContext mutual;
  private final PairInfo pair;
  private final byte purpose;
  private final Clocks clocks;
  private final Verbs verbs = new Verbs();
  private final Strangers strangers;
  private final Porch porch;
  private final ScheduledExecutorService watch = Threads.timer("link", "watch");
  private final Semaphore wake = new Semaphore(0);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final List<Connection> accepted = new CopyOnWriteArrayList<>();
  private final List<Connection> readers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Connection dialled;
  private volatile boolean closed;
  private volatile String trouble = "it was not tried yet";
  private volatile long tendedTicks;
  private volatile @Nullable Future<?> tending;
  private boolean standing;
  private boolean told;

  /**
   * Makes a link that does nothing yet.
   *
   * @param mutual shows this unit's certificate and believes only the peer's
   */
  public Link(LinkSettings settings, SSLContext mutual, PairInfo pair, Clocks clocks) {
    this(settings, mutual, pair, Hello.CALLS, clocks);
  }

  private Link(
      LinkSettings settings, SSLContext mutual, PairInfo pair, byte purpose, Clocks clocks) {
    this.settings = settings;
    this.mutual = mutual;
    this.pair = pair;
    this.purpose = purpose;
    this.clocks = clocks;
    this.strangers = new Strangers(clocks);
    this.porch = new Porch(mutual, clocks, strangers, this::welcome);
  }

  /**
   * Makes a link by which a command asks the peer, beside the daemon or without one.
   *
   * @param peers where the peer listens, as in {@link LinkSettings#peers}; nothing is listened on
   */
  public static Link reading(List<String> peers, SSLContext mutual, PairInfo pair, Clocks clocks) {
    return new Link(new LinkSettings(List.of(), peers), mutual, pair, Hello.READS, clocks);
  }

  @Override
  public void on(String verb, Handler handler) {
    verbs.on(verb, handler);
  }

  /** Hears of everybody who was turned away. */
  public void onRefused(Refused listener) {
    strangers.listen(listener);
  }

  /** Runs, on a thread of the link, after {@link #connected()} changed; must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Takes each port of the link for a moment, for whoever must know before anything is begun.
   *
   * @throws IOException with a sentence and a hint if one cannot be had
   */
  public static void mustBeFree(LinkSettings settings) throws IOException {
    Porch.mustBeFree(settings.listen());
  }

  /**
   * Listens and begins to dial.
   *
   * @throws IOException with a sentence and a hint if an address cannot be listened on
   * @throws IllegalArgumentException with a sentence and a hint if an address cannot be read
   */
  public void start() throws IOException {
    List<InetSocketAddress> peers = settings.peers().stream()
        .map(text -> Address.parse(text, LinkSettings.PORT))
        .toList();
    tendedTicks = clocks.ticks();
    porch.listen(settings.listen());
    tending =
        watch.scheduleWithFixedDelay(this::tend, TEND_MILLIS, TEND_MILLIS, TimeUnit.MILLISECONDS);
    if (peers.isEmpty()) {
      judge("no address of it is set, and it has not dialled");
    } else {
      Threads.start("link", "dial", () -> dial(peers));
    }
  }

  /** The ports listened on, in the order of the settings; they differ if one was 0. */
  public List<Integer> ports() {
    return porch.ports();
  }

  @Override
  public boolean connected() {
    return best().isPresent();
  }

  /** The peer's address on the path that carries calls now. */
  public Optional<String> path() {
    return best().map(Connection::remote);
  }

  /** Why the peer was not reached when last tried, or why it was lost. */
  public String trouble() {
    return trouble;
  }

  /** The peer was heard elsewhere: dials now, if it waits. */
  public void nudge() {
    wake.release();
  }

  @Override
  public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
    Connection connection =
        best().orElseThrow(() -> new IOException("the peer is not reached: " + trouble));
    return connection.call(verb, body, limit);
  }

  @Override
  public void close() {
    closed = true;
    wake.release();
    porch.close();
    Future<?> rounds = tending;
    if (rounds != null) {
      rounds.cancel(false);
    }
    watch.shutdownNow();
    Connection mine = dialled;
    if (mine != null) {
      mine.bye("it stops");
    }
    accepted.forEach(connection -> connection.bye("it stops"));
    readers.forEach(connection -> connection.bye("it stops"));
    verbs.close();
  }

  private Optional<Connection> best() {
    Connection mine = dialled;
    if (mine != null && mine.alive()) {
      return Optional.of(mine);
    }
    for (int i = accepted.size() - 1; i >= 0; i--) {
      Connection theirs = acceptedAt(i);
      if (theirs != null && theirs.alive()) {
        return Optional.of(theirs);
      }
    }
    return Optional.empty();
  }

  private @Nullable Connection acceptedAt(int index) {
    try {
      return accepted.get(index);
    } catch (IndexOutOfBoundsException goneMeanwhile) {
      return null;
    }
  }

  private void dial(List<InetSocketAddress> peers) {
    int tries = 0;
    while (!closed) {
      tries = dialOnce(peers) ? 0 : tries + 1;
      rest(pauseAfter(tries));
    }
  }

  /** Short while the peer may be near, longer once it is far, never more than five seconds. */
  static Duration pauseAfter(int tries) {
    if (tries > NEAR_TRIES) {
      return FAR_WAIT;
    }
    Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(tries, 8));
    return doubled.compareTo(NEAR_WAIT) < 0 ? doubled : NEAR_WAIT;
  }

  private void rest(Duration length) {
    try {
      if (wake.tryAcquire(length.toNanos(), TimeUnit.NANOSECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Tries each path in order; true after a connection stood, and ended. */
  private boolean dialOnce(List<InetSocketAddress> peers) {
    StringBuilder why = new StringBuilder();
    for (InetSocketAddress peer : peers) {
      if (closed) {
        return false;
      }
      try {
        Wire wire = Wire.dial(peer, mutual, clocks);
        if (greet(wire) != Hello.CALLS) {
          wire.close();
          throw new IOException("it only reads, and does not answer");
        }
        Connection connection = new Connection(wire, verbs, clocks);
        dialled = connection;
        judge("");
        String ending = closed ? "it stops" : connection.serve();
        connection.close();
        dialled = null;
        judge(ending);
        return true;
      } catch (IOException | RuntimeException e) {
        why.append(why.isEmpty() ? "" : "; ")
            .append(Address.show(peer))
            .append(" ")
            .append(e.getMessage());
      }
    }
    judge(why.toString());
    return false;
  }

  /** Who comes here holds the pinned key: what is wrong now is trouble, not a stranger. */
  private void welcome(Wire wire) {
    byte theirs;
    try {
      theirs = greet(wire);
    } catch (IOException | RuntimeException e) {
      judge("the peer came, but " + e.getMessage());
      return;
    }
    Connection connection = new Connection(wire, verbs, clocks);
    if (closed) {
      connection.bye("it stops");
      return;
    }
    if (theirs == Hello.READS) {
      serveReader(connection);
      return;
    }
    keep(connection, accepted, MOST_ACCEPTED);
    Threads.start("link", "serve", () -> {
      judge("");
      String ending = connection.serve();
      accepted.remove(connection);
      judge(ending);
    });
  }

  /** Whether it comes or goes says nothing of the link: it is a command, and not the peer. */
  private void serveReader(Connection connection) {
    keep(connection, readers, MOST_READERS);
    Threads.start("link", "serve", () -> {
      String ending = connection.serve();
      readers.remove(connection);
      LOG.debug("the peer's command that read here is gone: {}", ending);
    });
  }

  private static void keep(Connection connection, List<Connection> among, int most) {
    among.add(connection);
    while (among.size() > most) {
      among.remove(0).bye("a newer connection took its place");
    }
  }

  /** Both say hello at once; both judge it alike. Answers what the other side wants. */
  private byte greet(Wire wire) throws IOException {
    try {
      wire.within(HELLO);
      Hello mine = Hello.of(purpose, pair.unitId(), pair.pairId());
      mine.write(wire.out());
      Hello theirs = Hello.read(wire.in());
      mine.agree(theirs);
      if (theirs.purpose() != Hello.CALLS && theirs.purpose() != Hello.READS) {
        throw new IOException("it wants to pair, but this unit is paired already");
      }
      if (!theirs.unit().equals(pair.peerId()) || !theirs.pair().equals(pair.pairId())) {
        throw new IOException(
            "it belongs to another pair\nhint: pair both units again: bcs pair invite");
      }
      wire.unhurried();
      return theirs.purpose();
    } catch (IOException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  private void tend() {
    boolean late = clocks.since(tendedTicks).compareTo(LATE) > 0;
    tendedTicks = clocks.ticks();
    Connection mine = dialled;
    if (mine != null) {
      mine.tend(late);
    }
    accepted.forEach(connection -> connection.tend(late));
    readers.forEach(connection -> connection.tend(late));
  }

  /** Says once when the link breaks and once when it heals. */
  private void judge(String why) {
    boolean stands;
    boolean changed;
    synchronized (this) {
      stands = connected();
      changed = stands != standing;
      standing = stands;
      if (!why.isEmpty()) {
        trouble = why;
      }
      if (!closed && (changed || (!stands && !told))) {
        told = true;
        tell(stands, why);
      }
    }
    if (changed) {
      listeners.forEach(Link::run);
    }
  }

  private static void run(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener of the link failed", e);
    }
  }

  private void tell(boolean stands, String why) {
    if (stands) {
      LOG.info("the link to the peer stands: {}", path().orElse(""));
    } else {
      LOG.warn("the link to the peer does not stand: {}", why);
    }
  }
}
