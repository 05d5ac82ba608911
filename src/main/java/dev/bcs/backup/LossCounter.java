package dev.bcs.backup;

import dev.bcs.backup.BackupView.Forecast;
import dev.bcs.backup.BackupView.Loss;
import dev.bcs.backup.Baseline.Known;
import dev.bcs.backup.Survey.Name;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is live and not in the baseline: what a promotion now would lose.
 *
 * <p>By looks alone, nothing is read. Whatever is not surely as it was captured counts with its
 * whole size; what was deleted counts as a file of 0 bytes; without a baseline everything counts.
 * So the count is never smaller than the truth at the moment when it began. Not for several threads
 * at once.
 */
final class LossCounter {
  private static final int PATHS = 10_000;

  private final List<Survey> surveys;
  private final Clocks clocks;
  private long generation = -1;
  private @Nullable Baseline baseline;

  LossCounter(List<Dataset> datasets, Disk disk, Clocks clocks) {
    this.surveys = datasets.stream().map(d -> new Survey(disk, d)).toList();
    this.clocks = clocks;
  }

  /** A count, and what it took. */
  record Count(Forecast forecast, Duration took) {}

  /** Counts against this baseline from now on. */
  void against(@Nullable Baseline acknowledged) {
    long number = acknowledged == null ? 0 : acknowledged.generation();
    if (number == generation) {
      return;
    }
    generation = number;
    baseline = acknowledged;
  }

  /** Counts now; fails if a part of a tree cannot be looked at, because then nobody knows. */
  Count count() throws IOException {
    long began = clocks.ticks();
    Instant asOf = clocks.now();
    Map<String, Tally> classes = new LinkedHashMap<>();
    for (Survey survey : surveys) {
      Tally tally =
          classes.computeIfAbsent(survey.dataset().kind(), kind -> new Tally(new ArrayList<>(), 0));
      count(survey, tally);
    }
    List<Loss> losses = new ArrayList<>();
    classes.forEach((kind, tally) -> losses.add(new Loss(kind, tally.files, tally.bytes)));
    return new Count(new Forecast(asOf, losses), clocks.since(began));
  }

  /** The paths that would be lost, as {@code dataset: path}; at most so many. */
  List<String> paths(int most) throws IOException {
    List<String> paths = new ArrayList<>();
    for (Survey survey : surveys) {
      count(survey, new Tally(paths, Math.min(most, PATHS)));
    }
    return paths;
  }

  /** A sum under way. */
  private static final class Tally {
    private final List<String> paths;
    private final int most;
    private long files;
    private long bytes;

    Tally(List<String> paths, int most) {
      this.paths = paths;
      this.most = most;
    }

    void lost(Survey survey, BytePath path, long size, String how) {
      files++;
      bytes += size;
      if (paths.size() < most) {
        paths.add(Capture.told(survey, path) + " (" + how + ")");
      }
    }
  }

  private void count(Survey survey, Tally tally) throws IOException {
    Remembered before = Baseline.namesOf(baseline, survey.dataset().id());
    Comparer comparer = new Comparer(survey, tally, before);
    try {
      survey.walk(comparer);
    } catch (NoSuchFileException theWholeTreeIsGone) {
      // Then all that was in it is: what was not seen counts below.
    }
    comparer.end();
  }

  /** Compares each live name with the baseline, both in the order of paths. */
  private static final class Comparer implements Survey.Teller {
    private final Survey survey;
    private final Tally tally;
    private final Remembered before;
    private final Set<BytePath> vanished = new HashSet<>();

    Comparer(Survey survey, Tally tally, Remembered before) {
      this.survey = survey;
      this.tally = tally;
      this.before = before;
    }

    @Override
    public void name(Name name) {
      Stat stat = name.stat();
      if (stat.isDirectory()) {
        return;
      }
      Known known = before.at(name.path(), this::deleted);
      if (known == null || !known.surelyStill(stat)) {
        long size = stat.isFile() ? stat.size() : 0;
        tally.lost(survey, name.path(), size, known == null ? "new" : "changed");
      }
    }

    private void deleted(BytePath path) {
      vanished.remove(path);
      tally.lost(survey, path, 0, "deleted");
    }

    /** What vanished was there when counting began, whether the baseline has it or not. */
    void end() {
      before.end(this::deleted);
      vanished.forEach(path -> tally.lost(survey, path, 0, "vanished"));
    }

    @Override
    public void vanished(BytePath path) {
      vanished.add(path);
    }

    @Override
    public void skipped(BytePath path, Stat.Kind kind) {
      // No backup has it, and nobody misses it: whoever made it makes it anew.
    }

    @Override
    public void failed(BytePath path, IOException why) throws IOException {
      throw why;
    }

    @Override
    public boolean mounted(BytePath path) {
      // No backup has what lies there, so all of it would be lost.
      return true;
    }
  }
}
