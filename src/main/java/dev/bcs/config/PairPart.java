package dev.bcs.config;

import dev.bcs.heartbeat.HeartbeatSettings;
import dev.bcs.link.Address;
import dev.bcs.link.LinkSettings;
import dev.bcs.unit.Identity;
import dev.bcs.unit.UnitException;
import dev.bcs.unit.UnitSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads who this unit is, where its peer is, and how they watch each other. */
final class PairPart {
  private static final HeartbeatSettings BEATS =
      new HeartbeatSettings(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));

  private PairPart() {}

  static UnitSettings unit(Section unit, Section pair) {
    String role = "";
    if (pair.has("preferred-role")) {
      role = pair.word("preferred-role", List.of("primary", "secondary"));
    } else {
      pair.missing(
          "preferred-role", "preferred-role = \"primary\" on the unit that serves, else secondary");
    }
    return new UnitSettings(
        name(unit, "unit name", "name = \"wave-a\""),
        unit.text("location", ""),
        unit.text("contact", ""),
        name(pair, "pair name", "name = \"hq-pbx\""),
        role);
  }

  /** A name that must be there and can be shown everywhere. */
  static String name(Section section, String what, String hint) {
    String name = section.needed("name", hint);
    if (!name.isBlank()) {
      try {
        Identity.checkName(what, name);
      } catch (UnitException wrong) {
        section.findings().error(section.line("name"), String.valueOf(wrong.getMessage()));
      }
    }
    return name;
  }

  static LinkSettings link(Section pair, Section link, Hosts hosts) {
    int before = link.findings().errors();
    List<Section.Item> listen = link.items("listen");
    if (!link.has("listen")) {
      listen = List.of(new Section.Item(link.line("listen"), ":" + LinkSettings.PORT));
    } else if (listen.isEmpty() && link.findings().errors() == before) {
      link.findings()
          .error(
              link.line("listen"),
              "[link] listen is empty, so the peer cannot be heard",
              "listen = [\":" + LinkSettings.PORT + "\"]");
    }
    Map<InetSocketAddress, String> own = new HashMap<>();
    for (Section.Item item : listen) {
      hosts
          .listen("[link] listen", item.line(), item.text(), LinkSettings.PORT)
          .ifPresent(at -> own.put(at, "this unit itself"));
    }
    return new LinkSettings(Section.texts(listen), peers(pair, hosts, own));
  }

  private static List<String> peers(
      Section pair, Hosts hosts, Map<InetSocketAddress, String> taken) {
    String sample = "peer = [\"10.0.0.2\"]";
    int before = pair.findings().errors();
    List<Section.Item> peers = pair.items("peer");
    if (!pair.has("peer")) {
      pair.missing("peer", sample);
    } else if (peers.isEmpty() && pair.findings().errors() == before) {
      pair.findings().error(pair.line("peer"), "[pair] peer names no address", sample);
    }
    for (Section.Item item : peers) {
      Optional<InetSocketAddress> read =
          hosts.read("[pair] peer", item.line(), item.text(), LinkSettings.PORT);
      if (read.isEmpty()) {
        continue;
      }
      String shown = Address.show(read.get());
      if (read.get().getAddress().isAnyLocalAddress()) {
        pair.findings()
            .error(item.line(), "[pair] peer: \"" + item.text() + "\" is no one's address", sample);
      } else if (taken.containsKey(read.get())) {
        pair.findings()
            .error(
                item.line(),
                "[pair] peer: " + shown + " is " + taken.get(read.get()),
                "each path to the peer has its own address");
      }
      taken.put(read.get(), "there twice");
    }
    return Section.texts(peers);
  }

  static HeartbeatSettings heartbeat(Section section) {
    int before = section.findings().errors();
    HeartbeatSettings read = new HeartbeatSettings(
        section.duration("interval", BEATS.interval()),
        section.duration("suspect-after", BEATS.suspectAfter()),
        section.duration("down-after", BEATS.downAfter()));
    if (section.findings().errors() == before) {
      for (String problem : read.problems()) {
        String key = Stream.of("suspect-after", "down-after")
            .filter(each -> problem.startsWith(each) && section.has(each))
            .findFirst()
            .orElse("interval");
        section.findings().error(section.line(key), problem);
      }
    }
    return read;
  }
}
