package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Stat;
import java.util.Arrays;
import java.util.List;

/**
 * One name of a captured tree.
 *
 * @param path relative to the dataset's path; empty for the top directory itself
 * @param kind only FILE, DIRECTORY, SYMBOLIC_LINK and FIFO are captured
 * @param hardLink number of a group of names that are one file, from 1; 0 for a file of one name.
 *     Each name of a group carries the same chunks
 * @param target of a symbolic link, else empty
 * @param chunks content of a file in order
 * @param sizes plain size of each chunk, parallel to {@code chunks}
 * @param traits attributes, holes between the chunks, and a time far from ours
 */
public record Entry(
    BytePath path,
    Stat.Kind kind,
    int mode,
    int user,
    int group,
    long modified,
    long size,
    int hardLink,
    byte[] target,
    List<ContentId> chunks,
    int[] sizes,
    Traits traits) {
  public Entry {
    chunks = List.copyOf(chunks);
  }

  /** Bytes that are content: the size without the holes. */
  public long content() {
    return size - traits.hollow();
  }

  /** Whether both are the same kind of thing with the same content or target. */
  public boolean sameContent(Entry other) {
    return kind == other.kind
        && size == other.size
        && chunks.equals(other.chunks)
        && traits.holes().equals(other.traits.holes())
        && Arrays.equals(target, other.target);
  }

  /** Where each chunk lies in the file, parallel to {@code chunks}: behind the holes before it. */
  public long[] places() {
    long[] places = new long[sizes.length];
    long at = 0;
    int hole = 0;
    List<Traits.Hole> holes = traits.holes();
    for (int i = 0; i < sizes.length; i++) {
      while (hole < holes.size() && holes.get(hole).start() == at) {
        at = holes.get(hole++).end();
      }
      places[i] = at;
      at += sizes[i];
    }
    return places;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry entry
        && path.equals(entry.path)
        && sameContent(entry)
        && mode == entry.mode
        && user == entry.user
        && group == entry.group
        && modified == entry.modified
        && hardLink == entry.hardLink
        && Arrays.equals(sizes, entry.sizes)
        && traits.equals(entry.traits);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }
}
