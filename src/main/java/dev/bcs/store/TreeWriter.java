package dev.bcs.store;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.function.LongConsumer;

/** Makes the names of a manifest on a disk: content first, attributes when all is there. */
public final class TreeWriter {
  private static final int SET_ID = 06000;

  private final Disk disk;
  private final ChunkSource chunks;

  public TreeWriter(Disk disk, ChunkSource chunks) {
    this.disk = disk;
    this.chunks = chunks;
  }

  /**
   * Makes one name with its content; nothing may be there, and its parent must be a directory.
   *
   * @param written told how many bytes of content were written, piece by piece
   */
  public void make(BytePath at, Entry entry, LongConsumer written) throws IOException {
    switch (entry.kind()) {
      case FILE -> makeFile(at, entry, written);
      case DIRECTORY -> disk.makeDirectory(at, 0700);
      case SYMBOLIC_LINK -> disk.makeSymbolicLink(entry.target(), at);
      case FIFO -> disk.makeFifo(at, 0600);
      default -> throw new IOException(at + " is a " + entry.kind() + ", which is not captured");
    }
  }

  private void makeFile(BytePath at, Entry entry, LongConsumer written) throws IOException {
    try (Disk.WritableFile file = disk.create(at, 0600)) {
      long[] places = entry.places();
      long end = 0;
      for (int i = 0; i < entry.sizes().length; i++) {
        byte[] plain = chunks.get(entry.chunks().get(i));
        if (plain.length != entry.sizes()[i]) {
          throw new DamagedException("chunk " + entry.chunks().get(i) + " has another size");
        }
        leave(file, places[i] - end);
        file.write(plain, 0, plain.length);
        end = places[i] + plain.length;
        written.accept(plain.length);
      }
      leave(file, entry.size() - end);
    }
  }

  private static void leave(Disk.WritableFile file, long hole) throws IOException {
    if (hole > 0) {
      file.skip(hole);
    }
  }

  /**
   * Gives a name its owner, mode and time, where they differ; a directory last, after all in it.
   *
   * <p>Where the owner cannot be set, set-id bits are left off: they would speak for another user.
   *
   * @return false if this user may not give the file its owner
   */
  public boolean dress(BytePath at, Entry entry) throws IOException {
    Stat is = disk.stat(at);
    boolean owned = own(at, is, entry);
    int mode = modeOf(entry, owned);
    // A change of owner may clear set-id bits, so the mode is looked at again after it.
    if (entry.kind() != Stat.Kind.SYMBOLIC_LINK && disk.stat(at).mode() != mode) {
      disk.setMode(at, mode);
    }
    if (is.modified() != entry.modified() || is.era() != entry.traits().era()) {
      disk.setModified(at, entry.modified(), entry.traits().era());
    }
    return owned;
  }

  /** The mode that a name must have, depending on whether it has its owner. */
  public static int modeOf(Entry entry, boolean owned) {
    return owned || entry.kind() == Stat.Kind.DIRECTORY ? entry.mode() : entry.mode() & ~SET_ID;
  }

  private boolean own(BytePath at, Stat is, Entry entry) throws IOException {
    if (is.user() == entry.user() && is.group() == entry.group()) {
      return true;
    }
    try {
      disk.setOwner(at, entry.user(), entry.group());
      return true;
    } catch (AccessDeniedException notPermitted) {
      return false;
    }
  }
}
