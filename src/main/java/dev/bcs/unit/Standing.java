package dev.bcs.unit;

import java.time.Instant;

/**
 * What a unit durably knows of its own place in the pair; every change is a new value.
 *
 * @param epoch number of the assignment of roles that this unit lives in
 * @param highest highest epoch that it ever made or heard of; never below {@code epoch}
 * @param reserved epoch that a running promotion has made but not yet entered, or NONE
 * @param makesOdd it was primary at pairing, so its own epochs are odd
 * @param bootId boot of the machine in which the role last changed
 * @param changed wall clock of that change
 * @param promised start of the peer's process before which this unit must hear a later one until it
 *     may serve; 0 if it promised nothing
 * @param token epoch for which the peer gave its stand-down promise, or NONE
 */
public record Standing(
    Role role,
    Epoch epoch,
    Epoch highest,
    Epoch reserved,
    boolean makesOdd,
    String bootId,
    Instant changed,
    long promised,
    Epoch token) {
  public Standing {
    if (epoch.isAbove(highest) || reserved.isAbove(highest)) {
      throw new IllegalArgumentException("an epoch is above the highest one seen");
    }
  }

  /** Before there was a pair. */
  public static Standing unpaired() {
    return new Standing(
        Role.UNPAIRED, Epoch.NONE, Epoch.NONE, Epoch.NONE, false, "", Instant.EPOCH, 0, Epoch.NONE);
  }

  /** As pairing leaves a unit: epoch 1, in which the first primary serves. */
  public static Standing paired(boolean primary, String bootId, Instant now) {
    Epoch first = new Epoch(1);
    Role role = primary ? Role.PRIMARY : Role.SECONDARY;
    return new Standing(role, first, first, Epoch.NONE, primary, bootId, now, 0, Epoch.NONE);
  }

  public Standing become(Role next, String boot, Instant now) {
    return new Standing(next, epoch, highest, reserved, makesOdd, boot, now, promised, token);
  }

  /** Makes a new epoch that nobody else can make; it is not entered yet. */
  public Standing reserve() {
    Epoch made = highest.next(makesOdd);
    return new Standing(role, epoch, made, made, makesOdd, bootId, changed, promised, token);
  }

  /** Enters the reserved epoch: from here on it is told to the peer. */
  public Standing enter() {
    if (!reserved.isAbove(epoch)) {
      throw new IllegalStateException("no epoch is reserved");
    }
    return new Standing(
        role, reserved, highest, Epoch.NONE, makesOdd, bootId, changed, promised, token);
  }

  /** Gives the reserved epoch up; its number is burnt, because highest stays. */
  public Standing giveUpReserved() {
    return new Standing(
        role, epoch, highest, Epoch.NONE, makesOdd, bootId, changed, promised, token);
  }

  /** Lives in the higher of its own epoch and this one, which it heard of. */
  public Standing learn(Epoch heard) {
    Epoch mine = heard.isAbove(epoch) ? heard : epoch;
    Epoch top = heard.isAbove(highest) ? heard : highest;
    return new Standing(role, mine, top, reserved, makesOdd, bootId, changed, promised, token);
  }

  /** Promises not to serve until a later start of the peer than this one was heard. */
  public Standing promise(long peerStart) {
    return new Standing(
        role, epoch, highest, reserved, makesOdd, bootId, changed, peerStart, token);
  }

  /** Holds the peer's promise for the epoch it lives in; NONE drops it. */
  public Standing hold(Epoch promisedFor) {
    return new Standing(
        role, epoch, highest, reserved, makesOdd, bootId, changed, promised, promisedFor);
  }
}
