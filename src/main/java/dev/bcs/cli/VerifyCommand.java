package dev.bcs.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import dev.bcs.store.Verify;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads every byte of generations, here or on the peer, and names what is damaged. */
@Command(
    name = "verify",
    description = {
      "Read every byte of a generation, or of all, and name each file that is damaged.",
      "Reads the store of this home, with or without a daemon; on the primary, the peer's."
    },
    sortOptions = false)
final class VerifyCommand extends Task {
  @Parameters(
      paramLabel = "GEN",
      arity = "0..1",
      description = "a number from bcs generations, or newest (all)")
  String generation = "";

  @Option(names = "--json", description = "print what was found as JSON")
  boolean json;

  private final ObjectNode found = Door.body();
  private final ArrayNode rows = found.putArray("generations");
  private final Map<Shelf, Verify> verifiers = new HashMap<>();
  private long damaged;

  VerifyCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() throws IOException {
    try (Shelves shelves = Shelves.open(bcs)) {
      List<Shelves.Place> places =
          generation.isEmpty() ? shelves.all() : List.of(shelves.find(generation));
      for (Shelves.Place place : places) {
        verify(place);
      }
    }
    if (json) {
      bcs.print(found);
    }
    return damaged == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void verify(Shelves.Place place) throws IOException {
    String name = "generation " + place.id() + " " + place.shelf().place();
    Manifest manifest;
    try {
      manifest = place.shelf().manifest(place.id(), List.of());
    } catch (DamagedException | NoSuchFileException e) {
      damaged++;
      String why = "its manifest: " + e.getMessage();
      row(place, 0, 0, List.of(why));
      tell(name + ": DAMAGED: " + why);
      return;
    }
    Ticker ticker = new Ticker(terminal());
    Verify verify = verifiers.computeIfAbsent(place.shelf(), shelf -> new Verify(shelf.chunks()));
    Verify.Result result = verify.run(manifest, (files, filesTotal, bytes, bytesTotal) -> {
      if (!json) {
        ticker.at(() -> ProgressLine.of("verify", files, filesTotal, bytes, bytesTotal));
      }
    });
    terminal().finishLine();
    damaged += result.damagedFiles();
    row(place, result.files(), result.damagedFiles(), result.damaged());
    if (result.isComplete()) {
      tell(name + ": " + Shown.count(result.files(), "name") + ", " + Shown.bytes(result.bytes())
          + ", every byte is right"
          + (manifest.outcome() == Outcome.COMPLETE ? "" : "; but it is " + notes(manifest)));
    } else {
      tell(name + ": DAMAGED: " + result.damagedFiles() + " of "
          + Shown.count(result.files(), "name"));
      result.damaged().forEach(line -> tell("  " + line));
    }
  }

  /** What the capture itself could not read. */
  static String notes(Manifest manifest) {
    return manifest.outcome().word() + ": " + String.join("; ", manifest.notes());
  }

  private void row(Shelves.Place place, long files, long damagedFiles, List<String> lines) {
    ObjectNode row = rows.addObject()
        .put("generation", place.id().number())
        .put("place", place.shelf().place())
        .put("files", files)
        .put("damagedFiles", Math.max(damagedFiles, lines.isEmpty() ? 0 : 1));
    ArrayNode all = row.putArray("damaged");
    lines.forEach(all::add);
  }

  private void tell(String line) {
    if (!json) {
      say(line);
    }
  }
}
