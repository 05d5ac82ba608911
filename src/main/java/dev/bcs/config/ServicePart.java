package dev.bcs.config;

import dev.bcs.takeover.ServiceSettings;
import dev.bcs.takeover.ServiceSettings.Check;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one service: how it is started and stopped, and how it proves that it runs. */
final class ServicePart {
  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final Pattern SYSTEMD = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9:_.\\\\@-]*");
  private static final String SAMPLE = "systemd = \"pbx.service\", or start and stop = [\"/path\"]";

  private ServicePart() {}

  static ServiceSettings read(Section section, String application, String name, int order) {
    String systemd = section.text("systemd", "");
    List<String> start = Programs.read(section, "start");
    List<String> stop = Programs.read(section, "stop");
    checkWay(section);
    if (section.has("systemd") && !SYSTEMD.matcher(systemd).matches()) {
      section
          .findings()
          .error(
              section.line("systemd"),
              section.label("systemd") + " = \"" + systemd + "\" is no name of a unit",
              "as systemctl shows it: pbx.service");
    }
    return new ServiceSettings(
        application, name, order, systemd, start, stop, check(section, "check"));
  }

  /** Exactly one way to start, and the same one to stop. */
  private static void checkWay(Section section) {
    Findings findings = section.findings();
    if (section.has("windows")) {
      boolean here = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
      findings.error(
          section.line("windows"),
          here
              ? "services of Windows cannot be driven yet"
              : section.label("windows")
                  + " is for units that run Windows, which this one does not",
          here ? "start and stop = [\"C:\\\\...\"]" : SAMPLE);
      return;
    }
    boolean commands = section.has("start") || section.has("stop");
    if (section.has("systemd") && commands) {
      findings.error(
          section.line("systemd"),
          "a service has both systemd and start or stop",
          "keep one of them: systemd, or start and stop");
    } else if (commands && section.has("start") != section.has("stop")) {
      section.missing(
          section.has("start") ? "stop" : "start",
          "a service that is started by a command is stopped by one too, or it could serve twice");
    } else if (!section.has("systemd") && !commands && !section.misspelt()) {
      findings.error(section.line(), "a service has neither systemd nor start and stop", SAMPLE);
    }
  }

  private static Check check(Section service, String key) {
    if (!service.has(key)) {
      return none(WITHIN);
    }
    int before = service.findings().errors();
    Section section = service.section(key);
    boolean sound = service.findings().errors() == before;
    Duration within = section.duration("within", WITHIN);
    List<String> kinds =
        Stream.of("tcp", "http", "sip", "command").filter(section::has).toList();
    if (kinds.size() != 1) {
      if (sound) {
        section
            .findings()
            .error(
                section.line(),
                "a check has " + (kinds.isEmpty() ? "none" : "more than one")
                    + " of tcp, http, sip and command",
                "check = { tcp = \"127.0.0.1:5060\", within = \"20s\" }");
      }
      return none(within);
    }
    String kind = kinds.get(0);
    Check.Kind as = Check.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
    if (as == Check.Kind.COMMAND) {
      return new Check(as, "", Programs.read(section, kind), within);
    }
    String target = section.needed(kind, kind + " = \"127.0.0.1:5060\"");
    if (as == Check.Kind.HTTP) {
      checkUrl(section, target);
    } else if (!target.isBlank()) {
      checkTarget(section, kind, target);
    }
    return new Check(as, target, List.of(), within);
  }

  private static Check none(Duration within) {
    return new Check(Check.Kind.NONE, "", List.of(), within);
  }

  private static void checkTarget(Section section, String kind, String target) {
    new Hosts(section.findings())
        .read(section.label(kind), section.line(kind), target, 0)
        .filter(at -> at.getAddress().isAnyLocalAddress())
        .ifPresent(at -> section
            .findings()
            .error(
                section.line(kind),
                section.label(kind) + " = \"" + target + "\" has no address to connect to",
                kind + " = \"127.0.0.1:" + at.getPort() + "\""));
  }

  private static void checkUrl(Section section, String target) {
    if (target.isBlank()) {
      return;
    }
    try {
      URI uri = URI.create(target);
      boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (known && uri.getHost() != null && uri.getPort() <= 65_535 && uri.getPort() != 0) {
        return;
      }
    } catch (IllegalArgumentException noUri) {
      // Told below, as any other wrong address.
    }
    section
        .findings()
        .error(
            section.line("http"),
            section.label("http") + " = \"" + target + "\" is not an address of the web",
            "http = \"http://127.0.0.1:8080/\"");
  }
}
