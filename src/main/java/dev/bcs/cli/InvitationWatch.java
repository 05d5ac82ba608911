package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Waits, visibly, for what becomes of an invitation that the daemon has open. */
final class InvitationWatch {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration MORE = Duration.ofSeconds(30);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private final Bcs bcs;
  private final Door door;

  InvitationWatch(Bcs bcs, Door door) {
    this.bcs = bcs;
    this.door = door;
  }

  /** Says what the other unit's administrator has to type. */
  static void show(Terminal terminal, String code, Instant until, int port) {
    ZoneId zone = terminal.clocks().zone();
    terminal.say("code:   " + code);
    terminal.say("valid:  once, until " + CLOCK.format(until.atZone(zone)));
    terminal.say("there:  bcs pair accept ADDRESS-OF-THIS-UNIT" + (port == 7400 ? "" : ":" + port)
        + " " + code);
    terminal.say("waiting for the other unit; Ctrl-C to withdraw");
  }

  /** The wait, on one line of a terminal. */
  static void showLeft(Terminal terminal, Instant until) {
    Duration left =
        Duration.between(terminal.clocks().now(), until).truncatedTo(ChronoUnit.SECONDS);
    Duration shown = left.isNegative() ? Duration.ZERO : left;
    terminal.rewrite(String.format(
        Locale.ROOT, "waiting, %d:%02d left", shown.toMinutes(), shown.toSecondsPart()));
  }

  /** Ends with the pair made, or with why there is none. */
  ExitCode await(JsonNode before, JsonNode invitation) {
    Terminal terminal = bcs.terminal();
    Instant until = Instant.parse(invitation.path("until").asText());
    boolean unpaired = StatusScreen.text(before, "role").equals("unpaired");
    show(terminal, invitation.path("code").asText(), until, port());
    Duration valid = Duration.between(terminal.clocks().now(), until).plus(MORE);
    long begun = terminal.clocks().ticks();
    while (terminal.clocks().since(begun).compareTo(valid) < 0) {
      terminal.rest(LOOK);
      showLeft(terminal, until);
      String state = StatusScreen.text(door.get("pair/invite"), "state");
      JsonNode status = door.status();
      String role = StatusScreen.text(status, "role");
      if (unpaired ? !role.equals("unpaired") : state.equals("used")) {
        terminal.say("paired with " + StatusScreen.text(status.path("peer"), "name")
            + "; this unit is " + role);
        return ExitCode.DONE;
      }
      ended(state);
    }
    throw expired();
  }

  /** Throws if there is nothing more to wait for. */
  private static void ended(String state) {
    switch (state) {
      case "closed" -> throw closed();
      case "expired" -> throw expired();
      case "withdrawn" ->
        throw new CommandFailed(
            ExitCode.FAILED, "the invitation was withdrawn", "invite again: bcs pair invite");
      default -> {}
    }
  }

  static CommandFailed closed() {
    return new CommandFailed(
        ExitCode.REFUSED,
        "five wrong codes came: the invitation is closed, and no pair was made",
        "find out who tried; then invite again: bcs pair invite");
  }

  static CommandFailed expired() {
    return new CommandFailed(
        ExitCode.FAILED,
        "the invitation has expired, and no pair was made",
        "invite again: bcs pair invite");
  }

  private int port() {
    return OfflinePairing.port(bcs);
  }
}
