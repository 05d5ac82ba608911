package dev.bcs.store;

import java.time.Duration;
import java.util.List;

/**
 * By what means a dataset that is no tree of files is dumped, loaded and checked on this unit.
 *
 * @param programs the folder of the engine's programs; empty for where they are usually installed
 * @param socket where the engine that serves listens: its folder for PostgreSQL, the socket itself
 *     for MariaDB; empty for the usual one
 * @param port by which PostgreSQL's socket is named
 * @param user as whom to connect; empty for the one who owns the data
 * @param backup the appliance's own command, which writes a backup
 * @param restore the appliance's own command, which makes live data of a backup
 * @param check the appliance's own command, which looks at what was restored; may be empty
 * @param toFolder whether {@code backup} writes into a folder, not to its standard output
 * @param limit how long a dump may take, and a load
 */
public record Means(
    String programs,
    String socket,
    int port,
    String user,
    List<String> backup,
    List<String> restore,
    List<String> check,
    boolean toFolder,
    Duration limit) {
  public static final Duration LIMIT = Duration.ofHours(1);
  public static final int POSTGRESQL_PORT = 5432;

  /** Nothing said. */
  public static final Means USUAL =
      new Means("", "", POSTGRESQL_PORT, "", List.of(), List.of(), List.of(), false, LIMIT);

  public Means {
    backup = List.copyOf(backup);
    restore = List.copyOf(restore);
    check = List.copyOf(check);
  }
}
