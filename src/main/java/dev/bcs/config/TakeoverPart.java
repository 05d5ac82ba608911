package dev.bcs.config;

import dev.bcs.continuity.StartupSettings;
import dev.bcs.inventory.InventorySettings;
import dev.bcs.takeover.TakeoverSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what happens at a takeover and at a lonely start, and what else belongs to parity. */
final class TakeoverPart {
  private static final Duration STEP_LIMIT = Duration.ofMinutes(1);
  private static final Duration ALONE_AFTER = Duration.ofMinutes(2);
  private static final String ALONE = "alone = \"serve-after 2m\", or \"closed\"";
  private static final Pattern SERVE_AFTER = Pattern.compile("serve-after +(\\S+)");
  private static final Pattern WITH_PREFIX = Pattern.compile("([0-9A-Fa-f:.]+)/([0-9]{1,3})");
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}");

  private TakeoverPart() {}

  static TakeoverSettings takeover(Section section, Hosts hosts) {
    List<TakeoverSettings.Address> addresses = new ArrayList<>();
    for (Section each : section.sections("addresses")) {
      address(each, hosts).ifPresent(address -> {
        if (addresses.contains(address)) {
          each.findings()
              .error(
                  each.line(),
                  "the service address " + address.address() + " is there twice",
                  "remove one of them");
        }
        addresses.add(address);
      });
    }
    List<String> up = Programs.read(section, "address-up");
    if (!addresses.isEmpty() && !section.has("address-up") && !section.misspelt()) {
      section
          .findings()
          .warn(
              section.line("addresses"),
              "the service addresses have no address-up command, so nothing brings them here",
              "address-up and address-down = [\"/path\"], run with interface and address");
    }
    return new TakeoverSettings(
        addresses,
        Programs.read(section, "fence"),
        up,
        Programs.read(section, "address-down"),
        section.duration("step-limit", STEP_LIMIT));
  }

  private static Optional<TakeoverSettings.Address> address(Section section, Hosts hosts) {
    Findings findings = section.findings();
    int before = findings.errors();
    String device = section.needed("interface", "interface = \"eth0\"");
    String text = section.needed("address", "address = \"192.0.2.10/24\"");
    if (!device.isBlank() && !INTERFACE.matcher(device).matches()) {
      findings.error(
          section.line("interface"),
          section.label("interface") + " = \"" + device + "\" is no name of an interface",
          "as \"ip link\" shows it: eth0");
    }
    if (!text.isBlank()) {
      checkAddress(section, hosts, text);
    }
    return findings.errors() > before
        ? Optional.empty()
        : Optional.of(new TakeoverSettings.Address(device, text));
  }

  private static void checkAddress(Section section, Hosts hosts, String text) {
    Matcher parts = WITH_PREFIX.matcher(text);
    int line = section.line("address");
    if (!parts.matches()) {
      section
          .findings()
          .error(
              line,
              section.label("address") + " = \"" + text + "\" is not an address with its prefix",
              "address = \"192.0.2.10/24\"");
      return;
    }
    Optional<InetSocketAddress> read = literal(section, hosts, "address", parts.group(1));
    read.filter(at -> Integer.parseInt(parts.group(2)) > at.getAddress().getAddress().length * 8)
        .ifPresent(at -> section
            .findings()
            .error(
                line,
                section.label("address") + " = \"" + text + "\" has a prefix that is too long",
                at.getAddress().getAddress().length == 4 ? "at most /32" : "at most /128"));
  }

  /** An address alone, without a port. */
  private static Optional<InetSocketAddress> literal(
      Section section, Hosts hosts, String key, String text) {
    String alone = text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    return hosts.read(section.label(key), section.line(key), alone, 1);
  }

  /** A unit never serves alone before it would have called its peer down. */
  static StartupSettings startup(Section section, Hosts hosts, Duration downAfter) {
    String gateway = section.text("gateway", "");
    if (!gateway.isEmpty()) {
      literal(section, hosts, "gateway", gateway);
    }
    String alone = section.text("alone", "serve-after 2m");
    if (alone.equals("closed")) {
      return new StartupSettings(false, ALONE_AFTER, gateway);
    }
    Matcher parts = SERVE_AFTER.matcher(alone);
    Optional<Duration> after =
        parts.matches() ? Amounts.duration(parts.group(1)) : Optional.empty();
    int line = section.line("alone");
    if (after.isEmpty()) {
      String near = Nearest.to(alone.split(" ", 2)[0], List.of("closed", "serve-after"))
          .map(word -> "did you mean \"" + (word.equals("closed") ? word : word + " 2m") + "\"?")
          .orElse(ALONE);
      section.findings().error(line, "[startup] alone cannot be \"" + alone + "\"", near);
    } else if (after.get().compareTo(downAfter) <= 0) {
      section
          .findings()
          .error(
              line,
              "[startup] alone = \"" + alone + "\" is not longer than [heartbeat] down-after, "
                  + Amounts.text(downAfter),
              "two minutes are usual: " + ALONE);
    }
    return new StartupSettings(true, after.orElse(ALONE_AFTER), gateway);
  }

  static InventorySettings inventory(Section section) {
    return new InventorySettings(Programs.read(section, "software"));
  }
}
