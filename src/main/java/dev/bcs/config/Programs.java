package dev.bcs.config;

import dev.bcs.commands.Commands;
import java.util.List;
import java.util.Optional;

/** Reads commands: lists whose first word is the absolute path of a program. */
final class Programs {
  private Programs() {}

  /** Empty if there is none, or none that can be used. */
  static List<String> read(Section section, String key) {
    int before = section.findings().errors();
    List<String> command = Section.texts(section.items(key));
    if (!section.has(key) || section.findings().errors() > before) {
      return List.of();
    }
    String sample = key + " = [\"/usr/local/sbin/program\", \"argument\"]";
    int line = section.line(key);
    if (command.isEmpty() || command.get(0).isBlank()) {
      section.findings().error(line, section.label(key) + " names no program", sample);
      return List.of();
    }
    if (section.path(key, command.get(0)).isEmpty()) {
      return List.of();
    }
    // A program may lie on a disk that is mounted later; fence and services look again before use.
    Optional<String> why = Commands.problem(command);
    why.ifPresent(text -> section
        .findings()
        .warn(line, section.label(key) + ": " + text, "install it before it is needed"));
    return command;
  }
}
