package dev.bcs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every key that a configuration may hold: the one table of them. */
final class Keys {
  /** A section, and the keys in it. */
  record Of(String section, List<String> keys) {}

  static final List<Of> TABLE = List.of(
      of("unit", "name", "location", "contact"),
      of("pair", "name", "preferred-role", "peer"),
      of("heartbeat", "interval", "suspect-after", "down-after"),
      of("backup", "schedule", "every", "blackout", "gap-limit", "hung-after", "keep", "limits"),
      of("backup.keep", "last", "minimum-age", "hourly", "daily", "weekly", "monthly"),
      of("backup.limits", "bandwidth", "low-priority"),
      of("staging", "reserve", "scrub-within"),
      of("application", "name", "order", "dataset", "service"),
      of("application.dataset", "name", "type", "path", "class", "exclude", "local"),
      of("application.service", "name", "systemd", "windows", "start", "stop", "check"),
      of("application.service.check", "tcp", "http", "sip", "command", "within"),
      of("takeover", "addresses", "address-up", "address-down", "fence", "step-limit"),
      of("takeover.addresses", "interface", "address"),
      of("startup", "alone", "gateway"),
      of("inventory", "software"),
      of("link", "listen"),
      of("http", "listen", "key-store"),
      of("jmx", "listen"),
      of("snmp", "listen", "targets", "promotion"),
      of("snmp.targets", "address", "type", "user"),
      of("mail", "server", "security", "from", "to", "user", "password-file"));

  private Keys() {}

  private static Of of(String section, String... keys) {
    return new Of(section, List.of(keys));
  }

  /** The keys of a section; the sections themselves for the whole file, whose name is empty. */
  static List<String> in(String section) {
    return section.isEmpty()
        ? TABLE.stream().map(Of::section).filter(name -> !name.contains(".")).toList()
        : TABLE.stream()
            .filter(each -> each.section().equals(section))
            .flatMap(each -> each.keys().stream())
            .toList();
  }

  /** The only section that knows this key. */
  static Optional<String> home(String key) {
    List<String> homes = TABLE.stream()
        .filter(each -> each.keys().contains(key))
        .map(Of::section)
        .toList();
    return homes.size() == 1 ? Optional.of(homes.get(0)) : Optional.empty();
  }

  /** Every key with its section before it; {@code backup.keep.last} is one. */
  static List<String> all() {
    List<String> all = new ArrayList<>(in(""));
    TABLE.stream()
        .flatMap(each -> each.keys().stream().map(key -> each.section() + "." + key))
        .forEach(all::add);
    return all;
  }

  /** Keys that design or habit may bring here, and why they are refused. */
  static Optional<String> later(String section, String key) {
    return section.equals("backup.keep") && key.equals("yearly")
        ? Optional.of("monthly = 12 and more keeps generations for years")
        : Optional.empty();
  }
}
