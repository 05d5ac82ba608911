package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.ContentId;
import dev.bcs.store.Entry;
import dev.bcs.store.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a loaded directory was when it was found right, in a small text beside the slot.
 *
 * <pre>
 *  bcs loaded 1
 *  HEX    SHA-256 of the names and chunks of the dump that it was loaded from
 *  HEX    of all names with inode, size and times: to tell whether it was touched
 *  HEX    of all names with owner, mode and content: to tell whether it is still right
 *  end
 * </pre>
 */
record Seal(String dump, String stamps, String content) {
  private static final String HEAD = "bcs loaded 1";
  private static final int PIECE = 256 * 1024;
  private static final int LARGEST = 4096;

  static String ofDump(Manifest.Tree tree) {
    MessageDigest digest = digest();
    for (Entry entry : tree.entries()) {
      put(digest, entry.path(), letter(entry.kind()), entry.size());
      for (ContentId id : entry.chunks()) {
        digest.update(id.bytes());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String stampsOf(Disk disk, BytePath top) throws IOException {
    MessageDigest digest = digest();
    new Trees(disk).walk(top, (path, stat) -> stamp(digest, path, stat));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Reads all of a directory. */
  static Seal of(Disk disk, BytePath top, String dump, Watcher watcher) throws IOException {
    MessageDigest stamps = digest();
    MessageDigest content = digest();
    byte[] piece = new byte[PIECE];
    new Trees(disk).walk(top, (path, stat) -> {
      watcher.mayGoOn();
      stamp(stamps, path, stat);
      put(content, path, letter(stat.kind()), stat.mode(), stat.user(), stat.group());
      BytePath at = SlotTree.at(top, path);
      if (stat.isFile()) {
        content(disk, at, content, piece, watcher);
      } else if (stat.kind() == Stat.Kind.SYMBOLIC_LINK) {
        content.update(disk.readLink(at));
      }
    });
    HexFormat hex = HexFormat.of();
    return new Seal(dump, hex.formatHex(stamps.digest()), hex.formatHex(content.digest()));
  }

  /** Something that may end a reading. */
  interface Leave {
    void ask() throws Watcher.GivenUpException;
  }

  /** Why a loaded directory is no more what was sealed; empty also if the reading was ended. */
  static Optional<String> damage(Disk disk, BytePath slot, BytePath note, Leave leave)
      throws IOException {
    Optional<Seal> seal = read(disk, note);
    if (seal.isEmpty() || !disk.exists(slot)) {
      return Optional.of(slot + " was not loaded from this generation");
    }
    Watcher watcher = new Watcher() {
      @Override
      public void mayGoOn() throws GivenUpException {
        leave.ask();
      }

      @Override
      public void done(long bytes) {}
    };
    try {
      String now = of(disk, slot, seal.get().dump, watcher).content;
      return now.equals(seal.get().content)
          ? Optional.empty()
          : Optional.of(slot + " is not what was loaded there");
    } catch (Watcher.GivenUpException later) {
      return Optional.empty();
    }
  }

  private static void content(
      Disk disk, BytePath at, MessageDigest digest, byte[] piece, Watcher watcher)
      throws IOException {
    try (Disk.ReadableFile file = disk.open(at)) {
      long position = 0;
      int got = file.read(position, piece, 0, piece.length);
      while (got > 0) {
        watcher.mayGoOn();
        digest.update(piece, 0, got);
        watcher.done(got);
        position += got;
        got = file.read(position, piece, 0, piece.length);
      }
      put(digest, BytePath.of(""), position);
    }
  }

  /** A directory's own time changes when a socket goes; its names tell all that counts. */
  private static void stamp(MessageDigest digest, BytePath path, Stat stat) {
    put(digest, path, letter(stat.kind()), stat.inode());
    if (!stat.isDirectory()) {
      put(digest, path, stat.size(), stat.modified(), stat.changed());
    }
  }

  private static void put(MessageDigest digest, BytePath path, long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + path.length() + 8 * numbers.length);
    bytes.putInt(path.length()).put(path.bytes());
    for (long number : numbers) {
      bytes.putLong(number);
    }
    digest.update(bytes.array());
  }

  private static char letter(Stat.Kind kind) {
    return switch (kind) {
      case FILE -> 'f';
      case DIRECTORY -> 'd';
      case SYMBOLIC_LINK -> 'l';
      case FIFO -> 'p';
      case SOCKET -> 's';
      case DEVICE -> 'c';
    };
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Durable and whole when this returns. */
  void write(Disk disk, BytePath note) throws IOException {
    BytePath part = note.parent().child(BytePath.of(note.name()) + ".part");
    if (disk.exists(part)) {
      disk.remove(part);
    }
    byte[] text =
        String.join("\n", HEAD, dump, stamps, content, "end\n").getBytes(StandardCharsets.US_ASCII);
    try (Disk.WritableFile file = disk.create(part, 0600)) {
      file.write(text, 0, text.length);
      file.sync();
    }
    disk.rename(part, note);
    disk.syncDirectory(note.parent());
  }

  /** Empty if there is none that can be used, and then all is loaded anew. */
  static Optional<Seal> read(Disk disk, BytePath note) throws IOException {
    if (!disk.exists(note)) {
      return Optional.empty();
    }
    try (Disk.ReadableFile file = disk.open(note)) {
      byte[] bytes = new byte[LARGEST];
      int got = Math.max(0, file.read(0, bytes, 0, bytes.length));
      List<String> lines =
          new String(bytes, 0, got, StandardCharsets.US_ASCII).lines().toList();
      boolean whole =
          lines.size() == 5 && lines.get(0).equals(HEAD) && lines.get(4).equals("end");
      return whole
          ? Optional.of(new Seal(lines.get(1), lines.get(2), lines.get(3)))
          : Optional.empty();
    }
  }
}
