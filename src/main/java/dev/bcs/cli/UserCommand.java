package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.status.Access;
import dev.bcs.status.Actor;
import dev.bcs.status.EventLog;
import dev.bcs.status.Refused;
import dev.bcs.status.UserAccess;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Users;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The users of every network door, through the daemon or, before it first runs, without. */
@Command(
    name = "user",
    description = "Make, change, list and remove the users of HTTP, JMX and SNMP.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
final class UserCommand extends Task {
  private UserCommand(Bcs bcs) {
    super(bcs);
  }

  static CommandLine line(Bcs bcs) {
    return new CommandLine(new UserCommand(bcs))
        .addSubcommand(new Add(bcs))
        .addSubcommand(new Passwd(bcs))
        .addSubcommand(new Listing(bcs))
        .addSubcommand(new Remove(bcs));
  }

  @Override
  ExitCode run() {
    throw new CommandFailed(ExitCode.USAGE, "add, passwd, list or remove?", "see: bcs user --help");
  }

  /** Work on the users while no daemon runs. */
  @FunctionalInterface
  private interface Work {
    void on(Access access, Actor actor) throws Refused;
  }

  /** Makes a user. */
  @Command(name = "add", description = "Make a user.", sortOptions = false)
  static final class Add extends Task {
    @Parameters(paramLabel = "NAME", description = "letters, digits, dots, dashes, underscores")
    String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "viewer (looks) or operator (also acts)")
    String role = "";

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "its first line is the password (a prompt, twice)")
    Path file = Password.PROMPT;

    Add(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() throws IOException {
      if (!List.of("viewer", "operator").contains(role)) {
        throw new CommandFailed(
            ExitCode.USAGE, "no role is called \"" + role + "\"", "--role viewer, or operator");
      }
      char[] password = Password.read(terminal(), file, name);
      try {
        Door door = door();
        if (!door.isSilent()) {
          ObjectNode body = Door.body().put("name", name).put("role", role);
          body.put("password", new String(password));
          say(door.post("users", body).path("text").asText());
        } else {
          offline(
              this, (access, actor) -> access.add(name, role.equals("operator"), password, actor));
          say(name + " is a user now");
        }
      } finally {
        Arrays.fill(password, '\0');
      }
      return ExitCode.DONE;
    }
  }

  /** Gives a user another password. */
  @Command(name = "passwd", description = "Give a user another password.", sortOptions = false)
  static final class Passwd extends Task {
    @Parameters(paramLabel = "NAME", description = "of the user")
    String name = "";

    @Option(
        names = "--password-file",
        paramLabel = "FILE",
        description = "its first line is the password (a prompt, twice)")
    Path file = Password.PROMPT;

    Passwd(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() throws IOException {
      char[] password = Password.read(terminal(), file, name);
      try {
        Door door = door();
        if (!door.isSilent()) {
          ObjectNode body = Door.body().put("name", name).put("password", new String(password));
          say(door.post("users/password", body).path("text").asText());
        } else {
          offline(this, (access, actor) -> access.passwd(name, password, actor));
          say(name + " has another password now");
        }
      } finally {
        Arrays.fill(password, '\0');
      }
      return ExitCode.DONE;
    }
  }

  /** Lists the users. */
  @Command(name = "list", description = "List the users.", sortOptions = false)
  static final class Listing extends Task {
    @Option(names = "--json", description = "print them as JSON")
    boolean json;

    Listing(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      Door door = door();
      JsonNode users = door.isSilent() ? fromLedger() : door.get("users");
      if (json) {
        bcs.print(users);
      } else if (users.path("users").isEmpty()) {
        say("there is no user yet; make one with: bcs user add NAME --role operator");
      }
      for (JsonNode user : json ? Door.body() : users.path("users")) {
        say(String.format(
            Locale.ROOT,
            "%-32s  %s",
            user.path("name").asText(),
            user.path("role").asText()));
      }
      return ExitCode.DONE;
    }

    private JsonNode fromLedger() {
      ObjectNode all = Door.body();
      ArrayNode rows = all.putArray("users");
      try {
        offline(
            this,
            (access, actor) -> access
                .list()
                .forEach(member -> rows.addObject()
                    .put("name", member.name())
                    .put("role", member.operator() ? "operator" : "viewer")
                    .put("snmp", member.snmp())));
        return all;
      } catch (CommandFailed e) {
        throw e;
      }
    }
  }

  /** Removes a user. */
  @Command(name = "remove", description = "Remove a user.", sortOptions = false)
  static final class Remove extends Task {
    @Parameters(paramLabel = "NAME", description = "of the user")
    String name = "";

    Remove(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() {
      Door door = door();
      if (!door.isSilent()) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        say(door.delete("users?name=" + encoded).path("text").asText());
      } else {
        offline(this, (access, actor) -> access.remove(name, actor));
        say(name + " is no user any more");
      }
      return ExitCode.DONE;
    }
  }

  /** The same users, rules and audit as through the daemon. */
  private static void offline(Task task, Work work) {
    try (OfflineUnit unit = OfflineUnit.open(task.bcs)) {
      Identity identity = unit.identity();
      var clocks = task.terminal().clocks();
      EventLog log = new EventLog(unit.ledger(), clocks, unit.settings().unit().pair());
      Users users = new Users(unit.ledger(), identity, clocks);
      work.on(new UserAccess(users, identity, log, clocks), actor(task.bcs));
    } catch (Refused refused) {
      throw CommandFailed.refused(String.valueOf(refused.getMessage()));
    }
  }

  private static Actor actor(Bcs bcs) {
    String user = System.getProperty("user.name", "unknown");
    String name = bcs.as.isEmpty() || bcs.as.equals(user) ? user : user + " (as " + bcs.as + ")";
    return new Actor(name, Actor.Door.CLI, "pid:" + ProcessHandle.current().pid());
  }
}
