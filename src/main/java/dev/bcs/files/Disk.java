package dev.bcs.files;

import java.io.IOException;
import java.util.List;

/**
 * A file system, with every call that the product makes of one.
 *
 * <p>Safe for any thread. No call follows a symbolic link in the last name. A missing file is a
 * {@link java.nio.file.NoSuchFileException}; other errors are {@link java.io.IOException}s whose
 * message names the path and the system's reason. What a call changed survives a crash only once
 * {@link WritableFile#sync()}, {@link #syncDirectory} or {@link #syncFileSystem} returned; until
 * then a crash may keep any part of it.
 */
public interface Disk {
  /**
   * The disk of this machine, as it is on 64-bit Linux.
   *
   * @throws UnsupportedOperationException elsewhere, with a sentence
   */
  static Disk system() {
    if (!NativeDisk.works()) {
      throw new UnsupportedOperationException(
          "this system's disk cannot be used yet: BCS keeps data on 64-bit Linux only\n"
              + "hint: a disk for Windows is planned; run this unit on Linux until then");
    }
    return NativeDisk.INSTANCE;
  }

  /**
   * This disk for what lies below a directory: a link on the way from there to a name is never
   * followed, not even one that takes a directory's place meanwhile; such a name is an error. To be
   * closed.
   */
  default Beneath beneath(BytePath top) throws IOException {
    Disk all = this;
    return new Beneath() {
      @Override
      public Disk disk() {
        return all;
      }

      @Override
      public void close() {}
    };
  }

  /** What is at the path (as lstat). */
  Stat stat(BytePath path) throws IOException;

  /** Whether anything is at the path; a dangling symbolic link is something. */
  boolean exists(BytePath path) throws IOException;

  /** Names in a directory, without . and .., unordered. */
  List<byte[]> list(BytePath directory) throws IOException;

  /**
   * Tells each name in a directory with what is there, as {@link #list} and {@link #stat} do, in
   * few calls; unordered. A name that cannot be looked at is told as failed.
   */
  default void look(BytePath directory, Onlooker onlooker) throws IOException {
    for (byte[] name : list(directory)) {
      Stat stat;
      try {
        stat = stat(directory.length() == 0 ? BytePath.of(name) : directory.child(name));
      } catch (IOException gone) {
        onlooker.failed(name, gone);
        continue;
      }
      onlooker.seen(name, stat);
    }
  }

  /** Opens a regular file for reading. */
  ReadableFile open(BytePath file) throws IOException;

  /** Makes a new regular file of just this mode for writing; refuses an existing name. */
  WritableFile create(BytePath file, int mode) throws IOException;

  byte[] readLink(BytePath link) throws IOException;

  void makeDirectory(BytePath directory, int mode) throws IOException;

  /** Makes it and its missing parents; content if it is there. */
  void makeDirectories(BytePath directory, int mode) throws IOException;

  void makeSymbolicLink(byte[] target, BytePath link) throws IOException;

  void makeHardLink(BytePath existing, BytePath link) throws IOException;

  /** Makes a named pipe. */
  void makeFifo(BytePath path, int mode) throws IOException;

  /** Removes a file, a link or a pipe; not a directory. */
  void remove(BytePath path) throws IOException;

  void removeDirectory(BytePath directory) throws IOException;

  /** Renames in one file system, taking the place of an existing file at the target. */
  void rename(BytePath from, BytePath to) throws IOException;

  /**
   * Exchanges two existing names in one step, so that neither is ever absent.
   *
   * @return false, with nothing done, where the system cannot
   */
  boolean exchange(BytePath one, BytePath other) throws IOException;

  void setMode(BytePath path, int mode) throws IOException;

  void setOwner(BytePath path, int user, int group) throws IOException;

  /** Sets the time of last modification, in nanoseconds since 1970. */
  void setModified(BytePath path, long nanos) throws IOException;

  /**
   * Sets the time of last modification wherever it lies.
   *
   * @param nanos modulo 2^64
   * @param era as {@link Stat#era}
   */
  default void setModified(BytePath path, long nanos, int era) throws IOException {
    if (era != 0) {
      throw new IOException(path + " cannot have a time so far from ours on this disk");
    }
    setModified(path, nanos);
  }

  /**
   * Extended attributes that belong to the file, ascending by name, access control lists among
   * them; none where the file system has no attributes. One call of the system where there are
   * none.
   */
  default List<Attribute> attributes(BytePath path) throws IOException {
    return List.of();
  }

  /**
   * Sets one.
   *
   * @return false, with nothing done, where this user or this file system may not
   */
  default boolean setAttribute(BytePath path, Attribute attribute) throws IOException {
    return false;
  }

  /** Takes one away; content if it is not there. */
  default void removeAttribute(BytePath path, BytePath name) throws IOException {}

  /** Who the numbers of owners are on this machine. */
  default Accounts accounts() {
    return Accounts.NONE;
  }

  /** Makes the names in this directory durable. */
  void syncDirectory(BytePath directory) throws IOException;

  /** Makes all of the file system durable that holds this path. */
  void syncFileSystem(BytePath path) throws IOException;

  Space space(BytePath path) throws IOException;

  /** Whether this process may make and remove names in the directory. */
  boolean writable(BytePath directory) throws IOException;

  /** A disk that does not leave a directory; it still takes whole paths. */
  interface Beneath extends AutoCloseable {
    Disk disk();

    @Override
    void close() throws IOException;
  }

  /** Bytes in all, and free to this user. */
  record Space(long total, long free) {}

  /** What {@link #look} tells. */
  interface Onlooker {
    void seen(byte[] name, Stat stat) throws IOException;

    /** The name vanished, or cannot be looked at. */
    void failed(byte[] name, IOException why) throws IOException;
  }

  /** A file open for reading; not for several threads at once. */
  interface ReadableFile extends AutoCloseable {
    /** State of the open file, whatever its name now is. */
    Stat stat() throws IOException;

    /**
     * Reads at a position.
     *
     * @return how many bytes, or -1 at the end
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;

    /** As {@link Disk#attributes}, of the open file. */
    default List<Attribute> attributes() throws IOException {
      return List.of();
    }

    /** Where content begins at or after the position; -1 if only a hole, or nothing, follows. */
    default long nextContent(long position) throws IOException {
      return position < stat().size() ? position : -1;
    }

    /** Where the content at this position ends: at a hole, or at the end of the file. */
    default long endOfContent(long position) throws IOException {
      return stat().size();
    }

    /**
     * Lets go of what memory holds of a synced file, so that the next read comes from the disk;
     * only a wish where the system cannot.
     */
    default void forget() throws IOException {}

    /** Lets the disk begin to read the first so many bytes; returns at once. */
    default void fetch(long bytes) throws IOException {}

    @Override
    void close() throws IOException;
  }

  /** A file open for writing at its end; not for several threads at once. */
  interface WritableFile extends AutoCloseable {
    void write(byte[] from, int offset, int length) throws IOException;

    /** Leaves a hole of so many bytes, which reads as zeros and, if the disk can, takes no room. */
    default void skip(long bytes) throws IOException {
      byte[] zeros = new byte[(int) Math.min(bytes, 1 << 16)];
      for (long left = bytes; left > 0; left -= zeros.length) {
        write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    }

    /** Makes its content durable; its name is made so by {@link Disk#syncDirectory}. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }
}
