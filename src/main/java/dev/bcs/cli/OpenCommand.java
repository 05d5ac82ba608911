package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets a closed unit serve. */
@Command(
    name = "open",
    description = "Let this closed unit serve again; refuses with every reason.",
    sortOptions = false)
final class OpenCommand extends Task {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "who and why, eight characters or more; for the audit")
  String reason = "";

  @Option(
      names = "--override",
      paramLabel = "CODE",
      description = "waive this refusal; once for each")
  List<String> overrides = new ArrayList<>();

  OpenCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    Door door = door();
    JsonNode check = door.get("check");
    ObjectNode order = Door.body()
        .put("unit", check.path("unit").asText())
        .put("reason", reason)
        .put("token", check.path("token").asLong());
    ArrayNode waived = order.putArray("overrides");
    overrides.forEach(waived::add);
    JsonNode accepted = door.post("open", order);
    OperationFollower follower = new OperationFollower(door, terminal());
    say(accepted.path("text").asText() + " (" + accepted.path("operation").asText() + ")");
    return follower.follow(accepted.path("operation").asText(), "complete");
  }
}
