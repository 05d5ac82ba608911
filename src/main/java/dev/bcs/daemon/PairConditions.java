package dev.bcs.daemon;

import dev.bcs.continuity.Conditions;
import dev.bcs.continuity.Reason;
import dev.bcs.continuity.Situation;
import dev.bcs.inventory.Parity;
import dev.bcs.inventory.ParityView;
import dev.bcs.status.StatusBoard;
import java.util.List;
import java.util.Optional;

/** What parity and the board know that bears on readiness. */
final class PairConditions implements Conditions {
  private final Parity parity;
  private volatile Optional<StatusBoard> board = Optional.empty();

  PairConditions(Parity parity) {
    this.parity = parity;
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
    return board.map(StatusBoard::reasons).orElse(List.of());
  }
}
