package dev.bcs.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** What the demo prints to be tried: addresses, users, and commands that work as they stand. */
final class DemoScreen {
  private final DemoPair pair;
  private final Path folder;

  DemoScreen(DemoPair pair, Path folder) {
    this.pair = pair;
    this.folder = folder;
  }

  void print(PrintWriter out) {
    DemoUnit a = pair.first;
    DemoUnit b = pair.second;
    DemoUsers users = pair.users;
    String bcs = System.getProperty("bcs.launcher", "bcs");
    List<String> lines = List.of(
        "",
        "  wave-a  primary    page " + a.page() + "   wall " + a.page() + "wall",
        "                     the appliance's service: " + a.switchboard(),
        "  wave-b  secondary  page " + b.page() + "   wall " + b.page() + "wall",
        "  user    " + users.viewer() + " / " + users.viewerPassword() + " may look; "
            + users.operator() + " / " + users.operatorPassword() + " may also act",
        "  files   " + folder,
        "",
        "Look (paste these into another terminal):",
        "  " + bcs + " --home " + b.home().directory() + " status --watch",
        "  curl -s " + b.page() + "api/v1/status",
        "  curl -s " + b.page() + "metrics | grep bcs_gap",
        "  export MIBS=BCS-MIB MIBDIRS=" + pair.mibs() + ":" + pair.mibs().resolve("ietf"),
        "  noc=\"-v3 -l authPriv " + sign(users.viewer(), users.viewerPassword()) + "\"",
        "  snmpwalk $noc 127.0.0.1:" + b.ports().snmp()
            + " bcsGap      # the gap grows by the second",
        "  snmptrapd -f -Lo -C -c " + pair.trapConfig() + " udp:127.0.0.1:" + yourTraps(),
        // With an address on its command line JConsole asks for no user, and is turned away.
        "  jconsole      # Remote Process 127.0.0.1:" + b.ports().jmx() + ", Username "
            + users.operator() + ", Insecure connection",
        "",
        "Lose the primary, its daemon and its service together:",
        "  kill -9 -- -" + a.pid(),
        "",
        "Promote the spare, by one of:",
        "  " + bcs + " --home " + b.home().directory()
            + " promote --reason 'wave-a is dead' --fence powered-off",
        "  admin=\"-v3 -l authPriv " + sign(users.operator(), users.operatorPassword()) + "\"",
        "  snmpset $admin 127.0.0.1:" + b.ports().snmp()
            + " bcsPromoteUnit.0 s wave-b bcsPromoteReason.0 s 'wave-a is dead' \\",
        "    bcsPromoteFence.0 i poweredOff bcsPromoteGo.0 u $(snmpget $noc -Oqv 127.0.0.1:"
            + b.ports().snmp() + " bcsPromoteToken.0)",
        "  curl -s -u " + users.operator() + ":" + users.operatorPassword()
            + " -H 'Content-Type: application/json' \\",
        "    -d '{\"unit\":\"wave-b\",\"reason\":\"wave-a is dead\",\"fence\":\"powered-off\"}' "
            + b.page() + "api/v1/promote",
        "  or the button on " + b.page() + ", or promote in JConsole",
        "",
        "Bring the old primary back, and see it quarantined:",
        "  " + bcs + " run --home " + a.home().directory() + " --config " + a.config(),
        "",
        "Callers ring every few seconds. Ctrl-C ends the demo.");
    lines.forEach(out::println);
    out.flush();
  }

  private static String sign(String user, String password) {
    return "-u " + user + " -a SHA-256 -A " + password + " -x AES -X " + password;
  }

  private int yourTraps() {
    return pair.first.ports().link() + DemoPorts.LAST;
  }
}
