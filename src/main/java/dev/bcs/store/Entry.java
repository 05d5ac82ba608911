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
    int[] sizes) {
  public Entry {
    chunks = List.copyOf(chunks);
  }

  /** Whether both are the same kind of thing with the same content or target. */
  public boolean sameContent(Entry other) {
    return kind == other.kind
        && size == other.size
        && chunks.equals(other.chunks)
        && Arrays.equals(target, other.target);
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
        && Arrays.equals(sizes, entry.sizes);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }
}
