package dev.bcs.continuity;

import dev.bcs.takeover.FenceKind;
import dev.bcs.unit.Role;
import dev.bcs.unit.Standing;
import java.time.Instant;
import java.util.Optional;

/**
 * One unit of the model.
 *
 * @param daemon its BCS runs
 * @param services they run, with or without BCS
 * @param sameBoot no boot since its role last changed
 * @param token the stand-down token that this start found
 * @param start number of this start
 * @param seen beats of the peer count, and none was missed since
 * @param spoke a beat came since the fence
 * @param answer of the peer to its question, still fresh
 * @param peerOpens the peer asked it in order to serve, a short time ago
 * @param phase of its promotion
 * @param fence of its promotion
 * @param waived an override waives what the peer says
 */
record Unit(
    Standing book,
    boolean daemon,
    boolean services,
    boolean sameBoot,
    boolean token,
    int start,
    boolean seen,
    boolean spoke,
    Optional<StartRules.Answer> answer,
    boolean peerOpens,
    Phase phase,
    FenceKind fence,
    boolean waived) {
  private static final Instant THEN = Instant.EPOCH;

  /** How far a promotion is, durably. */
  enum Phase {
    NONE,
    ACCEPTED,
    FENCED,
    ENTERED
  }

  static Unit paired(boolean primary) {
    return new Unit(
        Standing.paired(primary, "", THEN),
        true,
        primary,
        true,
        false,
        1,
        true,
        false,
        Optional.empty(),
        false,
        Phase.NONE,
        FenceKind.NOT_ATTESTED,
        false);
  }

  Role role() {
    return book.role();
  }

  boolean closed() {
    return daemon && role() == Role.CLOSED;
  }

  Unit book(Standing next) {
    return new Unit(
        next, daemon, services, sameBoot, token, start, seen, spoke, answer, peerOpens, phase,
        fence, waived);
  }

  /** The law's row for this happening; the state itself if there is none. */
  Unit happen(Happening on) {
    Optional<Transition> row = Transition.next(role(), on);
    if (row.isEmpty()) {
      return this;
    }
    Standing next = book.become(row.get().to(), "", THEN);
    return new Unit(
        next, daemon, services, true, token, start, seen, spoke, answer, peerOpens, phase, fence,
        waived);
  }

  Unit services(boolean run) {
    return new Unit(
        book, daemon, run, sameBoot, token, start, seen, spoke, answer, peerOpens, phase, fence,
        waived);
  }

  Unit promotion(Phase next, FenceKind kind, boolean override) {
    return new Unit(
        book, daemon, services, sameBoot, token, start, seen, spoke, answer, peerOpens, next, kind,
        override);
  }

  Unit phase(Phase next) {
    return promotion(next, fence, waived);
  }

  Unit sees(boolean now) {
    return new Unit(
        book,
        daemon,
        services,
        sameBoot,
        token,
        start,
        now,
        now || spoke,
        answer,
        peerOpens,
        phase,
        fence,
        waived);
  }

  Unit deaf() {
    return new Unit(
        book, daemon, services, sameBoot, token, start, seen, false, answer, peerOpens, phase,
        fence, waived);
  }

  Unit answered(Optional<StartRules.Answer> got) {
    return new Unit(
        book, daemon, services, sameBoot, token, start, seen, spoke, got, peerOpens, phase, fence,
        waived);
  }

  Unit peerOpens(boolean does) {
    return new Unit(
        book, daemon, services, sameBoot, token, start, seen, spoke, answer, does, phase, fence,
        waived);
  }

  /** The process ends: all that is not in the book is gone; its services go on. */
  Unit died() {
    return new Unit(
        book,
        false,
        services,
        sameBoot,
        false,
        start,
        false,
        false,
        Optional.empty(),
        false,
        phase,
        fence,
        waived);
  }

  /** The host ends, or is powered off. */
  Unit off() {
    Unit dead = died();
    return new Unit(
        dead.book,
        false,
        false,
        false,
        false,
        start,
        false,
        false,
        Optional.empty(),
        false,
        phase,
        fence,
        waived);
  }

  Unit started(Standing found, boolean holds) {
    return new Unit(
        found,
        true,
        services,
        sameBoot,
        holds,
        start + 1,
        false,
        false,
        Optional.empty(),
        false,
        phase,
        fence,
        waived);
  }
}
