package dev.bcs.backup;

import dev.bcs.backup.Advisor.Day;
import dev.bcs.files.Stat;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import dev.bcs.time.Clocks;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what runs came to, and has the advice on the schedule ready; any thread may ask. */
final class Learning {
  private static final Duration ADVICE_HOLDS = Duration.ofMinutes(10);
  private static final int NEWEST = 20;

  private final DayLog days;
  private final RunLog runs;
  private final BackupSettings settings;
  private final Schedule schedule;
  private final Clocks clocks;
  private volatile Advice advice;
  private long advisedAt;

  Learning(Ledger ledger, RunLog runs, BackupSettings settings, Schedule schedule, Clocks clocks) {
    this.days = new DayLog(ledger);
    this.runs = runs;
    this.settings = settings;
    this.schedule = schedule;
    this.clocks = clocks;
    this.advice = advise();
  }

  private Advice advise() {
    advisedAt = clocks.ticks();
    return Advisor.advise(new Advisor.Known(
        clocks.now(), clocks.zone(), settings, schedule, runs.newestComplete(NEWEST), days.days()));
  }

  Advice advice() {
    return advice;
  }

  /** The first warning; empty if all is well. */
  String warning() {
    return advice.warnings().stream().findFirst().orElse("");
  }

  Timetable timetable(int missed) {
    return Timetable.of(clocks.now(), clocks.zone(), settings, schedule, missed, advise());
  }

  /**
   * A run was complete; on the thread of the runs.
   *
   * @param captures how long each dataset's capture took
   */
  void ran(
      Duration took, Map<String, Duration> captures, @Nullable Baseline before, Baseline after) {
    LocalDate today = LocalDate.ofInstant(clocks.now(), clocks.zone());
    List<Day> rows = new ArrayList<>();
    long files = 0;
    long bytes = 0;
    long changed = 0;
    for (Manifest.Tree tree : after.manifest().trees()) {
      Duration capture = captures.getOrDefault(tree.dataset(), Duration.ZERO);
      long rewritten = changed(before, tree);
      rows.add(new Day(today, tree.dataset(), 1, capture, tree.files(), tree.bytes(), rewritten));
      files += tree.files();
      bytes += tree.bytes();
      changed += rewritten;
    }
    rows.add(new Day(today, "", 1, took, files, bytes, changed));
    days.add(rows);
    if (clocks.since(advisedAt).compareTo(ADVICE_HOLDS) > 0 || advice.run().isEmpty()) {
      advice = advise();
    }
  }

  /** Bytes of files that are new or have other content. */
  private static long changed(@Nullable Baseline before, Manifest.Tree tree) {
    if (before == null) {
      return 0;
    }
    Remembered had = before.names(tree.dataset());
    long changed = 0;
    for (Entry entry : tree.entries()) {
      if (entry.kind() == Stat.Kind.FILE) {
        Baseline.Known known = had.at(entry.path());
        changed +=
            known != null && known.entry().chunks().equals(entry.chunks()) ? 0 : entry.size();
      }
    }
    return changed;
  }
}
