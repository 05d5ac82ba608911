package dev.bcs.cli;

import dev.bcs.demo.Demo;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts a whole pair on this machine, or plays a story with it. */
@Command(
    name = "demo",
    description = {
      "Start a whole pair on loopback, with a small PBX as its appliance.",
      "It prints addresses, users and commands to try, and stays until it is interrupted; nothing"
          + " outside of DIR is touched, and no root is needed."
    },
    sortOptions = false)
final class DemoCommand extends Task {
  @Option(names = "--once", description = "play the story to its end: done only if every step held")
  boolean once;

  @Option(
      names = "--story",
      paramLabel = "NAME",
      defaultValue = "failover",
      description = "which story --once plays: failover (${DEFAULT-VALUE})")
  String story = "failover";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "keep everything under DIR, new or empty (a folder that is removed at the end)")
  @Nullable
  Path dir;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      defaultValue = "" + Demo.PORT_BASE,
      description = {
        "first port (${DEFAULT-VALUE}); of each unit: +0 link and beats, +1 HTTP, +2 JMX, +3 SNMP,"
            + " +4 the service; the second unit from N+10, a trap receiver at N+20"
      })
  int portBase = Demo.PORT_BASE;

  DemoCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() throws Exception {
    if (!Demo.STORIES.contains(story)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "no story is called \"" + story + "\"",
          "--story " + String.join(" or ", Demo.STORIES));
    }
    Demo.Options options =
        new Demo.Options(dir == null ? "" : dir.toString(), portBase, once, story);
    try {
      return new Demo(options, terminal().out()).run() ? ExitCode.DONE : ExitCode.FAILED;
    } catch (Demo.Unfit unfit) {
      throw new CommandFailed(ExitCode.USAGE, String.valueOf(unfit.getMessage()));
    }
  }
}
