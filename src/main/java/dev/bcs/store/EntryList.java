package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Spool;
import dev.bcs.files.Stat;
import java.util.AbstractList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * The entries of one tree, in a file once they are many; only added to by whoever makes it.
 *
 * <p>A tree takes it as it is, where it would copy another list.
 */
public final class EntryList extends AbstractList<Entry> implements AutoCloseable {
  private final Spool<Entry> entries;
  private final Set<Integer> groups = new HashSet<>();
  private long files;
  private long bytes;

  /** Empty; its file lies in this folder, and has no name. */
  public EntryList(Disk disk, BytePath folder) {
    entries = new Spool<>(disk, folder, ManifestCodec.ENTRIES);
  }

  @Override
  public boolean add(Entry entry) {
    files += entry.kind() == Stat.Kind.FILE ? 1 : 0;
    bytes += entry.hardLink() == 0 || groups.add(entry.hardLink()) ? entry.content() : 0;
    return entries.add(entry);
  }

  @Override
  public Entry get(int index) {
    return entries.get(index);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public Iterator<Entry> iterator() {
    return entries.iterator();
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** Frees its file; nothing can be read any more. */
  @Override
  public void close() {
    entries.close();
  }
}
