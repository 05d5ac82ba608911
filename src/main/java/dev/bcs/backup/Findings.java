package dev.bcs.backup;

import dev.bcs.store.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What a capture has to tell: what could not be read truly, and what is merely noted. */
final class Findings {
  private static final int NAMED = 1000;

  private final List<String> wrong = new ArrayList<>();
  private final List<String> noted = new ArrayList<>();
  private int wrongs;
  private int notes;

  /** Something could not be read truly: the generation is incomplete. */
  void wrong(String sentence) {
    if (wrongs++ < NAMED) {
      wrong.add(sentence);
    }
  }

  /** Something that leaves the generation complete. */
  void note(String sentence) {
    if (notes++ < NAMED) {
      noted.add(sentence);
    }
  }

  Outcome outcome() {
    return wrongs == 0 ? Outcome.COMPLETE : Outcome.INCOMPLETE;
  }

  /** For the manifest: all that is wrong; the last line counts what is not named. */
  List<String> wrong() {
    List<String> told = new ArrayList<>(wrong);
    if (wrongs > wrong.size()) {
      told.add("and " + (wrongs - wrong.size()) + " more");
    }
    return told;
  }

  /** For people: one line. */
  String sentence() {
    if (wrongs > 0) {
      return wrongs == 1
          ? wrong.get(0)
          : wrongs + " names could not be read truly; the first: " + wrong.get(0);
    }
    if (notes > 0) {
      return notes == 1 ? noted.get(0) : notes + " notes; the first: " + noted.get(0);
    }
    return "";
  }
}
