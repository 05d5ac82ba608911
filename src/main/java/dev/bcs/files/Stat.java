package dev.bcs.files;

/**
 * What the file system says of one name.
 *
 * @param mode permission bits with set-id and sticky, 0..07777
 * @param modified nanoseconds since 1970
 * @param changed nanoseconds since 1970, of the last change of content or attributes
 */
public record Stat(
    Kind kind,
    int mode,
    int user,
    int group,
    long size,
    long device,
    long inode,
    int links,
    long modified,
    long changed) {

  /** What a name can be. */
  public enum Kind {
    FILE,
    DIRECTORY,
    SYMBOLIC_LINK,
    FIFO,
    SOCKET,
    DEVICE
  }

  public boolean isFile() {
    return kind == Kind.FILE;
  }

  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }
}
