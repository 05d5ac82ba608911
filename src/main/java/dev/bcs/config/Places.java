package dev.bcs.config;

import dev.bcs.store.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks for paths that lie within each other, symbolic links followed. */
final class Places {
  /** A configured path, and how a sentence calls it. */
  record Place(String what, Path path, String type, int line) {
    private boolean isFile() {
      return type.equals(Dataset.SQLITE);
    }
  }

  private Places() {}

  /** Each dataset against those before it, and against the unit's own home and file. */
  static void check(List<Place> datasets, Path home, Path file, Findings findings) {
    Path ownHome = real(home);
    Path ownFile = real(file);
    for (int i = 0; i < datasets.size(); i++) {
      Place place = datasets.get(i);
      Path at = real(place.path());
      for (Place before : datasets.subList(0, i)) {
        if (overlap(at, real(before.path())) && !isCarvedOut(place, before)) {
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
      kind(place, at, findings);
      if (!Files.exists(place.path())) {
        findings.warn(
            place.line(),
            place.what() + " is at " + place.path() + ", which does not exist",
            "create it or mount its disk; until then it cannot be backed up");
      }
    }
  }

  /** A takeover exchanges a directory or a file under its own name; nothing else can be. */
  private static void kind(Place place, Path real, Findings findings) {
    boolean link = Files.isSymbolicLink(place.path());
    boolean directory = Files.isDirectory(place.path());
    String is = "";
    if (link) {
      is = "a symbolic link";
    } else if (directory && place.isFile()) {
      is = "a directory";
    } else if (Files.exists(place.path()) && !directory && !Files.isRegularFile(place.path())) {
      is = "neither a directory nor a file";
    }
    if (!is.isEmpty()) {
      String wayOut = place.isFile()
          ? "a sqlite dataset is one file: name the database itself"
          : "name a directory, or a single file";
      findings.error(
          place.line(),
          place.what() + " is at " + place.path() + ", which is " + is,
          link
              ? "name what it leads to, " + real + ": a takeover exchanges it under its own name"
              : wayOut);
    }
  }

  /** A database file within a tree is captured apart, and left out of the tree. */
  private static boolean isCarvedOut(Place one, Place other) {
    // By their names too: that is how a tree knows what to leave out.
    Path a = one.path();
    Path b = other.path();
    return !a.equals(b)
        && ((one.isFile() && !other.isFile() && a.startsWith(b))
            || (other.isFile() && !one.isFile() && b.startsWith(a)));
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
