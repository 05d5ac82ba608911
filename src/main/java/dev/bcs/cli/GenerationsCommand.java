package dev.bcs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationBook;
import dev.bcs.store.Outcome;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lists the generations; without a daemon, those that the ledger of this home knows. Also takes a
 * person's word that what is in them is as it should be.
 */
@Command(
    name = "generations",
    description = {
      "List the generations, newest first.",
      "With --agree, let them be pruned again after a dataset shrank or changed oddly."
    },
    sortOptions = false)
final class GenerationsCommand extends Task {
  private static final String ROW = "%10s  %-9s  %-10s  %-19s  %8s  %9s  %-4s  %s";

  @Option(names = "--json", description = "print them as JSON, as GET /api/v1/generations has them")
  boolean json;

  @Option(
      names = "--agree",
      paramLabel = "DATASET",
      description =
          "somebody has looked at APPLICATION/DATASET: prune again (on the unit that holds"
              + " the generations)")
  String dataset = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "with --agree: who and why, eight characters or more; for the audit")
  String reason = "";

  GenerationsCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() {
    Door door = door();
    if (!dataset.isEmpty()) {
      say(door.post("agree", Door.body().put("dataset", dataset).put("reason", reason))
          .path("text")
          .asText());
      return ExitCode.DONE;
    }
    JsonNode list;
    if (door.isSilent()) {
      terminal().tell("bcs: the daemon does not answer; this is what " + home().ledger() + " says");
      list = fromLedger();
    } else {
      list = door.get("generations");
    }
    if (json) {
      bcs.print(list);
    } else {
      show(list.path("generations"));
    }
    return ExitCode.DONE;
  }

  private JsonNode fromLedger() {
    ObjectNode all = Door.body();
    ArrayNode rows = all.putArray("generations");
    try (Ledger ledger = Ledger.openReadOnly(home().ledger())) {
      BytePath store = BytePath.of(home().store());
      for (Generation each :
          GenerationBook.reading(Disk.system(), store, ledger).list()) {
        rows.addObject()
            .put("number", each.id().number())
            .put("state", each.state().word())
            .put("outcome", each.outcome().map(Outcome::word).orElse("none"))
            .put("captured", time(each.ticket().wall()))
            .put("files", each.files())
            .put("bytes", each.bytes())
            .put("slot", "")
            .put("detail", each.detail())
            .put("here", true);
      }
    }
    return all;
  }

  private String time(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.MILLIS).atZone(terminal().clocks().zone()));
  }

  private void show(JsonNode rows) {
    if (rows.isEmpty()) {
      say("there is no generation yet");
      return;
    }
    say(String.format(
            Locale.ROOT,
            ROW,
            "generation",
            "state",
            "outcome",
            "captured",
            "files",
            "bytes",
            "slot",
            "")
        .stripTrailing());
    for (JsonNode row : rows) {
      String there = row.path("here").asBoolean() ? "" : "on the peer ";
      say(String.format(
              Locale.ROOT,
              ROW,
              row.path("number").asText(),
              row.path("state").asText(),
              row.path("outcome").asText(),
              Shown.time(row.path("captured")),
              row.path("files").asText(),
              Shown.bytes(row.path("bytes").asLong()),
              row.path("slot").asText(),
              there + Shown.firstLine(row.path("detail").asText()))
          .stripTrailing());
    }
  }
}
