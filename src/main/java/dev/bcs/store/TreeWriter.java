package dev.bcs.store;

import dev.bcs.files.Attribute;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Makes the names of a manifest on a disk: content first, attributes when all is there. */
public final class TreeWriter {
  private static final int SET_ID = 06000;
  private static final int OWNER_WRITES = 0200;
  private static final int BLOCK = 4096;

  private final Disk disk;
  private final ChunkSource chunks;

  public TreeWriter(Disk disk, ChunkSource chunks) {
    this.disk = disk;
    this.chunks = chunks;
  }

  /** These are going to be made next: their chunks are looked up at once. */
  public void expect(List<Entry> entries) throws IOException {
    List<ContentId> ids = new ArrayList<>();
    entries.forEach(entry -> ids.addAll(entry.chunks()));
    chunks.expect(ids);
  }

  /** Where a block of entries ends that begins here and holds so many chunks, and one entry. */
  public static int block(List<Entry> entries, int from) {
    int to = from;
    int held = 0;
    while (to < entries.size() && (to == from || held < BLOCK)) {
      held += 1 + entries.get(to++).sizes().length;
    }
    return to;
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
    try (Disk.WritableFile file = disk.create(at, entry.mode() & ~SET_ID)) {
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
   * What a name could be given.
   *
   * @param owned false if this user may not give it its owner
   * @param attributed false if this user or this file system may not give it all attributes
   */
  public record Dressed(boolean owned, boolean attributed) {}

  /**
   * Gives a name its owner, attributes, mode and time, where they differ; a directory last, after
   * all in it.
   *
   * <p>Where the owner cannot be set, set-id bits are left off: they would speak for another user.
   *
   * @param bare whether it is known to have no attributes, and to need none
   */
  public Dressed dress(BytePath at, Entry entry, OwnersHere owners, boolean bare)
      throws IOException {
    Stat is = disk.stat(at);
    // A change of owner takes away set-id bits and capabilities, so it comes first.
    boolean owned = own(at, is, entry, owners);
    List<Attribute> wanted = owners.attributes(entry.traits());
    List<Attribute> has = bare ? wanted : disk.attributes(at);
    boolean differs = !sameAttributes(wanted, has);
    boolean attributed = !differs || attribute(at, entry, wanted, has);
    int mode = modeOf(entry, owned);
    // Both may have changed the mode, so it is looked at again after them.
    boolean given = differs
        || is.user() != owners.user(entry.user())
        || is.group() != owners.group(entry.group());
    int now = given ? disk.stat(at).mode() : is.mode();
    if (entry.kind() != Stat.Kind.SYMBOLIC_LINK && now != mode) {
      disk.setMode(at, mode);
    }
    if (is.modified() != entry.modified() || is.era() != entry.traits().era()) {
      disk.setModified(at, entry.modified(), entry.traits().era());
    }
    return new Dressed(owned, attributed);
  }

  private boolean attribute(BytePath at, Entry entry, List<Attribute> wanted, List<Attribute> has)
      throws IOException {
    if (entry.kind() != Stat.Kind.SYMBOLIC_LINK) {
      // Without root, attributes are set by whoever may write; the mode proper follows.
      disk.setMode(at, (entry.mode() & ~SET_ID) | OWNER_WRITES);
    }
    for (Attribute old : has) {
      if (!isOfTheSystem(old) && wanted.stream().noneMatch(w -> w.name().equals(old.name()))) {
        disk.removeAttribute(at, old.name());
      }
    }
    boolean all = true;
    for (Attribute each : wanted) {
      all &= has.contains(each) || disk.setAttribute(at, each);
    }
    return all;
  }

  /** Whether a name has what it should; labels that the system puts on by itself do not count. */
  public static boolean sameAttributes(List<Attribute> wanted, List<Attribute> has) {
    if (has.isEmpty() || has.equals(wanted)) {
      return has.equals(wanted);
    }
    return has.containsAll(wanted)
        && has.stream().allMatch(each -> wanted.contains(each) || isOfTheSystem(each));
  }

  private static boolean isOfTheSystem(Attribute attribute) {
    String name = attribute.name().toString();
    return name.startsWith("security.") && !name.equals("security.capability");
  }

  /** The mode that a name must have, depending on whether it has its owner. */
  public static int modeOf(Entry entry, boolean owned) {
    return owned || entry.kind() == Stat.Kind.DIRECTORY ? entry.mode() : entry.mode() & ~SET_ID;
  }

  private boolean own(BytePath at, Stat is, Entry entry, OwnersHere owners) throws IOException {
    int user = owners.user(entry.user());
    int group = owners.group(entry.group());
    if (is.user() == user && is.group() == group) {
      return true;
    }
    try {
      disk.setOwner(at, user, group);
      return true;
    } catch (AccessDeniedException notPermitted) {
      return false;
    }
  }
}
