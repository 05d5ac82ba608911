package dev.bcs.status;

import dev.bcs.backup.BackupView;
import dev.bcs.continuity.Situation;
import dev.bcs.store.Outcome;
import dev.bcs.unit.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether backups fail: a run that failed, was incomplete, did not happen, or hangs; a warning
 * before they do, if the schedule soon does not fit.
 *
 * <p>Spoken by the primary. While the spare cannot be reached spare-lost is the root of it.
 */
final class BackupAlarmRule {
  private BackupAlarmRule() {}

  static Finding judge(Situation now, Facts facts, boolean spareReachable) {
    if (now.role() == Role.SECONDARY
        || now.role() == Role.QUARANTINED
        || now.role() == Role.UNPAIRED) {
      return Finding.gone(now.unit(), now.unit() + " runs no backups now");
    }
    if (now.role() != Role.PRIMARY || !spareReachable) {
      return Finding.unknown();
    }
    List<String> wrong = new ArrayList<>();
    ended(now.backup(), wrong);
    missed(now, wrong);
    hung(now, facts, wrong);
    if (!wrong.isEmpty()) {
      return Finding.holds(Severity.MAJOR, now.unit(), String.join("; ", wrong));
    }
    if (!now.backup().warning().isEmpty()) {
      return Finding.holds(Severity.WARNING, now.unit(), now.backup().warning());
    }
    boolean good = now.backup().lastOutcome().filter(o -> o == Outcome.COMPLETE).isPresent();
    return good
        ? Finding.gone(
            now.unit(), "generation " + now.backup().acknowledged() + " is complete and verified")
        : Finding.unknown();
  }

  private static void ended(BackupView backup, List<String> wrong) {
    if (backup.lastOutcome().isPresent() && backup.lastOutcome().get() != Outcome.COMPLETE) {
      String many =
          backup.failuresInARow() > 1 ? " (" + backup.failuresInARow() + " runs in a row)" : "";
      wrong.add("the last backup was " + backup.lastOutcome().get().word() + many
          + (backup.detail().isEmpty() ? "" : ": " + backup.detail()));
    }
  }

  /** Judged by age, never only by what the schedule says of itself. */
  private static void missed(Situation now, List<String> wrong) {
    BackupView backup = now.backup();
    Instant late = now.asOf().minus(AlarmRules.LATE_AFTER);
    if (backup.missedSince().filter(since -> since.isBefore(late)).isPresent()) {
      int count = backup.missed();
      wrong.add(count + (count == 1 ? " run was" : " runs were") + " missed since "
          + Spans.of(Duration.between(backup.missedSince().get(), now.asOf()))
          + " and not caught up yet");
    }
    if (backup.running().isPresent()) {
      return;
    }
    if (backup.next().isPresent() && backup.next().get().isBefore(late)) {
      wrong.add("the run that was due "
          + Spans.of(Duration.between(backup.next().get(), now.asOf())) + " ago did not begin");
    } else if (backup.lastStart().isPresent()
        && backup.lastStart().get().isBefore(late.minus(now.gap().limit()))) {
      wrong.add("no run has begun for "
          + Spans.of(Duration.between(backup.lastStart().get(), now.asOf())));
    }
  }

  private static void hung(Situation now, Facts facts, List<String> wrong) {
    if (now.backup().running().isPresent()
        && facts.stalled().compareTo(AlarmRules.HUNG_AFTER) > 0) {
      BackupView.Progress run = now.backup().running().get();
      wrong.add("the run of generation " + run.generation() + " hangs in " + run.phase() + " since "
          + Spans.of(facts.stalled()));
    }
  }
}
