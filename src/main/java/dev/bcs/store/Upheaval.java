package dev.bcs.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a dataset shrank or changed beyond its history; decides and does nothing.
 *
 * <p>A folder that was emptied by mistake and a disk that was encrypted by somebody both look like
 * a good backup. What tells them is that more than half of the dataset went at once, and more than
 * it ever lost in one step before. The step from which a person could still want something back is
 * then not pruned away.
 */
public final class Upheaval {
  private static final double LIMIT = 0.5;

  /** A loss is beyond history if it took so much of what the largest one before had left. */
  private static final double BEYOND = 0.25;

  /** What is smaller than this changes by halves all the time. */
  private static final int FEW = 8;

  private static final long LITTLE = 1L << 20;

  private Upheaval() {}

  /**
   * A dataset in one complete generation.
   *
   * @param goneBefore how much of the content of the generation before was not in this one
   */
  public record Moment(
      GenerationId generation, long files, long bytes, Sketch content, double goneBefore) {}

  /** The moment of a tree that comes after others, newest first. */
  public static Moment moment(GenerationId id, Manifest.Tree tree, List<Moment> before) {
    Sketch content = Sketch.of(tree);
    double gone = before.isEmpty() ? 0 : before.get(0).content().goneIn(content);
    return new Moment(id, tree.files(), tree.bytes(), content, gone);
  }

  /**
   * What is strange about it, as a sentence without the dataset's name.
   *
   * @param before earlier moments of the dataset, newest first; nothing is strange without any
   */
  public static Optional<String> judge(Moment now, List<Moment> before) {
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Moment last = before.get(0);
    double usualFiles = 0;
    double usualBytes = 0;
    double usualGone = 0;
    for (int i = 0; i + 1 < before.size(); i++) {
      usualFiles =
          Math.max(usualFiles, lost(before.get(i + 1).files(), before.get(i).files()));
      usualBytes =
          Math.max(usualBytes, lost(before.get(i + 1).bytes(), before.get(i).bytes()));
      usualGone = Math.max(usualGone, before.get(i).goneBefore());
    }
    String from = "generation " + last.generation() + " to " + now.generation();
    boolean many = last.files() - now.files() >= FEW || (now.files() == 0 && last.files() > 0);
    if (many && isBeyond(lost(last.files(), now.files()), usualFiles)) {
      return Optional.of("shrank from " + last.files() + " to " + now.files() + " files, " + from);
    }
    boolean much = last.bytes() - now.bytes() >= LITTLE;
    if (much && isBeyond(lost(last.bytes(), now.bytes()), usualBytes)) {
      return Optional.of("shrank from " + last.bytes() + " to " + now.bytes() + " bytes, " + from);
    }
    if (last.content().size() >= FEW && isBeyond(now.goneBefore(), usualGone)) {
      return Optional.of(String.format(
          Locale.ROOT, "has lost %.0f %% of its content, %s", now.goneBefore() * 100, from));
    }
    return Optional.empty();
  }

  private static boolean isBeyond(double loss, double usual) {
    return loss > LIMIT && loss > usual + (1 - usual) * BEYOND;
  }

  private static double lost(long before, long after) {
    return before <= 0 ? 0 : Math.max(0, (double) (before - after) / before);
  }
}
