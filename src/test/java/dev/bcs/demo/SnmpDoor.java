package dev.bcs.demo;

import dev.bcs.snmp.Tool;
import dev.bcs.takeover.FenceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The SNMP door through net-snmp's own snmpget and snmpset, v3 authPriv, by the MIB's names. */
final class SnmpDoor implements Door {
  private static final int NO_SUCH_FENCE = 7;

  private final Path folder;
  private final int port;
  private final String user;
  private final String password;

  SnmpDoor(Path folder, DemoUnit unit, String user, String password) {
    this.folder = folder;
    this.port = unit.ports().snmp();
    this.user = user;
    this.password = password;
  }

  static Tool.Ran tool(
      Path folder, String name, int port, String user, String password, List<String> rest)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(
        "-M",
        Path.of("mibs/ietf").toAbsolutePath() + ":" + Path.of("mibs").toAbsolutePath(),
        "-m",
        "BCS-MIB",
        "-OQsU",
        "-t",
        "5",
        "-v3",
        "-l",
        "authPriv",
        "-u",
        user,
        "-a",
        "SHA-256",
        "-A",
        password,
        "-x",
        "AES",
        "-X",
        password,
        "127.0.0.1:" + port));
    words.addAll(rest);
    return new Tool(folder).run(name, "snmp", words);
  }

  /** The value of a get. */
  static String value(Tool.Ran ran) throws IOException {
    int at = ran.output().indexOf(" = ");
    if (ran.exit() != 0 || at < 0) {
      throw new IOException(ran.output());
    }
    return ran.output().substring(at + 3).strip();
  }

  @Override
  public long token() throws Exception {
    return Long.parseLong(
        value(tool(folder, "snmpget", port, user, password, List.of("bcsPromoteToken.0"))));
  }

  @Override
  public Answer promote(Order order) throws Exception {
    int fence = FenceKind.ofWord(order.fence()).map(FenceKind::code).orElse(NO_SUCH_FENCE);
    List<String> set = new ArrayList<>(List.of(
        "bcsPromoteUnit.0",
        "s",
        order.unit(),
        "bcsPromoteReason.0",
        "s",
        order.reason(),
        "bcsPromoteFence.0",
        "i",
        "" + fence));
    if (order.generation() != 0) {
      set.addAll(List.of("bcsPromoteGeneration.0", "u", "" + order.generation()));
    }
    if (!order.overrides().isEmpty()) {
      set.addAll(List.of("bcsPromoteOverrides.0", "s", String.join(" ", order.overrides())));
    }
    set.addAll(List.of("bcsPromoteGo.0", "u", "" + order.token()));
    Tool.Ran ran = tool(folder, "snmpset", port, user, password, set);
    return new Answer(ran.exit() == 0, ran.output());
  }

  @Override
  public void close() {}
}
