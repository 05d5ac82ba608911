package dev.bcs.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files so that a crash leaves each whole or absent, never half.
 *
 * <p>Order: content under a name that starts with a dot, synced; the rename; the directory synced.
 * A crash before the rename leaves the dotted name, which nobody lists.
 */
final class Aside {
  private Aside() {}

  /** The name under which a file is made, for one writer at a time. */
  static Path of(Path file) {
    return file.resolveSibling(".making-" + file.getFileName());
  }

  /** Writes a whole file; durable when it returns. */
  static void write(Path file, byte[] content) throws IOException {
    Files.write(of(file), content);
    sync(of(file));
    place(of(file), file);
  }

  /** Gives a written and synced file its name; durable when it returns. */
  static void place(Path made, Path file) throws IOException {
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    sync(folder(file));
  }

  /** Makes the content of a file, or the names in a directory, durable. */
  static void sync(Path path) throws IOException {
    try (FileChannel open = FileChannel.open(path, StandardOpenOption.READ)) {
      open.force(true);
    }
  }

  /** Makes a directory and its missing parents; durable when it returns. */
  static void makeDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      makeDirectories(folder(directory));
      Files.createDirectory(directory);
      sync(folder(directory));
    }
  }

  /** Adds a line at the end, after what a crash may have cut short; durable when it returns. */
  static void append(Path file, String line) throws IOException {
    try (FileChannel open =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = open.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      boolean torn = end > 0 && open.read(last, end - 1) == 1 && last.get(0) != '\n';
      ByteBuffer bytes = StandardCharsets.UTF_8.encode((torn ? "\n" : "") + line + "\n");
      open.position(end);
      while (bytes.hasRemaining()) {
        open.write(bytes);
      }
      open.force(true);
    }
  }

  /** The directory that holds a file. */
  static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
