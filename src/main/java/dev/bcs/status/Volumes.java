package dev.bcs.status;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks file systems for their space. */
public final class Volumes {
  private Volumes() {}

  /** One answer a path; -1 where the file system does not say. */
  public static List<Facts.Volume> of(List<Path> paths) {
    List<Facts.Volume> found = new ArrayList<>();
    for (Path path : paths) {
      try {
        FileStore store = Files.getFileStore(path);
        found.add(new Facts.Volume(path.toString(), store.getUsableSpace(), store.getTotalSpace()));
      } catch (IOException unknown) {
        found.add(new Facts.Volume(path.toString(), -1, -1));
      }
    }
    return found;
  }
}
