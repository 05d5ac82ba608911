package dev.bcs.unit;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder in which everything durable of one unit lies. */
public record Home(Path directory) {
  public Home {
    directory = directory.toAbsolutePath().normalize();
  }

  public static Home at(Path directory) {
    return new Home(directory);
  }

  public Path ledger() {
    return directory.resolve("bcs.sqlite");
  }

  public Path keys() {
    return directory.resolve("keys");
  }

  public Path store() {
    return directory.resolve("store");
  }

  /** Where the daemon listens for its own commands. */
  public Path socket() {
    return directory.resolve("bcs.sock");
  }

  /** Exists only while the appliance's services may run. */
  public Path mayServe() {
    return directory.resolve("guard").resolve("may-serve");
  }

  /**
   * Makes the folders, readable by their owner only, and checks that they can be used.
   *
   * <p>Bears repetition; a crash leaves some of the folders, and the next call makes the others.
   *
   * @throws UnitException if the home belongs to somebody else or cannot be written
   */
  public Home prepare() {
    try {
      Files.createDirectories(directory, ownerOnly("rwx------"));
      refuseOthersHome();
      for (Path folder : List.of(keys(), store(), directory.resolve("guard"))) {
        Files.createDirectories(folder, ownerOnly("rwx------"));
        tighten(folder);
      }
      return this;
    } catch (FileAlreadyExistsException notAFolder) {
      throw new UnitException(
          "the home " + directory + " is not a folder", "choose another with --home", notAFolder);
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  /**
   * Claims the home for this process until the claim is closed or the process ends.
   *
   * @throws UnitException if another process has claimed it
   */
  public Claim claim() {
    try {
      return tryClaim(directory.resolve("bcs.lock"))
          .orElseThrow(() -> new UnitException(
              "another bcs already uses the home " + directory,
              "stop it first, or give this unit its own --home"));
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  /**
   * Reads the store beside a daemon: until it is closed, the daemon deletes nothing there.
   *
   * <p>Changes nothing in the home. A daemon that is just deleting is waited for.
   */
  public Claim reading() {
    if (!Files.isReadable(readers())) {
      // No daemon of this level ever ran here, so none deletes anything.
      return new Claim(null);
    }
    try {
      FileChannel channel = FileChannel.open(readers(), StandardOpenOption.READ);
      try {
        FileLock shared = channel.lock(0, Long.MAX_VALUE, true);
        return new Claim(shared.acquiredBy());
      } catch (OverlappingFileLockException withinThisProcess) {
        return new Claim(channel);
      }
    } catch (IOException e) {
      throw new UnitException(
          "the store in " + directory + " cannot be read: " + e.getMessage(),
          "run it as the user of the daemon",
          e);
    }
  }

  /** Keeps readers of the store out until it is closed; empty if somebody reads. */
  public Optional<Claim> withoutReaders() {
    try {
      return tryClaim(readers());
    } catch (IOException e) {
      throw notWritable(e);
    }
  }

  private static Optional<Claim> tryClaim(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      lock = null;
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock == null ? Optional.empty() : Optional.of(new Claim(channel));
  }

  private Path readers() {
    return store().resolve("readers.lock");
  }

  /** The home itself keeps the mode it was given: a group may have to reach the socket. */
  private static void tighten(Path folder) throws IOException {
    if (posix()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private void refuseOthersHome() throws IOException {
    Path probe;
    try {
      probe = Files.createTempFile(directory, ".probe", "");
    } catch (IOException e) {
      throw notWritable(e);
    }
    try {
      UserPrincipal me = Files.getOwner(probe);
      UserPrincipal owner = Files.getOwner(directory);
      if (!me.equals(owner)) {
        throw new UnitException(
            "the home " + directory + " belongs to " + owner.getName() + ", but this is run by "
                + me.getName(),
            "run it as " + owner.getName() + ", or choose another home with --home");
      }
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private UnitException notWritable(IOException e) {
    return new UnitException(
        "the home " + directory + " cannot be written: " + e.getClass().getSimpleName() + " "
            + e.getMessage(),
        "it must be a folder of this user with space left; choose another with --home",
        e);
  }

  private static FileAttribute<?>[] ownerOnly(String mode) {
    return posix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /** The right to write in a home, or to read its store, in which others have to wait. */
  public static final class Claim implements AutoCloseable {
    private final @Nullable Channel channel;

    private Claim(@Nullable Channel channel) {
      this.channel = channel;
    }

    /** Gives the claim back; a second time does nothing. */
    @Override
    public void close() {
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        throw new UnitException(
            "the claim on the home was not given back: " + e.getMessage(), "restart bcs", e);
      }
    }
  }
}
