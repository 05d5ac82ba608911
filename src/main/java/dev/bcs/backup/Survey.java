package dev.bcs.backup;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.Dataset;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every name of a dataset's tree that belongs to it, in the byte order of paths; a dataset may be a
 * single file.
 *
 * <p>Left out: {@code .bcs} folders (the slots), a mount root's {@code lost+found}, excluded and
 * local paths (of such a directory the empty directory remains), sockets and devices, which are
 * told. Symbolic links are names, not ways, also those that take the place of a directory
 * meanwhile; a directory on which something else is mounted is captured empty.
 */
final class Survey {
  private static final byte[] OURS = {'.', 'b', 'c', 's'};
  private static final BytePath FOUND = BytePath.of("lost+found");

  /** Deeper trees are not walked: no appliance has them, and each level costs memory. */
  static final int DEEPEST = 1000;

  private final Disk disk;
  private final Dataset dataset;
  private final BytePath top;
  private final List<Glob> without = new ArrayList<>();

  Survey(Disk disk, Dataset dataset) {
    this.disk = disk;
    this.dataset = dataset;
    this.top = BytePath.of(dataset.path());
    dataset.exclude().forEach(text -> without.add(Glob.of(text)));
    dataset.local().forEach(text -> without.add(Glob.of(text)));
  }

  /** One name as it was looked at. */
  record Name(BytePath path, Stat stat) {}

  /** Where a survey puts what it finds; {@code failed} is not told of what merely vanished. */
  interface Teller {
    void name(Name name) throws IOException;

    void vanished(BytePath path);

    /** A socket or a device, which says nothing elsewhere. */
    void skipped(BytePath path, Stat.Kind kind);

    void failed(BytePath path, IOException why) throws IOException;

    /** Something else is mounted there; answers whether to look at it all the same. */
    boolean mounted(BytePath path);
  }

  /** Takes names alone; what cannot be looked at, or lies elsewhere, is passed over. */
  interface Names extends Teller {
    @Override
    default void vanished(BytePath path) {}

    @Override
    default void skipped(BytePath path, Stat.Kind kind) {}

    @Override
    default void failed(BytePath path, IOException why) {}

    @Override
    default boolean mounted(BytePath path) {
      return false;
    }
  }

  BytePath at(BytePath relative) {
    return relative.length() == 0 ? top : top.child(relative);
  }

  Dataset dataset() {
    return dataset;
  }

  /** Tells every name; a top that is missing, or neither directory nor file, is an exception. */
  void walk(Teller teller) throws IOException {
    Stat first = disk.stat(top);
    if (!first.isDirectory() && !first.isFile()) {
      throw new IOException(top + " is not a directory, and no file");
    }
    try (Disk.Beneath beneath = disk.beneath(top)) {
      new Trees(beneath.disk()).walk(top, new Walker(teller, first));
    }
  }

  private boolean leftOut(BytePath path) {
    return without.stream().anyMatch(glob -> glob.matches(path));
  }

  /** Applies the rules to each name that the disk has. */
  private final class Walker implements Trees.Visitor {
    private final Teller teller;
    private final Stat first;

    Walker(Teller teller, Stat first) {
      this.teller = teller;
      this.first = first;
    }

    /** What belongs to the unit: slots, and what a file system keeps for its repair. */
    private boolean isOurs(BytePath path, Stat stat) {
      return stat.isDirectory()
          && (Arrays.equals(path.name(), OURS) || (first.mountRoot() && path.equals(FOUND)));
    }

    @Override
    public void visit(BytePath path, Stat stat) throws IOException {
      boolean directory = stat.isDirectory();
      boolean thing = stat.kind() != Stat.Kind.SOCKET && stat.kind() != Stat.Kind.DEVICE;
      if (isOurs(path, stat) || (!directory && leftOut(path))) {
        return;
      }
      if (thing) {
        teller.name(new Name(path, stat));
      } else {
        teller.skipped(path, stat.kind());
      }
    }

    @Override
    public boolean enter(BytePath path, Stat stat) throws IOException {
      if (path.length() == 0) {
        return true;
      }
      if (isOurs(path, stat) || leftOut(path)) {
        return false;
      }
      if (stat.device() != first.device()) {
        return teller.mounted(path);
      }
      if (depth(path) > DEEPEST) {
        teller.failed(path, new IOException("it lies more than " + DEEPEST + " folders deep"));
        return false;
      }
      return true;
    }

    private static int depth(BytePath path) {
      int slashes = 0;
      for (byte b : path.bytes()) {
        slashes += b == '/' ? 1 : 0;
      }
      return slashes;
    }

    @Override
    public void failed(BytePath path, IOException why) throws IOException {
      if (path.length() == 0) {
        throw why;
      }
      if (why instanceof NoSuchFileException) {
        teller.vanished(path);
      } else if (!leftOut(path)) {
        teller.failed(path, why);
      }
    }
  }
}
