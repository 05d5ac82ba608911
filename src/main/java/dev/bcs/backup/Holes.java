package dev.bcs.backup;

import dev.bcs.files.Disk;
import dev.bcs.store.Traits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where a file has no content on the disk, asked of the disk and not read. */
final class Holes {
  /** A shorter one is read as zeros: it would cost more in the manifest than on the disk. */
  static final long LEAST = 64 << 10;

  private Holes() {}

  /** The holes of an open file up to a size, ascending. */
  static List<Traits.Hole> of(Disk.ReadableFile file, long size) throws IOException {
    List<Traits.Hole> holes = new ArrayList<>();
    long at = 0;
    while (at < size) {
      long found = file.nextContent(at);
      long content = found < 0 ? size : Math.min(found, size);
      if (content - at >= LEAST) {
        holes.add(new Traits.Hole(at, content - at));
      }
      // At least one further, whatever happens to the file meanwhile.
      at = content < size ? Math.max(content + 1, file.endOfContent(content)) : size;
    }
    return holes;
  }
}
