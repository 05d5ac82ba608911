package dev.bcs.backup;

import dev.bcs.backup.Survey.Name;
import dev.bcs.files.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a dataset that somebody emptied from one whose disk is not mounted. */
final class Emptied {
  private Emptied() {}

  /**
   * Judges a survey that found no file where the last backup had some. An empty tree in the file
   * system of before is what somebody made of it; in another one, it is a mount point without its
   * disk, and must not pass for a complete backup.
   *
   * @param before what the last backup had of the dataset, or null
   */
  static void judge(
      Survey survey, List<Name> names, Baseline.@Nullable Extent before, Findings findings) {
    boolean any = names.stream().anyMatch(name -> !name.stat().isDirectory());
    if (any || before == null || before.files() == 0 || names.isEmpty()) {
      return;
    }
    Stat top = names.get(0).stat();
    String told = survey.dataset().id() + " is empty, and held " + before.files()
        + (before.files() == 1 ? " file" : " files") + " at the last backup";
    if (top.device() == before.device()) {
      findings.note(told);
    } else {
      findings.wrong(told + ", when " + survey.dataset().path()
          + " was another file system; mount its disk, or put a file there if it shall be so");
    }
  }
}
