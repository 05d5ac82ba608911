package dev.bcs.config;

import dev.bcs.store.Dataset;
import dev.bcs.store.Means;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads by what means a dataset that is no tree of files is dumped and loaded. */
final class MeansPart {
  private static final Set<String> DATABASES = Set.of(Dataset.POSTGRESQL, Dataset.MYSQL);
  private static final Set<String> APPLIANCE = Set.of(Dataset.APPLIANCE);
  private static final String COMMAND = " = [\"/usr/local/sbin/program\", \"argument\"]";

  /** Which types a key is for; in the order in which they are told. */
  private static final Map<String, Set<String>> FOR = Map.of(
      "exclude", Set.of(Dataset.FILES),
      "local", Set.of(Dataset.FILES),
      "programs", DATABASES,
      "socket", DATABASES,
      "user", DATABASES,
      "port", Set.of(Dataset.POSTGRESQL),
      "backup", APPLIANCE,
      "restore", APPLIANCE,
      "check", APPLIANCE,
      "output", APPLIANCE);

  private MeansPart() {}

  static Means read(Section section, String type) {
    FOR.forEach((key, types) -> {
      if (section.has(key) && !types.contains(type)) {
        section
            .findings()
            .error(
                section.line(key),
                section.label(key) + " is nothing for a dataset of type \"" + type + "\"",
                "leave it out; it is for "
                    + String.join(", ", types.stream().sorted().toList()));
      }
    });
    boolean appliance = type.equals(Dataset.APPLIANCE);
    for (String key : List.of("backup", "restore")) {
      if (appliance && !section.has(key)) {
        section.missing(key, key + COMMAND);
      }
    }
    return new Means(
        folder(section, "programs"),
        folder(section, "socket"),
        section.number("port", Means.POSTGRESQL_PORT, 1, 65_535),
        section.text("user", ""),
        appliance ? Programs.read(section, "backup") : List.of(),
        appliance ? Programs.read(section, "restore") : List.of(),
        appliance ? Programs.read(section, "check") : List.of(),
        section.word("output", List.of("stdout", "folder")).equals("folder"),
        section.duration("limit", Means.LIMIT));
  }

  private static String folder(Section section, String key) {
    String text = section.text(key, "");
    if (text.isEmpty() || section.path(key, text).isEmpty()) {
      return "";
    }
    if (key.equals("programs") && !Files.isDirectory(section.path(key, text).get())) {
      section
          .findings()
          .warn(
              section.line(key),
              section.label(key) + ": the folder " + text + " does not exist",
              "install the engine before it is needed");
    }
    return text;
  }
}
