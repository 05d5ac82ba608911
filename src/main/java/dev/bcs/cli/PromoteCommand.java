package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes this unit the primary, after saying what that does and loses. */
@Command(
    name = "promote",
    description = {
      "Take over: make this unit, the secondary, the primary.",
      "Says first what that would do and lose, and refuses with every reason."
    },
    sortOptions = false)
final class PromoteCommand extends Task {
  private static final Set<String> FENCES =
      Set.of("unplugged", "powered-off", "isolated", "command", "by-peer");

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "who and why, eight characters or more; for the audit")
  String reason = "";

  @Option(
      names = "--fence",
      paramLabel = "HOW",
      description = {
        "how the failed unit is kept from serving: unplugged, powered-off or isolated (you say so),"
            + " command ([takeover] fence) or by-peer (its bcs stands down)"
      })
  String fence = "";

  @Option(
      names = "--generation",
      paramLabel = "GEN",
      description = "a generation by its number (the newest verified one)")
  String generation = Generations.NEWEST;

  @Option(
      names = "--override",
      paramLabel = "CODE",
      description = "waive this refusal; once for each")
  List<String> overrides = new ArrayList<>();

  @Option(names = "--dry-run", description = "only say what it would do, and what refuses it")
  boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask for the unit's name to be typed")
  boolean yes;

  @Option(names = "--json", description = "with --dry-run: print the check as JSON")
  boolean json;

  PromoteCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    checkArguments();
    Door door = door();
    JsonNode check = door.get("check");
    JsonNode status = door.status();
    if (dryRun) {
      return preview(check, status);
    }
    confirm(check, status);
    ObjectNode order = Door.body()
        .put("unit", StatusScreen.text(status, "unit"))
        .put("reason", reason)
        .put("fence", fence)
        .put("generation", number())
        .put("token", check.path("token").asLong());
    ArrayNode waived = order.putArray("overrides");
    overrides.forEach(waived::add);
    JsonNode accepted = door.post("promote", order);
    OperationFollower follower = new OperationFollower(door, terminal());
    say(accepted.path("text").asText() + " (" + accepted.path("operation").asText() + ")");
    return follower.follow(accepted.path("operation").asText(), "complete");
  }

  private void checkArguments() {
    if (!fence.isEmpty() && !FENCES.contains(fence)) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "there is no fence called \"" + fence + "\"",
          "unplugged, powered-off, isolated, command or by-peer");
    }
    if (reason.isBlank() && !dryRun) {
      throw new CommandFailed(
          ExitCode.USAGE,
          "--reason is missing",
          "say who and why: --reason \"wave-a burnt, nora\"");
    }
    Generations.check(generation);
  }

  /** Zero for the newest. */
  private long number() {
    return generation.equals(Generations.NEWEST)
        ? 0
        : Generations.number(generation).number();
  }

  private ExitCode preview(JsonNode check, JsonNode status) {
    List<String> standing = new ArrayList<>();
    for (JsonNode refusal : check.path("refusals")) {
      String code = StatusScreen.text(refusal, "code");
      boolean fenced = code.equals("no-fence") && !fence.isEmpty();
      if (!overrides.contains(code) && !fenced) {
        standing.add(code);
      }
    }
    if (json) {
      bcs.print(check);
    } else {
      explain(check, status);
      say(
          standing.isEmpty()
              ? "nothing refuses it now"
              : "refused now: " + String.join(", ", standing));
    }
    return standing.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED;
  }

  private void explain(JsonNode check, JsonNode status) {
    say(check.path("preview").asText());
    JsonNode recovery = status.path("readiness").path("expectedRecoverySeconds");
    say("recovery:  about " + Shown.span(recovery));
    say("loss:      " + StatusScreen.loss(status.path("forecast")));
    Door.reasons(check.path("refusals")).forEach(this::say);
  }

  /** On a terminal, the unit's name is typed: the wrong window is the commonest accident. */
  private void confirm(JsonNode check, JsonNode status) {
    String unit = StatusScreen.text(status, "unit");
    if (yes) {
      return;
    }
    terminal().person().ifPresent(person -> {
      explain(check, status);
      String typed = person.answer("type the name of this unit (" + unit + ") to promote it: ");
      if (!typed.strip().equals(unit)) {
        throw new CommandFailed(
            ExitCode.REFUSED, "nothing was done: that is not the name of this unit");
      }
    });
  }
}
