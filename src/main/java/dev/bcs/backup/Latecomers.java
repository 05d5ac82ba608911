package dev.bcs.backup;

import dev.bcs.backup.Survey.Name;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds what lies now where no name was, and was not captured by the name that it had before.
 *
 * <p>A name comes into a directory only by changing its times: so directories alone are looked at,
 * and the tree again only if one of them changed since the survey, or cannot tell.
 */
final class Latecomers {
  private final Disk disk;
  private final Survey survey;
  private final Predicate<Stat> sure;

  /** Of a state that is sure, any later change shows. */
  Latecomers(Disk disk, Survey survey, Predicate<Stat> sure) {
    this.disk = disk;
    this.survey = survey;
    this.sure = sure;
  }

  /** Those among the names of now, in order. */
  List<Name> among(List<Name> names, TakenList taken) throws IOException {
    Set<BytePath> changed = changed(names);
    if (changed.isEmpty()) {
      return List.of();
    }
    Set<BytePath> before = new HashSet<>();
    names.forEach(name -> {
      if (name.stat().isDirectory()) {
        before.add(name.path());
      }
    });
    Map<BytePath, Name> late = new LinkedHashMap<>();
    survey.walk((Survey.Names) name -> {
      if (changed.contains(name.path().parent()) && name.path().length() > 0) {
        late.put(name.path(), name);
      }
      if (name.stat().isDirectory() && !before.contains(name.path())) {
        changed.add(name.path());
      }
    });
    names.forEach(name -> late.remove(name.path()));
    // Without its directory a name cannot be captured; that may have been lost on the way.
    Set<BytePath> folders = new HashSet<>();
    Set<Inode> there = new HashSet<>();
    late.values().forEach(name -> there.add(Inode.of(name.stat())));
    taken.forEach((entry, look) -> {
      if (entry.kind() == Stat.Kind.DIRECTORY) {
        folders.add(entry.path());
      } else if (there.contains(Inode.of(look))) {
        late.values()
            .removeIf(
                name -> !name.stat().isDirectory() && Inode.of(name.stat()).equals(Inode.of(look)));
      }
    });
    List<Name> found = new ArrayList<>();
    for (Name name : late.values()) {
      if (folders.contains(name.path().parent())) {
        found.add(name);
        if (name.stat().isDirectory()) {
          folders.add(name.path());
        }
      }
    }
    return found;
  }

  private Set<BytePath> changed(List<Name> names) throws IOException {
    Set<BytePath> changed = new HashSet<>();
    for (Name name : names) {
      if (name.stat().isDirectory() && !(sure.test(name.stat()) && stands(name))) {
        changed.add(name.path());
      }
    }
    return changed;
  }

  private boolean stands(Name name) throws IOException {
    try {
      Stat now = disk.stat(survey.at(name.path()));
      return now.inode() == name.stat().inode()
          && now.device() == name.stat().device()
          && now.changed() == name.stat().changed()
          && now.modified() == name.stat().modified();
    } catch (NoSuchFileException gone) {
      return false;
    }
  }
}
