package dev.bcs.daemon;

import dev.bcs.continuity.Codes;
import dev.bcs.continuity.Conditions;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.inventory.Parity;
import dev.bcs.inventory.ParityView;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Scrubber;
import dev.bcs.status.StatusBoard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What parity, the store and the board know that bears on readiness. */
final class PairConditions implements Conditions {
  private final Parity parity;
  private final Receiver receiver;
  private final Scrubber scrubber;
  private volatile Optional<StatusBoard> board = Optional.empty();

  PairConditions(Parity parity, Receiver receiver, Scrubber scrubber) {
    this.parity = parity;
    this.receiver = receiver;
    this.scrubber = scrubber;
  }

  /** The board is built on continuity, so it comes later. */
  void listenTo(StatusBoard later) {
    board = Optional.of(later);
  }

  @Override
  public Situation.Parity parity() {
    ParityView view = parity.view();
    return new Situation.Parity(
        view.state().word(),
        view.state().code(),
        view.differences().stream()
            .map(d -> new Situation.Difference(d.item(), d.here(), d.there()))
            .toList());
  }

  @Override
  public List<Reason> reasons() {
    List<Reason> all = new ArrayList<>(board.map(StatusBoard::reasons).orElse(List.of()));
    receiver.suspended().stream()
        .map(each -> new Reason(Codes.PRUNING_SUSPENDED, each.sentence()))
        .forEach(all::add);
    scrubber.stale().ifPresent(text -> all.add(new Reason(Codes.SCRUB_STALE, text)));
    return all;
  }
}
