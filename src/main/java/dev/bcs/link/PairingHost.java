package dev.bcs.link;

import dev.bcs.time.Clocks;
import dev.bcs.unit.Pairing;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The inviting side: listens on the link's port for the one who knows the code.
 *
 * <p>Needs no daemon; a daemon that is not yet paired uses it in place of its {@link Link}. Nobody
 * is served anything but pairing. The invitation ends when it was used, after fifteen minutes, or
 * after five wrong codes, which are each refused, logged and reported.
 *
 * <p>Crash order: the guest stores first, then this host, then it says done. If either dies
 * between, the guest has a pair and this unit none; it is then still unpaired and does nothing, and
 * inviting the same guest again makes the pair anew on both. The other order would leave a host
 * that starts to act in a pair its guest knows nothing of.
 */
public final class PairingHost implements AutoCloseable {
  public static final Duration VALID = Duration.ofMinutes(15);
  public static final int MOST_WRONG = 5;

  private static final Duration TALK = Duration.ofSeconds(20);
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private final PairingSide side;
  private final Clocks clocks;
  private final Invitation invitation;
  private final Strangers strangers;
  private final Porch porch;
  private final long openedTicks;
  private final CountDownLatch ended = new CountDownLatch(1);
  private int wrong;
  private boolean engaged;
  private State state = State.OPEN;
  private volatile @Nullable Pairing made;

  /** Where an invitation stands. */
  public enum State {
    OPEN("the invitation is open"),
    USED("the code was used already"),
    EXPIRED("the invitation has expired"),
    CLOSED("the invitation was closed after five wrong codes"),
    WITHDRAWN("the invitation was withdrawn");

    private final String sentence;

    State(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }

  private PairingHost(LinkSettings settings, PairingSide side, Refused refused, Clocks clocks)
      throws IOException {
    this.side = side;
    this.clocks = clocks;
    this.invitation = Invitation.by(side.keys().fingerprint());
    this.openedTicks = clocks.ticks();
    this.strangers = new Strangers(clocks);
    strangers.listen(refused);
    this.porch = new Porch(side.keys().introduction(), clocks, strangers, this::welcome);
    porch.listen(settings.listen());
  }

  /**
   * Opens an invitation.
   *
   * @param refused hears of everybody turned away, for the access alarm
   * @throws IOException with a sentence and a hint if the port cannot be listened on
   */
  public static PairingHost open(
      LinkSettings settings, PairingSide side, Refused refused, Clocks clocks) throws IOException {
    return new PairingHost(settings, side, refused, clocks);
  }

  /** The code to be told to the other unit's administrator; it serves once. */
  public String code() {
    return invitation.code();
  }

  public List<Integer> ports() {
    return porch.ports();
  }

  public synchronized State state() {
    if (state == State.OPEN && !engaged && clocks.since(openedTicks).compareTo(VALID) > 0) {
      finish(State.EXPIRED);
    }
    return state;
  }

  /** How long the code will still be taken. */
  public Duration left() {
    Duration rest = VALID.minus(clocks.since(openedTicks));
    return state() == State.OPEN && !rest.isNegative() ? rest : Duration.ZERO;
  }

  /**
   * Waits until the pair is made or the invitation ends, or the limit is over.
   *
   * @return the pair, stored; empty if there is none, and {@link #state} says why
   */
  public Optional<Pairing> await(Duration limit) throws InterruptedException {
    long start = clocks.ticks();
    Duration rest = limit;
    while (!rest.isNegative()
        && !ended.await(Math.min(rest.toNanos(), GLANCE.toNanos()), TimeUnit.NANOSECONDS)) {
      state();
      rest = limit.minus(clocks.since(start));
    }
    return Optional.ofNullable(made);
  }

  /** Withdraws the invitation, if it is still open, and frees the port. */
  @Override
  public void close() {
    synchronized (this) {
      if (state == State.OPEN) {
        finish(State.WITHDRAWN);
      }
    }
    porch.close();
  }

  private void welcome(Wire wire) throws IOException {
    String from = wire.remote();
    try (wire) {
      wire.within(TALK);
      PairingTalk talk = PairingTalk.begin(wire, side.terms().unitId());
      Optional<String> no = judge(talk.hearProof(), talk.peerFingerprint());
      if (no.isPresent()) {
        strangers.refusedAloud(from, no.get());
        talk.refuse(no.get());
        return;
      }
      try {
        pair(wire, talk);
      } finally {
        disengage();
      }
    }
  }

  /** Why this proof does not do; whoever passes has the invitation for himself. */
  private synchronized Optional<String> judge(byte[] proof, byte[] guest) {
    State now = state();
    if (now != State.OPEN) {
      return Optional.of(now.sentence() + "\nhint: ask for a new one: bcs pair invite");
    }
    byte[] right = invitation.proofOfGuest(side.keys().fingerprint(), guest);
    if (!MessageDigest.isEqual(right, proof)) {
      wrong++;
      if (wrong >= MOST_WRONG) {
        finish(State.CLOSED);
      }
      return Optional.of("the code is wrong (" + wrong + " of " + MOST_WRONG + ")"
          + (wrong >= MOST_WRONG ? "; the invitation is closed" : "")
          + "\nhint: copy the code again from the other unit");
    }
    if (engaged) {
      return Optional.of("the code is being used at this moment");
    }
    engaged = true;
    return Optional.empty();
  }

  private void pair(Wire wire, PairingTalk talk) throws IOException {
    talk.sayProof(invitation.proofOfHost(side.keys().fingerprint(), talk.peerFingerprint()));
    PairingTerms theirs = talk.hearTerms();
    byte[] beatKey = new byte[Pairing.BEAT_KEY_BYTES];
    new SecureRandom().nextBytes(beatKey);
    try {
      Pairing pairing = side.agree(theirs, wire.peerCertificate(), beatKey, clocks.now());
      talk.sayTerms(side.terms(), beatKey);
      talk.hear(PairingTalk.STORED);
      side.keep().keep(pairing);
      used(pairing);
    } catch (PairingRefused refusal) {
      talk.refuse(String.valueOf(refusal.getMessage()));
      throw refusal;
    } catch (RuntimeException e) {
      talk.refuse("the other unit could not store the pair: " + e.getMessage());
      throw e;
    }
    // From here on the pair stands on both sides, whether this last word arrives or not.
    try {
      talk.say(PairingTalk.DONE);
    } finally {
      ended.countDown();
    }
  }

  private synchronized void used(Pairing pairing) {
    made = pairing;
    state = State.USED;
  }

  private synchronized void disengage() {
    engaged = false;
  }

  private void finish(State last) {
    state = last;
    ended.countDown();
  }
}
