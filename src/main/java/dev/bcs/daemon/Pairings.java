package dev.bcs.daemon;

import dev.bcs.continuity.Chronicle;
import dev.bcs.link.Address;
import dev.bcs.link.LinkSettings;
import dev.bcs.link.PairingGuest;
import dev.bcs.link.PairingHost;
import dev.bcs.link.PairingSide;
import dev.bcs.link.PairingTerms;
import dev.bcs.link.Refused;
import dev.bcs.status.Actor;
import dev.bcs.status.Picture;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.time.Threads;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.UnitSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the pair while the daemon runs: lends the link's port to an invitation, and takes it back.
 *
 * <p>Crash order: the pair is durable before anything follows from it; a start finds it and goes on
 * as if it had been made then.
 */
final class Pairings implements dev.bcs.status.Pairing, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pairings.class);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final PairingTerms terms;
  private final Keys keys;
  private final LinkSettings settings;
  private final Clocks clocks;
  private final Chronicle chronicle;
  private final Refused refused;
  private final Peer peer;
  private @Nullable PairingHost open;
  private volatile @Nullable PairingHost last;
  private long trial;

  /** What the daemon does about its peer. */
  interface Peer {
    /** The pair as it is durable now. */
    Optional<Pairing> pairing();

    /** Makes the pair durable. */
    void keep(Pairing made);

    /** Begins to beat and to call, or goes on; does both or neither. */
    void attach() throws IOException;

    /** Gives the link's port up for a while. */
    void detach();

    boolean connected();
  }

  /** What a pairing needs of the unit. */
  record Self(Identity identity, UnitSettings settings, Keys keys) {}

  Pairings(
      Self self,
      LinkSettings settings,
      Clocks clocks,
      Chronicle chronicle,
      Refused refused,
      Peer peer) {
    this.terms = PairingTerms.of(self.identity(), self.settings());
    this.keys = self.keys();
    this.settings = settings;
    this.clocks = clocks;
    this.chronicle = chronicle;
    this.refused = refused;
    this.peer = peer;
  }

  @Override
  public synchronized Invitation invite(Actor actor) throws dev.bcs.status.Refused {
    return audited("pair-invite", actor, () -> {
      refuseIfConnected();
      withdraw();
      trial++;
      peer.detach();
      PairingHost host;
      try {
        host = PairingHost.open(settings, side(), refused, clocks);
      } catch (IOException | RuntimeException e) {
        attach();
        throw e;
      }
      open = host;
      last = host;
      Threads.start("daemon", "invitation", () -> await(host));
      return new Invitation(host.code(), clocks.now().plus(host.left()));
    });
  }

  @Override
  public synchronized String accept(String host, int port, String code, Actor actor)
      throws dev.bcs.status.Refused {
    return audited("pair-accept", actor, () -> {
      refuseIfConnected();
      withdraw();
      String bracketed = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
      Pairing made = PairingGuest.accept(
          Address.parse(bracketed + ":" + port, LinkSettings.PORT), code, side(), clocks);
      String trouble =
          attach().map(why -> "; the peer is not watched yet: " + why).orElse("");
      return "paired with " + made.peerName() + "; this unit is "
          + made.firstRole().word() + trouble;
    });
  }

  @Override
  public String invitation() {
    PairingHost host = last;
    return host == null ? "none" : host.state().name().toLowerCase(Locale.ROOT);
  }

  private PairingSide side() {
    return new PairingSide(keys, terms, peer.pairing(), made -> {
      peer.keep(made);
      chronicle.record(new Chronicle.Line(
          Chronicle.Kind.PAIRED,
          terms.name(),
          terms.name() + " is paired with " + made.peerName(),
          "",
          List.of("peer=" + made.peerId())));
    });
  }

  private void await(PairingHost host) {
    try {
      Duration most = PairingHost.VALID.plusMinutes(1);
      Optional<Pairing> made = host.await(most);
      if (made.isEmpty()) {
        chronicle.record(new Chronicle.Line(
            Chronicle.Kind.ORDER_REFUSED,
            terms.name(),
            "no pair was made: " + host.state().sentence(),
            "",
            List.of("verb=pair-invite")));
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (open == host) {
        withdraw();
        attach();
      }
    }
  }

  private void withdraw() {
    PairingHost host = open;
    open = null;
    if (host != null) {
      host.close();
    }
  }

  /**
   * Watches the peer, if not now then as soon as what stands in the way is gone, such as somebody
   * else on the port; answers what does.
   */
  private Optional<String> attach() {
    long mine = ++trial;
    try {
      peer.attach();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      chronicle.record(new Chronicle.Line(
          Chronicle.Kind.ORDER_REFUSED,
          terms.name(),
          "the peer is not watched, which is tried again every " + AGAIN.toSeconds() + " s: " + why,
          "",
          List.of("verb=pair-invite")));
      Threads.start("daemon", "attach", () -> tryOn(mine));
      return Optional.of(why);
    }
  }

  private void tryOn(long mine) {
    try {
      while (!attached(mine)) {
        Pause.real().rest(AGAIN);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether nothing is left to do: the peer is watched, or a later trial took the place of this.
   */
  private synchronized boolean attached(long mine) {
    if (mine != trial) {
      return true;
    }
    try {
      peer.attach();
      LOG.info("the peer is watched now");
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.debug("the peer is not watched yet: {}", e.getMessage());
      return false;
    }
  }

  /** A working pair is not taken apart by mistake. */
  private void refuseIfConnected() throws dev.bcs.status.Refused {
    Optional<Pairing> pair = peer.pairing();
    if (pair.isPresent() && peer.connected()) {
      throw refusal(
          "already-paired",
          terms.name() + " is paired with " + pair.get().peerName()
              + ", and they are connected: there is nothing to make or mend");
    }
  }

  /** What makes a pair. */
  private interface Deed<T> {
    T run() throws IOException, dev.bcs.status.Refused;
  }

  private <T> T audited(String verb, Actor actor, Deed<T> deed) throws dev.bcs.status.Refused {
    try {
      T done = deed.run();
      audit(Chronicle.Kind.ORDER_ACCEPTED, verb + " was accepted", verb, actor);
      return done;
    } catch (dev.bcs.status.Refused e) {
      audit(Chronicle.Kind.ORDER_REFUSED, verb + " was refused: " + e.getMessage(), verb, actor);
      throw e;
    } catch (IOException | RuntimeException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      audit(Chronicle.Kind.ORDER_REFUSED, verb + " was refused: " + why, verb, actor);
      throw refusal("pairing", why);
    }
  }

  private void audit(Chronicle.Kind kind, String text, String verb, Actor actor) {
    chronicle.record(
        new Chronicle.Line(kind, terms.name(), text, actor.toString(), List.of("verb=" + verb)));
  }

  private static dev.bcs.status.Refused refusal(String code, String text) {
    return new dev.bcs.status.Refused("state", List.of(new Picture.Reason(code, text)));
  }

  @Override
  public synchronized void close() {
    trial++;
    withdraw();
  }
}
