package dev.bcs.files;

/**
 * What the file system says of one name.
 *
 * @param mode permission bits with set-id and sticky, 0..07777
 * @param modified nanoseconds since 1970, modulo 2^64
 * @param changed nanoseconds since 1970, of the last change of content or attributes
 * @param era how often 2^64 ns, some 584 years, are to be added to {@code modified}: 0 from the
 *     year 1678 to 2261, so for all times but those that somebody set to say something
 * @param allocated bytes that the content takes on the disk; less than {@code size} tells of holes
 * @param mountRoot whether something is mounted just here
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
    long changed,
    int era,
    long allocated,
    boolean mountRoot) {

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
