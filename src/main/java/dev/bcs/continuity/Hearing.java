package dev.bcs.continuity;

import dev.bcs.unit.Epoch;
import dev.bcs.unit.Standing;

/** Acts on what was heard of the peer's epoch and start, on the deciding thread. */
final class Hearing {
  private final Desk desk;
  private final Demotion demotion;

  Hearing(Desk desk, Demotion demotion) {
    this.desk = desk;
    this.demotion = demotion;
  }

  /** The peer, proved alive, said that it lives in this epoch; start 0 if it did not say. */
  void heard(Epoch peerEpoch, long peerStart) {
    Standing mine = desk.standing();
    HearingRules.Heard heard = HearingRules.hear(mine, peerEpoch);
    boolean released = HearingRules.releases(mine, peerStart);
    if (heard.happening().isEmpty() && heard.standing().equals(mine) && !released) {
      return;
    }
    try {
      write(mine, peerEpoch, heard, released);
    } catch (RuntimeException e) {
      // What cannot be written is done all the same: the next start hears the epoch again.
      if (heard.happening().isPresent()) {
        desk.outlived(true);
        demotion.takeDownUnwritten();
      }
      throw e;
    }
    desk.outlived(false);
    if (heard.happening().isPresent()) {
      demotion.begin();
    }
  }

  private void write(Standing mine, Epoch peerEpoch, HearingRules.Heard heard, boolean released) {
    desk.write(() -> {
      desk.note(s -> {
        Standing next = s.learn(heard.standing().epoch());
        return released ? next.promise(0) : next;
      });
      heard.happening().ifPresent(on -> {
        String why = "its peer lives in epoch " + peerEpoch + ", above " + mine.epoch();
        desk.endOperation(why);
        desk.happen(on, why, Standing::giveUpReserved);
      });
      return true;
    });
  }
}
