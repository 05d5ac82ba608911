package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.bcs.config.ConfigFile;
import dev.bcs.config.Settings;
import dev.bcs.takeover.ServiceView;
import dev.bcs.takeover.Services;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks before a unit is paired as secondary whose services run: a secondary's are stopped. */
final class Consent {
  private static final Duration LOOK = Duration.ofSeconds(30);

  private Consent() {}

  /**
   * Returns if nothing will be stopped, or if the person agrees.
   *
   * @param services as the status has them
   * @param yes agreed to in the command line
   */
  static void get(Bcs bcs, JsonNode services, boolean yes) {
    // A configuration that cannot be read says nothing: then it is asked, to be safe.
    boolean primary = ConfigFile.read(bcs.config, bcs.home)
        .settings()
        .filter(settings -> PairCommand.roleOf(settings).equals("primary"))
        .isPresent();
    List<String> running = new ArrayList<>();
    for (JsonNode service : services) {
      if (StatusScreen.text(service, "state").equals("running")) {
        running.add(StatusScreen.text(service, "id"));
      }
    }
    if (!primary && !running.isEmpty()) {
      ask(bcs.terminal(), running, yes);
    }
  }

  /** The same without a daemon, whose place this command takes to look at each service once. */
  static void get(Bcs bcs, Settings settings, boolean yes) {
    if (PairCommand.roleOf(settings).equals("primary") || settings.services().isEmpty()) {
      return;
    }
    Path unused = bcs.home().directory();
    ArrayNode found = Door.body().putArray("services");
    try (Services services =
        new Services(settings.services(), LOOK, bcs.terminal().clocks(), unused)) {
      for (ServiceView view : services.look()) {
        found.addObject().put("id", view.id()).put("state", view.state().word());
      }
    }
    get(bcs, found, yes);
  }

  private static void ask(Terminal terminal, List<String> running, boolean yes) {
    if (yes) {
      return;
    }
    String what = "services run here (" + String.join(", ", running)
        + "), and as secondary this unit stops them";
    if (!terminal.isLive()) {
      throw new CommandFailed(
          ExitCode.REFUSED, what + "; nobody is there to be asked", "agree with --yes");
    }
    if (!terminal.confirms(what + ". Pair it?")) {
      throw new CommandFailed(ExitCode.REFUSED, "nothing was done");
    }
  }
}
