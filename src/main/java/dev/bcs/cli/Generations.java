package dev.bcs.cli;

import dev.bcs.store.GenerationId;

/** How generations are named on the command line. */
final class Generations {
  static final String NEWEST = "newest";

  private Generations() {}

  /** Ends the command if this names no generation, whether there is such a one or not. */
  static void check(String text) {
    if (!text.equals(NEWEST)) {
      GenerationId unused = number(text);
    }
  }

  static GenerationId number(String text) {
    try {
      return new GenerationId(Long.parseLong(text));
    } catch (IllegalArgumentException notSuchANumber) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "\"" + text + "\" is no generation",
          "a number from bcs generations, or newest");
    }
  }
}
