package dev.bcs.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading one file: its settings, or why there are none.
 *
 * @param settings present exactly if no problem is an error
 * @param problems by line; warnings among them
 */
public record Reading(Optional<Settings> settings, List<Problem> problems) {
  public Reading {
    problems = List.copyOf(problems);
    if (settings.isPresent() == problems.stream().anyMatch(Problem::isError)) {
      throw new IllegalArgumentException("there are settings exactly if there is no error");
    }
  }

  public List<Problem> errors() {
    return problems.stream().filter(Problem::isError).toList();
  }

  public List<Problem> warnings() {
    return problems.stream().filter(each -> !each.isError()).toList();
  }

  /** The settings, or one exception with all errors. */
  public Settings orThrow() {
    return settings.orElseThrow(() -> new ConfigException(errors()));
  }
}
