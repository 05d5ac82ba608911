package dev.bcs.cli;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import dev.bcs.store.Restore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a generation, or part of it, back into a directory. */
@Command(
    name = "restore",
    description = {
      "Bring a generation, or part of it, into a directory; live data is not touched.",
      "Reads the store of this home, with or without a daemon; on the primary, the peer's."
    },
    sortOptions = false)
final class RestoreCommand extends Task {
  @Parameters(paramLabel = "GEN", description = "a number from bcs generations, or newest")
  String generation = "";

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "a new or empty directory")
  Path target = Path.of("");

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "only this, as APPLICATION/DATASET[/PATH], and all below it; may be repeated")
  List<String> paths = new ArrayList<>();

  @Option(
      names = "--into-full",
      description = "the directory may hold something; what is in the way is replaced")
  boolean intoFull;

  RestoreCommand(Bcs bcs) {
    super(bcs);
  }

  @Override
  ExitCode run() throws IOException {
    Generations.check(generation);
    Disk disk = Disk.system();
    Path to = RestoreTarget.resolved(target);
    checkTarget(disk, to);
    List<BytePath> wanted = paths.stream().map(RestoreCommand::path).toList();
    try (Shelves shelves = Shelves.open(bcs)) {
      Shelves.Place place = shelves.find(generation);
      Manifest manifest = place.shelf().manifest(place.id(), wanted);
      say("restoring generation " + place.id() + ", which lies " + place.shelf().place() + ", to "
          + to);
      Ticker ticker = new Ticker(terminal());
      Restore.Report report = new Restore(disk, place.shelf().chunks())
          .run(
              manifest,
              new Restore.Order(BytePath.of(to), wanted, intoFull),
              (files, filesTotal, bytes, bytesTotal) -> ticker.at(
                  () -> ProgressLine.of("restore", files, filesTotal, bytes, bytesTotal)));
      terminal().finishLine();
      return tell(report, manifest);
    }
  }

  private void checkTarget(Disk disk, Path to) throws IOException {
    BytePath path = BytePath.of(to);
    RestoreTarget.check(to, home(), bcs.datasetsIfKnown());
    if (!disk.exists(path)) {
      return;
    }
    if (!disk.stat(path).isDirectory()) {
      throw new CommandFailed(
          ExitCode.REFUSED, to + " is not a directory", "give a new or empty directory");
    }
    if (!intoFull && !disk.list(path).isEmpty()) {
      throw new CommandFailed(
          ExitCode.REFUSED, to + " is not empty", "give a new directory, or --into-full");
    }
  }

  private static BytePath path(String text) {
    String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    return BytePath.of(path);
  }

  private ExitCode tell(Restore.Report report, Manifest manifest) {
    say("restored " + Shown.count(report.files() - report.failed(), "name") + ", "
        + Shown.bytes(report.bytes()));
    if (manifest.outcome() != Outcome.COMPLETE) {
      terminal().tell("bcs: the generation itself is " + VerifyCommand.notes(manifest));
    }
    if (report.ownersNotSet() > 0) {
      terminal()
          .tell("bcs: the owner of " + Shown.count(report.ownersNotSet(), "name")
              + " could not be set\nhint: run it as root to have owners restored");
    }
    if (report.attributesNotSet() > 0) {
      terminal()
          .tell("bcs: " + Shown.count(report.attributesNotSet(), "name")
              + " could not be given all attributes or access control lists\nhint: run it as root,"
              + " on a file system that keeps them");
    }
    if (report.failed() > 0) {
      terminal().tell("bcs: " + report.failed() + " could not be restored:");
      report.problems().forEach(problem -> terminal().tell("  " + problem));
    }
    return report.failed() + report.ownersNotSet() + report.attributesNotSet() > 0
        ? ExitCode.INCOMPLETE
        : ExitCode.DONE;
  }
}
