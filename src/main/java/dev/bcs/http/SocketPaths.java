package dev.bcs.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a unit's Unix socket lies, for the daemon and the command line alike.
 *
 * <p>The platform allows about 107 bytes. A longer path falls back to a short one under /tmp that
 * both sides compute from the long one; its directory must belong to whoever owns the unit's home,
 * or to root, so that nobody else can stand in for the daemon.
 */
public final class SocketPaths {
  /** Below sun_path of Linux (108) and of the BSDs (104), with its final zero. */
  public static final int LONGEST = 100;

  private static final Path SHORT_ROOT = Path.of("/tmp");

  private SocketPaths() {}

  /** The path itself if it is short enough, else the short one that stands for it. */
  public static Path usable(Path wanted) {
    Path absolute = wanted.toAbsolutePath().normalize();
    byte[] name = absolute.toString().getBytes(StandardCharsets.UTF_8);
    if (name.length <= LONGEST) {
      return absolute;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      String shortName = "bcs-" + HexFormat.of().formatHex(hash, 0, 8);
      return SHORT_ROOT.resolve(shortName).resolve("bcs.sock");
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  /** True if {@link #usable} had to fall back. */
  public static boolean fellBack(Path wanted) {
    return !usable(wanted).equals(wanted.toAbsolutePath().normalize());
  }

  /**
   * Makes the directory that the socket lies in, or proves that the one which is there is ours.
   *
   * @throws IOException with a sentence, if it belongs to somebody else
   */
  static void prepare(Path wanted) throws IOException {
    Path directory = parent(usable(wanted));
    if (!fellBack(wanted)) {
      Files.createDirectories(directory);
      return;
    }
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    } catch (FileAlreadyExistsException madeBefore) {
      checkOwner(wanted);
    }
  }

  /**
   * Refuses a short path that somebody else has laid out.
   *
   * @throws IOException with a sentence
   */
  public static void checkOwner(Path wanted) throws IOException {
    if (!fellBack(wanted)) {
      return;
    }
    Path directory = parent(usable(wanted));
    Path home = parent(wanted.toAbsolutePath().normalize());
    String owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
    boolean ours = owner.equals("root") || owner.equals(Files.getOwner(home).getName());
    if (!ours || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          "the directory " + directory + " belongs to " + owner + ", not to the owner of " + home);
    }
  }

  static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path.toAbsolutePath().getRoot() : parent;
  }
}
