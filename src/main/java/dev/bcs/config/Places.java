package dev.bcs.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks for paths that lie within each other, symbolic links followed. */
final class Places {
  /** A configured path, and how a sentence calls it. */
  record Place(String what, Path path, int line) {}

  private Places() {}

  /** Each dataset against those before it, and against the unit's own home and file. */
  static void check(List<Place> datasets, Path home, Path file, Findings findings) {
    Path ownHome = real(home);
    Path ownFile = real(file);
    for (int i = 0; i < datasets.size(); i++) {
      Place place = datasets.get(i);
      Path at = real(place.path());
      for (Place before : datasets.subList(0, i)) {
        if (overlap(at, real(before.path()))) {
          findings.error(
              place.line(),
              place.what() + " and " + before.what() + " of line " + before.line()
                  + " lie over one path, " + place.path(),
              "two datasets lie beside each other, never within; make them one, with two excludes");
        }
      }
      if (overlap(at, ownHome)) {
        findings.error(
            place.line(),
            place.what() + " and this unit's own home " + home + " lie within each other",
            "what belongs to the unit is never copied: choose another --home or another path");
      } else if (ownFile.startsWith(at)) {
        findings.warn(
            place.line(),
            place.what() + " holds this unit's own configuration " + file,
            "keep it elsewhere, or name it in local, or a takeover exchanges it");
      }
      if (Files.isSymbolicLink(place.path())) {
        findings.error(
            place.line(),
            place.what() + " is at " + place.path() + ", which is a symbolic link",
            "name what it leads to, " + at + ": at a takeover it is exchanged under its own name");
      }
      if (!Files.exists(place.path())) {
        findings.warn(
            place.line(),
            place.what() + " is at " + place.path() + ", which does not exist",
            "create it or mount its disk; until then it cannot be backed up");
      }
    }
  }

  private static boolean overlap(Path a, Path b) {
    return a.startsWith(b) || b.startsWith(a);
  }

  /** The path as the system sees it, as far as it exists. */
  static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException notThere) {
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      return parent == null || name == null ? absolute : real(parent).resolve(name);
    }
  }
}
