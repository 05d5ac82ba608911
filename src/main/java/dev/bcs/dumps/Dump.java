package dev.bcs.dumps;

import dev.bcs.files.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Takes a dump while it is made, file by file; for the one thread that dumps. */
public interface Dump {
  /** An empty folder of this dump's own on the unit's disk, removed afterwards. */
  Path scratch() throws IOException;

  /**
   * Takes one file to the end of its content, which fails if it is not whole.
   *
   * @param path relative, names that need no quoting with slashes between them
   */
  void file(String path, InputStream content) throws IOException;

  /** Takes the one file that is all of this dump, with the attributes of another. */
  void only(Stat like, InputStream content) throws IOException;
}
