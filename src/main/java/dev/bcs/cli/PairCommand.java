package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.config.Settings;
import dev.bcs.link.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a pair of two units, with or without their daemons. */
@Command(
    name = "pair",
    description = "Make a pair of two units: invite on one, accept on the other.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
final class PairCommand extends Task {
  private static final int PORT = 7400;

  private PairCommand(Bcs bcs) {
    super(bcs);
  }

  static CommandLine line(Bcs bcs) {
    return new CommandLine(new PairCommand(bcs))
        .addSubcommand(new Invite(bcs))
        .addSubcommand(new Accept(bcs));
  }

  @Override
  ExitCode run() {
    throw new CommandFailed(
        ExitCode.USAGE, "invite or accept?", "bcs pair invite here, bcs pair accept there");
  }

  /** Opens an invitation, shows its code, and waits. */
  @Command(
      name = "invite",
      description = {
        "Print a code for the other unit, and wait until it was used or has ended.",
        "It serves once and for fifteen minutes; five wrong codes close it."
      },
      sortOptions = false)
  static final class Invite extends Task {
    @Option(
        names = {"-y", "--yes"},
        description = "do not ask before services are to be stopped")
    boolean yes;

    Invite(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() throws IOException {
      Door door = door();
      if (door.isSilent()) {
        return OfflinePairing.invite(bcs, yes);
      }
      JsonNode status = door.status();
      Consent.get(bcs, status.path("services"), yes);
      JsonNode invitation = door.post("pair/invite", Door.body());
      return new InvitationWatch(bcs, door).await(status, invitation);
    }
  }

  /** Takes an invitation up. */
  @Command(
      name = "accept",
      description = "Pair this unit with the one that printed the code.",
      sortOptions = false)
  static final class Accept extends Task {
    @Parameters(
        index = "0",
        paramLabel = "HOST[:PORT]",
        description = "address of the inviting unit; port 7400 if none is given")
    String host = "";

    @Parameters(index = "1", paramLabel = "CODE", description = "as bcs pair invite printed it")
    String code = "";

    @Option(
        names = {"-y", "--yes"},
        description = "do not ask before services are to be stopped")
    boolean yes;

    Accept(Bcs bcs) {
      super(bcs);
    }

    @Override
    ExitCode run() throws IOException {
      InetSocketAddress there = address();
      Door door = door();
      if (door.isSilent()) {
        return OfflinePairing.accept(bcs, there, code, yes);
      }
      Consent.get(bcs, door.status().path("services"), yes);
      JsonNode done = door.postSlow(
          "pair/accept",
          Door.body()
              .put("host", there.getAddress().getHostAddress())
              .put("port", there.getPort())
              .put("code", code));
      say(done.path("text").asText());
      return ExitCode.DONE;
    }

    private InetSocketAddress address() {
      try {
        return Address.parse(host, PORT);
      } catch (IllegalArgumentException notAnAddress) {
        throw new CommandFailed(ExitCode.USAGE, String.valueOf(notAnAddress.getMessage()));
      }
    }
  }

  /** As what this unit is paired, by its own configuration. */
  static String roleOf(Settings settings) {
    return settings.unit().preferredRole().equals("primary") ? "primary" : "secondary";
  }
}
