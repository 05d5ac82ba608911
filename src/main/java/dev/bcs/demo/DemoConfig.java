package dev.bcs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the {@code bcs.toml} of a unit of the demo. */
final class DemoConfig {
  private DemoConfig() {}

  /**
   * The configuration of one unit: a backup each minute, the small PBX with its four datasets and
   * one service, every window on loopback.
   */
  static void write(DemoUnit unit, DemoUnit peer, boolean primary, DemoPorts all, DemoUsers users)
      throws IOException {
    Path switchboard = unit.bin().resolve("switchboard");
    String text = String.join(
        "\n",
        "# One unit of the demo; bcs config sample prints every key.",
        "[unit]",
        "name = " + quoted(unit.name()),
        "",
        "[pair]",
        "name = \"demo\"",
        "preferred-role = " + quoted(primary ? "primary" : "secondary"),
        "peer = [" + quoted("127.0.0.1:" + peer.ports().link()) + "]",
        "",
        "[backup]",
        "every = \"1m\"",
        "gap-limit = \"3m\"",
        "",
        "[[application]]",
        "name = \"pbx\"",
        "order = 10",
        "",
        datasets(unit),
        "[[application.service]]",
        "name = \"switchboard\"",
        "start = "
            + list(List.of(
                switchboard.toString(),
                "run",
                "--data",
                unit.data().toString(),
                "--port",
                "" + unit.ports().switchboard(),
                "--guard",
                unit.home().mayServe().toString(),
                "--pid",
                unit.pidFile().toString(),
                "--unit",
                unit.name())),
        "stop = "
            + list(
                List.of(switchboard.toString(), "stop", "--pid", unit.pidFile().toString())),
        "check = { http = " + quoted(unit.switchboard() + "health") + ", within = \"15s\" }",
        "",
        "[link]",
        "listen = [" + quoted("127.0.0.1:" + unit.ports().link()) + "]",
        "",
        "[http]",
        "listen = [" + quoted("127.0.0.1:" + unit.ports().http()) + "]",
        "",
        "[jmx]",
        "listen = " + quoted("127.0.0.1:" + unit.ports().jmx()),
        "",
        "[snmp]",
        "listen = [" + quoted("udp:127.0.0.1:" + unit.ports().snmp()) + "]",
        "targets = [",
        "  " + target(all.traps(), "inform", users) + ",",
        "  " + target(all.yourTraps(), "trap", users) + ",",
        "]",
        "");
    Files.writeString(unit.config(), text);
  }

  private static String datasets(DemoUnit unit) {
    return Losses.CLASSES.entrySet().stream()
        .map(part -> String.join(
            "\n",
            "[[application.dataset]]",
            "name = " + quoted(part.getKey()),
            "type = \"files\"",
            "path = " + quoted(unit.data().resolve(part.getKey()).toString()),
            "class = " + quoted(part.getValue()),
            ""))
        .collect(Collectors.joining("\n"));
  }

  private static String target(int port, String type, DemoUsers users) {
    return "{ address = " + quoted("127.0.0.1:" + port) + ", type = " + quoted(type) + ", user = "
        + quoted(users.viewer()) + " }";
  }

  private static String list(List<String> words) {
    return words.stream().map(DemoConfig::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
