package dev.bcs.snmp;

import dev.bcs.status.Event;
import dev.bcs.status.History;
import dev.bcs.status.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last attempt at a promotion, whichever door it came through.
 *
 * <p>The picture has the last operation, which may be of another kind; a refused promotion is an
 * event only. Both are looked up again at the start, so the answer survives a restart.
 */
final class Attempts {
  /** Last sub-identifier of bcsPromotionRefused. */
  static final int REFUSED = 106;

  private static final int LOOKED_BACK = 512;

  private volatile @Nullable Event refused;
  private volatile Picture.@Nullable Operation promotion;

  /** What bcsPromoteLastToken and its neighbours show. */
  record Attempt(long token, String user, int result, String step, String detail) {}

  /** Looks for the last refusal among the newest events. */
  void recall(History history) {
    List<Event> newest = history.after(Math.max(0, history.newest() - LOOKED_BACK), LOOKED_BACK);
    newest.forEach(this::heard);
  }

  void heard(Event event) {
    if (event.notification() == REFUSED) {
      refused = event;
    }
  }

  Attempt last(Picture picture) {
    Picture.Operation shown = picture.operation();
    if (shown != null && shown.verb().equals("promote")) {
      promotion = shown;
    }
    Picture.Operation accepted = promotion;
    Event turned = refused;
    if (turned != null && (accepted == null || turned.time().isAfter(accepted.started()))) {
      long token = accepted == null ? 0 : accepted.token();
      return new Attempt(token, turned.actor(), 2, "", turned.text());
    }
    return accepted == null
        ? new Attempt(0, "", 1, "", "")
        : new Attempt(
            accepted.token(),
            accepted.actor(),
            accepted.result().code(),
            accepted.stepText(),
            accepted.detail());
  }
}
