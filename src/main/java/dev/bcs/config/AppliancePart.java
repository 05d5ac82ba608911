package dev.bcs.config;

import dev.bcs.backup.Hooks;
import dev.bcs.store.Dataset;
import dev.bcs.takeover.ServiceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the appliance: its applications with their datasets and services. */
final class AppliancePart {
  private static final Pattern CLASS = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final List<String> TYPES =
      List.of(Dataset.FILES, Dataset.SQLITE, Dataset.POSTGRESQL, Dataset.MYSQL, Dataset.APPLIANCE);
  private static final int USUAL_ORDER = 50;
  private static final Duration HOOK_WITHIN = Duration.ofMinutes(1);
  private static final Duration HOOK_HOLD = Duration.ofMinutes(15);

  private final Findings findings;
  private final List<Dataset> datasets = new ArrayList<>();
  private final List<ServiceSettings> services = new ArrayList<>();
  private final List<Hooks> hooks = new ArrayList<>();
  private final List<Places.Place> places = new ArrayList<>();

  private AppliancePart(Findings findings) {
    this.findings = findings;
  }

  static AppliancePart read(Section whole) {
    AppliancePart part = new AppliancePart(whole.findings());
    int before = part.findings.errors();
    Map<String, Integer> names = new HashMap<>();
    for (Section application : whole.sections("application")) {
      String name = PairPart.name(application, "application name", "name = \"voicemail\"");
      part.once(names, "the application " + name, application.line("name"), name);
      part.application(application, name);
    }
    if (part.datasets.isEmpty() && !whole.misspelt() && part.findings.errors() == before) {
      part.findings.warn(
          0,
          "no dataset is configured, so there is nothing to back up",
          "describe the appliance with [[application]] and [[application.dataset]]");
    }
    return part;
  }

  List<Dataset> datasets() {
    return datasets;
  }

  List<ServiceSettings> services() {
    return services;
  }

  List<Hooks> hooks() {
    return hooks;
  }

  List<Places.Place> places() {
    return places;
  }

  private void once(Map<String, Integer> seen, String what, int line, String name) {
    Integer before = name.isEmpty() ? null : seen.putIfAbsent(name, line);
    if (before != null) {
      findings.error(
          line, what + " is there twice, first on line " + before, "give one of them another name");
    }
  }

  private void application(Section section, String name) {
    int order = section.number("order", USUAL_ORDER, 0, 9999);
    Map<String, Integer> names = new HashMap<>();
    for (Section each : section.sections("dataset")) {
      Dataset dataset = dataset(each, name);
      once(names, "the dataset " + dataset.id(), each.line("name"), dataset.name());
      datasets.add(dataset);
    }
    hooks(section, name);
    names.clear();
    for (Section each : section.sections("service")) {
      String own = PairPart.name(each, "service name", "name = \"pbx\"");
      once(names, "the service " + name + "/" + own, each.line("name"), own);
      services.add(ServicePart.read(each, name, own, order));
    }
  }

  private void hooks(Section section, String application) {
    if (!section.has("hooks")) {
      return;
    }
    int before = findings.errors();
    Section own = section.section("hooks");
    List<String> first = Programs.read(own, "before");
    List<String> last = Programs.read(own, "after");
    Duration within = own.duration("within", HOOK_WITHIN);
    Duration hold = own.duration("hold", HOOK_HOLD);
    if (findings.errors() > before) {
      return;
    }
    if (first.isEmpty() && last.isEmpty()) {
      findings.error(
          section.line("hooks"),
          section.label("hooks") + " name no command",
          "hooks = { before = [\"/usr/local/sbin/hold\"], after = [\"/usr/local/sbin/let-go\"] }");
    } else {
      if (last.isEmpty()) {
        findings.warn(
            section.line("hooks"),
            "nothing lets the application " + application + " go after it was held still",
            "after = [\"/usr/local/sbin/let-go\"], which runs whatever happens");
      }
      hooks.add(new Hooks(application, first, last, within, hold));
    }
  }

  private Dataset dataset(Section section, String application) {
    String name = PairPart.name(section, "dataset name", "name = \"messages\"");
    String type = type(section);
    String text = section.needed("path", "path = \"/var/spool/pbx/voicemail\"");
    Optional<Path> path = text.isBlank() ? Optional.empty() : section.path("path", text);
    path.ifPresent(at -> places.add(new Places.Place(
        "the dataset " + application + "/" + name, at, type, section.line("path"))));
    String kind = section.needed("class", "class = \"configuration\", or voicemail, logs, ...");
    if (!kind.isBlank() && !CLASS.matcher(kind).matches()) {
      findings.error(
          section.line("class"),
          section.label("class") + " cannot be \"" + kind + "\"",
          "small letters, digits and dashes, such as call-logs");
    }
    return new Dataset(
        application,
        name,
        type,
        path.map(Path::toString).orElse(text),
        kind,
        inside(section, "exclude"),
        locals(section),
        MeansPart.read(section, type));
  }

  private String type(Section section) {
    String type = section.needed("type", "type = \"files\"");
    if (type.isBlank()) {
      return Dataset.FILES;
    }
    return section.word("type", TYPES);
  }

  /** Paths or patterns that stay below the dataset. */
  private List<String> inside(Section section, String key) {
    List<String> all = new ArrayList<>();
    for (Section.Item item : section.items(key)) {
      String text = item.text();
      boolean dots = List.of(text.split("/", -1)).stream()
          .anyMatch(part -> part.equals("..") || part.equals("."));
      if (text.isBlank() || text.startsWith("/") || text.contains("//") || dots) {
        findings.error(
            item.line(),
            section.label(key) + ": \"" + text + "\" does not lie below the dataset",
            "write it relative to the dataset's path, without dots, such as \"run/\"");
      }
      all.add(text);
    }
    return all;
  }

  /** Local paths are names, not patterns, since each is carried across a swap. */
  private List<String> locals(Section section) {
    List<String> all = new ArrayList<>();
    for (String text : inside(section, "local")) {
      if (text.contains("*") || text.contains("?")) {
        findings.error(
            section.line("local"),
            section.label("local") + ": \"" + text + "\" is a pattern",
            "name each path that belongs to the unit; patterns are for exclude");
      }
      all.add(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }
    return all;
  }
}
