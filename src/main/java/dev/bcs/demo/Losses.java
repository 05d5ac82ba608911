package dev.bcs.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What one tree holds that another lacks, by class: what a promotion has really lost. */
final class Losses {
  /** The appliance's folders and the classes of their datasets. */
  static final Map<String, String> CLASSES = new TreeMap<>(Map.of(
      "config", "configuration",
      "voicemail", "voicemail",
      "recordings", "recordings",
      "log", "logs"));

  private Losses() {}

  /** Files and bytes of one class. */
  record Loss(long files, long bytes) {
    static final Loss NONE = new Loss(0, 0);

    Loss plus(long more) {
      return new Loss(files + 1, bytes + more);
    }
  }

  /** Regular files that are absent there, or other than here; by class. */
  static Map<String, Loss> between(Path here, Path there) throws IOException {
    Map<String, Loss> lost = new TreeMap<>();
    for (Map.Entry<String, String> part : CLASSES.entrySet()) {
      Loss loss = Loss.NONE;
      Path top = here.resolve(part.getKey());
      try (Stream<Path> all = Files.walk(top)) {
        for (Path file : all.filter(Losses::isFile).toList()) {
          Path twin = there.resolve(part.getKey()).resolve(top.relativize(file));
          if (!isFile(twin) || Files.mismatch(file, twin) != -1) {
            loss = loss.plus(Files.size(file));
          }
        }
      }
      lost.put(part.getValue(), loss);
    }
    return lost;
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }
}
