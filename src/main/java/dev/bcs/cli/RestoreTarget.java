package dev.bcs.cli;

import dev.bcs.store.Dataset;
import dev.bcs.unit.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Where a restore may go: by the real path, neither into a live place nor into the unit's home. */
final class RestoreTarget {
  private RestoreTarget() {}

  /** The path without any symbolic link in it, whether all of it is there or not. */
  static Path resolved(Path path) throws IOException {
    Path whole = path.toAbsolutePath().normalize();
    Path there = whole;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.exists(there)) {
      throw new CommandFailed(
          ExitCode.REFUSED,
          there + " is a symbolic link that leads nowhere",
          "give a directory that is there, or a new name");
    }
    return there.toRealPath().resolve(there.relativize(whole)).normalize();
  }

  /**
   * Refuses a target in which a restore would meet what it must not touch.
   *
   * @param to without symbolic links
   * @param datasets of this unit, as far as they are known
   */
  static void check(Path to, Home home, List<Dataset> datasets) throws IOException {
    if (to.startsWith(resolved(home.directory()))) {
      throw refused(to + " lies in the unit's own home");
    }
    for (Dataset live : datasets) {
      Path place = resolved(Path.of(live.path()));
      Path slots = place.resolveSibling(".bcs");
      boolean within = to.startsWith(place) || to.startsWith(slots);
      for (Dataset each : datasets) {
        Path goes = to.resolve(each.id()).normalize();
        within |= goes.startsWith(place) || place.startsWith(goes) || goes.startsWith(slots);
      }
      if (within) {
        throw refused("a restore to " + to + " would meet " + live.path() + ", where " + live.id()
            + " lives");
      }
    }
  }

  private static CommandFailed refused(String why) {
    return new CommandFailed(ExitCode.REFUSED, why, "give a directory elsewhere");
  }
}
