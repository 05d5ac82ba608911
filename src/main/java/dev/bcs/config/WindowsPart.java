package dev.bcs.config;

import dev.bcs.http.HttpSettings;
import dev.bcs.jmx.JmxSettings;
import dev.bcs.mail.MailSettings;
import dev.bcs.snmp.SnmpSettings;
import dev.bcs.unit.Home;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the windows: where each listens, and whom it tells. */
final class WindowsPart {
  private static final String HTTP = "127.0.0.1:7480";
  private static final String JMX = "127.0.0.1:7490";
  private static final Pattern SERVER = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]+?(:[0-9]{1,5})?");
  private static final Pattern MAILBOX = Pattern.compile("[^\\s@<>,;\"]+@[^\\s@<>,;\"]+");

  private WindowsPart() {}

  /** The unit's own key serves TLS, unless another one is named. */
  static HttpSettings http(Section section, Home home, Hosts hosts) {
    List<Section.Item> listen = section.has("listen")
        ? section.items("listen")
        : List.of(new Section.Item(section.line("listen"), HTTP));
    boolean needsKey = false;
    for (Section.Item item : listen) {
      Optional<InetSocketAddress> at = hosts.listen("[http] listen", item.line(), item.text(), 0);
      needsKey |= at.isPresent() && !at.get().getAddress().isLoopbackAddress();
    }
    String text = section.text("key-store", "");
    Path keyStore = home.keys().resolve("unit.p12");
    if (!text.isEmpty()) {
      keyStore = section.path("key-store", text).orElse(keyStore);
      if (needsKey && !Files.exists(keyStore)) {
        section
            .findings()
            .error(
                section.line("key-store"),
                "[http] listens off loopback, and there is no key for TLS at " + keyStore,
                "leave key-store out, so that the unit's own key is used, or listen on " + HTTP);
      }
    }
    return new HttpSettings(Section.texts(listen), home.socket().toString(), keyStore.toString());
  }

  static JmxSettings jmx(Section section, Hosts hosts) {
    String listen = section.text("listen", JMX);
    if (!listen.isEmpty()) {
      hosts.listen("[jmx] listen", section.line("listen"), listen, 0);
    }
    return new JmxSettings(listen);
  }

  static SnmpSettings snmp(Section section, Hosts hosts) {
    List<Section.Item> listen = section.items("listen");
    Set<InetSocketAddress> seen = new HashSet<>();
    for (Section.Item item : listen) {
      snmpListen(item, hosts, section.findings())
          .filter(at -> !seen.add(at))
          .ifPresent(at -> section
              .findings()
              .error(item.line(), "[snmp] listen: " + item.text() + " is there twice", ""));
    }
    List<SnmpSettings.Target> targets = new ArrayList<>();
    Set<String> addresses = new HashSet<>();
    for (Section each : section.sections("targets")) {
      SnmpSettings.Target target = target(each, hosts);
      if (!target.address().isEmpty() && !addresses.add(target.address())) {
        section
            .findings()
            .error(
                each.line("address"),
                "the target " + target.address() + " is there twice",
                "each target is told once: trap or inform");
      }
      targets.add(target);
    }
    return new SnmpSettings(Section.texts(listen), targets, section.flag("promotion", true));
  }

  private static Optional<InetSocketAddress> snmpListen(
      Section.Item item, Hosts hosts, Findings findings) {
    String text = item.text();
    String rest = text.startsWith("udp:") ? text.substring("udp:".length()) : "";
    if (rest.isEmpty() || rest.startsWith(":")) {
      findings.error(
          item.line(),
          "[snmp] listen: \"" + text + "\" is not udp, an address and a port",
          "listen = [\"udp:0.0.0.0:161\"]");
      return Optional.empty();
    }
    return hosts.read("[snmp] listen", item.line(), rest, 0);
  }

  private static SnmpSettings.Target target(Section section, Hosts hosts) {
    String address = section.needed("address", "address = \"192.0.2.20\", or with its port");
    if (!address.isBlank()) {
      hosts
          .read(section.label("address"), section.line("address"), address, 162)
          .filter(at -> at.getAddress().isAnyLocalAddress())
          .ifPresent(at -> section
              .findings()
              .error(
                  section.line("address"),
                  section.label("address") + ": \"" + address + "\" is no one's address",
                  "address = \"192.0.2.20\""));
    }
    return new SnmpSettings.Target(
        address,
        section.word("type", List.of("trap", "inform")),
        section.needed("user", "user = \"nms\", made with: bcs user add nms --role viewer"));
  }

  static MailSettings mail(Section section) {
    Findings findings = section.findings();
    String server = section.text("server", "");
    String from = section.text("from", "");
    List<Section.Item> to = section.items("to");
    if (!server.isEmpty() && !isServer(server)) {
      findings.error(
          section.line("server"),
          "[mail] server = \"" + server + "\" is not a host or a host and port",
          "server = \"mail.example.org:587\"");
    }
    if (section.has("server")) {
      mailbox(section, new Section.Item(section.line("from"), section.needed("from", FROM)));
      if (to.isEmpty()) {
        section.missing("to", "to = [\"noc@example.org\"]");
      }
    } else if (section.has("from") || section.has("to")) {
      section.missing("server", "server = \"mail.example.org:587\"");
    }
    to.forEach(item -> mailbox(section, item));
    return new MailSettings(
        server,
        section.word("security", List.of("starttls", "tls", "none")),
        from,
        Section.texts(to),
        section.text("user", ""),
        password(section));
  }

  private static final String FROM = "from = \"bcs@example.org\"";

  private static boolean isServer(String server) {
    int colon = server.lastIndexOf(':');
    String port = server.substring(colon + 1);
    boolean bare = colon < 0 || server.endsWith("]");
    return SERVER.matcher(server).matches()
        && (bare || (port.matches("[0-9]{1,5}") && isPort(Integer.parseInt(port))));
  }

  private static boolean isPort(int port) {
    return port > 0 && port <= 0xffff;
  }

  private static void mailbox(Section section, Section.Item item) {
    if (!item.text().isBlank() && !MAILBOX.matcher(item.text()).matches()) {
      section
          .findings()
          .error(
              item.line(),
              "[mail] \"" + item.text() + "\" is not an address for mail",
              "name@example.org, without more around it");
    }
  }

  /** The file that holds it; the secret itself never stands in the configuration. */
  private static String password(Section section) {
    String text = section.text("password-file", "");
    if (section.has("user") && !section.has("password-file")) {
      section.missing("password-file", "password-file = \"/etc/bcs/mail.password\"");
    } else if (section.has("password-file") && !section.has("user")) {
      section.missing("user", "the name that the password is for, or no password-file");
    }
    Optional<Path> file = text.isEmpty() ? Optional.empty() : section.path("password-file", text);
    file.filter(at -> !Files.isReadable(at))
        .ifPresent(at -> section
            .findings()
            .warn(
                section.line("password-file"),
                "[mail] password-file " + at + " cannot be read by this user",
                "it is read anew for each letter; until then none is sent"));
    return file.map(Path::toString).orElse("");
  }
}
