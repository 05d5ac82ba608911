package dev.bcs.dumps;

import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.store.Means;
import dev.bcs.time.Clocks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Dumps a whole MariaDB server by its own programs, as a stream that needs no room here.
 *
 * <pre>
 *  about     lines: "bcs mysql 1", version, page size, how table names are compared
 *  all.sql   mariadb-dump of all databases, mysql with users and grants among them
 * </pre>
 *
 * <p>Tables of InnoDB are of one moment; so are others if the application is held still meanwhile.
 */
final class Mariadb implements Dumper {
  static final String ABOUT = "about";
  static final String ALL = "all.sql";

  private static final String HEAD = "bcs mysql 1";
  private static final String SOCKET = "/run/mysqld/mysqld.sock";
  private static final String PACKAGE = "mariadb-server";
  private static final List<Path> USUAL =
      List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/bin"));
  private static final String ASK =
      "SELECT @@version, @@innodb_page_size, @@lower_case_table_names, @@datadir";

  private final Disk disk;
  private final Clocks clocks;

  Mariadb(Disk disk, Clocks clocks) {
    this.disk = disk;
    this.clocks = clocks;
  }

  /** What a server is like, so that one like it can be made. */
  record About(String version, String pageSize, String lowerCase) {
    byte[] text() {
      return String.join("\n", HEAD, version, pageSize, lowerCase, "")
          .getBytes(StandardCharsets.UTF_8);
    }

    static About read(Path file) throws IOException {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.size() != 4 || !lines.get(0).equals(HEAD)) {
        throw new IOException("the dump says of itself what this bcs does not understand"
            + "\nhint: bring both units to the same level of bcs");
      }
      return new About(lines.get(1), lines.get(2), lines.get(3));
    }

    /** The part of the version that must be alike: 10.11 of 10.11.6-MariaDB. */
    static String level(String version) {
      return version.replaceAll("^\\D*(\\d+\\.\\d+).*$", "$1");
    }
  }

  static String program(Dataset dataset, String name) throws IOException {
    return Tools.program(dataset.means().programs(), USUAL, name, PACKAGE);
  }

  /** A program that speaks to the server at this socket, without the options of any file. */
  static List<String> client(Dataset dataset, String name, String socket, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(program(dataset, name), "--no-defaults", "--socket=" + socket));
    command.addAll(List.of(more));
    return command;
  }

  @Override
  public void dump(Dataset dataset, Dump into, Bounds bounds) throws IOException {
    Means means = dataset.means();
    Account account = Account.of(disk, Path.of(dataset.path()));
    Tools tools = new Tools(clocks, bounds, account, Map.of("LC_ALL", "C.UTF-8"));
    String socket = means.socket().isEmpty() ? SOCKET : means.socket();
    List<String> user = means.user().isEmpty() ? List.of() : List.of("--user=" + means.user());
    List<String> question = client(dataset, "mariadb", socket, "-N", "--batch", "-e", ASK);
    question.addAll(user);
    String told = tools.text(question).strip();
    String[] words = told.split("\t", -1);
    if (words.length != 4) {
      throw new IOException("mariadb answered " + told);
    }
    if (!Path.of(words[3]).toRealPath().equals(Path.of(dataset.path()).toRealPath())) {
      throw new IOException("the server behind this socket runs on " + words[3] + ", not on "
          + dataset.path() + "\nhint: set socket to that of the right one");
    }
    into.file(ABOUT, new ByteArrayInputStream(new About(words[0], words[1], words[2]).text()));
    List<String> command = client(
        dataset,
        "mariadb-dump",
        socket,
        "--all-databases",
        "--single-transaction",
        "--routines",
        "--events",
        "--triggers",
        "--hex-blob",
        "--skip-dump-date");
    command.addAll(user);
    try (InputStream content = tools.stream(command)) {
      into.file(ALL, content);
    }
  }
}
