package dev.bcs.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks, copies and removes whole trees of a disk. */
public final class Trees {
  private static final int PIECE = 256 * 1024;
  private static final BytePath TOP = BytePath.of(new byte[0]);

  private final Disk disk;

  public Trees(Disk disk) {
    this.disk = disk;
  }

  /** What a walk tells; paths are relative, the top itself is the empty path. */
  public interface Visitor {
    void visit(BytePath relative, Stat stat) throws IOException;

    /** Whether to go into this directory, which was visited. */
    default boolean enter(BytePath relative, Stat stat) throws IOException {
      return true;
    }

    /** A name vanished, or could not be looked at; the walk goes on unless this throws. */
    default void failed(BytePath relative, IOException why) throws IOException {
      throw why;
    }
  }

  /** Something to do at one place of the order: visit a name, or go into a directory. */
  private record Turn(BytePath order, BytePath path, Stat stat, boolean into)
      implements Comparable<Turn> {
    @Override
    public int compareTo(Turn other) {
      return order.compareTo(other.order);
    }
  }

  /**
   * Visits each name once, in the byte order of the relative paths, so parents before what they
   * hold. Never follows a link.
   */
  public void walk(BytePath top, Visitor visitor) throws IOException {
    Stat stat = disk.stat(top);
    visitor.visit(TOP, stat);
    if (stat.isDirectory() && visitor.enter(TOP, stat)) {
      into(top, TOP, visitor);
    }
  }

  private void into(BytePath top, BytePath relative, Visitor visitor) throws IOException {
    for (Turn turn : turns(top, relative, visitor)) {
      if (!turn.into) {
        visitor.visit(turn.path, turn.stat);
      } else if (visitor.enter(turn.path, turn.stat)) {
        into(top, turn.path, visitor);
      }
    }
  }

  /** "a", then "a.txt", then what is in "a": the slash takes part in the order. */
  private List<Turn> turns(BytePath top, BytePath relative, Visitor visitor) throws IOException {
    List<Turn> turns = new ArrayList<>();
    Map<BytePath, IOException> gone = new LinkedHashMap<>();
    try {
      disk.look(at(top, relative), new Disk.Onlooker() {
        @Override
        public void seen(byte[] name, Stat stat) {
          BytePath path = relative.child(name);
          BytePath order = BytePath.of(name);
          turns.add(new Turn(order, path, stat, false));
          if (stat.isDirectory()) {
            turns.add(new Turn(order.child(""), path, stat, true));
          }
        }

        @Override
        public void failed(byte[] name, IOException why) {
          gone.put(relative.child(name), why);
        }
      });
    } catch (IOException unreadable) {
      visitor.failed(relative, unreadable);
      return List.of();
    }
    for (Map.Entry<BytePath, IOException> each : gone.entrySet()) {
      visitor.failed(each.getKey(), each.getValue());
    }
    turns.sort(null);
    return turns;
  }

  private static BytePath at(BytePath top, BytePath relative) {
    return relative.length() == 0 ? top : top.child(relative);
  }

  /** Removes whatever is there; content if nothing is. Not durable until the parent is synced. */
  public void remove(BytePath path) throws IOException {
    try {
      if (!disk.stat(path).isDirectory()) {
        disk.remove(path);
        return;
      }
      for (byte[] name : disk.list(path)) {
        remove(path.child(name));
      }
      disk.removeDirectory(path);
    } catch (NoSuchFileException alreadyGone) {
      // Another hand, or an earlier try that died, was faster.
    }
  }

  /**
   * Copies a tree with modes, owners, attributes, times, holes, links and pipes; the target must
   * not exist.
   *
   * <p>All that lies below the target is durable when this returns; the target's own name is once
   * its parent is synced. Sockets and devices are left out.
   */
  public void copy(BytePath from, BytePath to) throws IOException {
    Map<Inode, BytePath> linked = new HashMap<>();
    List<BytePath> directories = new ArrayList<>();
    List<Stat> states = new ArrayList<>();
    walk(from, (relative, stat) -> {
      copyOne(at(from, relative), at(to, relative), stat, linked);
      if (stat.isDirectory()) {
        directories.add(relative);
        states.add(stat);
      }
    });
    for (int i = directories.size() - 1; i >= 0; i--) {
      BytePath made = at(to, directories.get(i));
      dress(at(from, directories.get(i)), made, states.get(i));
      disk.syncDirectory(made);
    }
  }

  /** One file, whatever names it has. */
  private record Inode(long device, long number) {}

  private void copyOne(BytePath from, BytePath to, Stat stat, Map<Inode, BytePath> linked)
      throws IOException {
    boolean several = stat.links() > 1 && stat.isFile();
    Inode inode = new Inode(stat.device(), stat.inode());
    BytePath twin = several ? linked.putIfAbsent(inode, to) : null;
    if (twin != null) {
      disk.makeHardLink(twin, to);
      return;
    }
    switch (stat.kind()) {
      case DIRECTORY -> disk.makeDirectory(to, 0700);
      case FILE -> copyFile(from, to, stat);
      case SYMBOLIC_LINK -> {
        disk.makeSymbolicLink(disk.readLink(from), to);
        dress(from, to, stat);
      }
      case FIFO -> {
        disk.makeFifo(to, stat.mode());
        dress(from, to, stat);
      }
      case SOCKET, DEVICE -> {
        // They belong to whoever made them here, and say nothing elsewhere.
      }
    }
  }

  private void copyFile(BytePath from, BytePath to, Stat stat) throws IOException {
    try (Disk.ReadableFile in = disk.open(from);
        Disk.WritableFile out = disk.create(to, 0600)) {
      copyContent(in, out);
      dress(from, to, stat);
      out.sync();
    }
  }

  /** Holes stay holes. */
  private static void copyContent(Disk.ReadableFile in, Disk.WritableFile out) throws IOException {
    byte[] piece = new byte[PIECE];
    long done = 0;
    long at = in.nextContent(0);
    while (at >= 0) {
      if (at > done) {
        out.skip(at - done);
        done = at;
      }
      long end = in.endOfContent(at);
      while (done < end) {
        int got = in.read(done, piece, 0, (int) Math.min(piece.length, end - done));
        if (got <= 0) {
          return;
        }
        out.write(piece, 0, got);
        done += got;
      }
      at = in.nextContent(done);
    }
    long rest = in.stat().size() - done;
    if (rest > 0) {
      out.skip(rest);
    }
  }

  /** Owner first: a change of owner may clear set-id bits and capabilities. */
  private void dress(BytePath from, BytePath path, Stat like) throws IOException {
    Stat made = disk.stat(path);
    if (made.user() != like.user() || made.group() != like.group()) {
      disk.setOwner(path, like.user(), like.group());
    }
    for (Attribute attribute : disk.attributes(from)) {
      disk.setAttribute(path, attribute);
    }
    if (like.kind() != Stat.Kind.SYMBOLIC_LINK) {
      disk.setMode(path, like.mode());
    }
    disk.setModified(path, like.modified(), like.era());
  }
}
