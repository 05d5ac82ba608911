package dev.bcs.dumps;

import dev.bcs.commands.Commands;
import dev.bcs.dumps.Postgres.About;
import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Loads a dumped PostgreSQL cluster by a private server into a new data directory.
 *
 * <p>The server listens on one socket in a folder of its own and on no network. When all is loaded,
 * rows are counted and compared with the dump's, statistics are made, the server is shut down, and
 * pg_checksums reads every page. Nothing is durable until the caller syncs the file system.
 */
final class PostgresLoader implements Loader {
  private final Disk disk;
  private final Clocks clocks;

  PostgresLoader(Disk disk, Clocks clocks) {
    this.disk = disk;
    this.clocks = clocks;
  }

  @Override
  public void load(Dataset dataset, Place place, Bounds bounds) throws IOException {
    Account account = Account.of(disk, Path.of(dataset.path()));
    About about = About.read(place.dump().resolve(Postgres.ABOUT));
    account.give(disk, place.into());
    account.give(disk, place.work());
    Tools tools = new Tools(
        clocks,
        bounds,
        account,
        Map.of(
            "LC_ALL",
            "C.UTF-8",
            "PGHOST",
            place.work().toString(),
            "PGPORT",
            "5432",
            "PGUSER",
            about.superuser(),
            "PGDATABASE",
            "postgres"));
    sameVersion(dataset, tools, about);
    make(dataset, place, tools, about);
    Process server = start(dataset, place, tools, account);
    try {
      Path log = place.work().resolve("log");
      tools.await(
          server,
          log,
          () -> tools.text(Postgres.psql(dataset, "-c", "SELECT 1")).length() > 0);
      fill(dataset, place, tools, about);
      server.destroy();
      tools.ended(server, log);
    } finally {
      Commands.end(server);
    }
    tools.text(List.of(
        Postgres.program(dataset, "pg_checksums"), "--check", "-D", place.into().toString()));
    configure(place, account);
  }

  private static void sameVersion(Dataset dataset, Tools tools, About about) throws IOException {
    String told = tools.text(List.of(Postgres.program(dataset, "postgres"), "--version"));
    String version = told.strip().replaceAll("^\\D*(\\d+).*$", "$1");
    if (!version.equals(String.valueOf(about.major()))) {
      throw new IOException("the dump is of PostgreSQL " + about.major() + ", and this unit has "
          + told.strip() + "\nhint: install the same version on both units, or set programs");
    }
  }

  private static void make(Dataset dataset, Place place, Tools tools, About about)
      throws IOException {
    tools.text(List.of(
        Postgres.program(dataset, "initdb"),
        "-D",
        place.into().toString(),
        "-U",
        about.superuser(),
        "-E",
        about.encoding(),
        "--locale=C",
        "--lc-collate=" + about.collate(),
        "--lc-ctype=" + about.ctype(),
        "--auth-local=peer",
        "--auth-host=scram-sha-256",
        "--data-checksums",
        "--no-instructions",
        "--no-sync"));
  }

  private Process start(Dataset dataset, Place place, Tools tools, Account account)
      throws IOException {
    Path hba = Files.writeString(place.work().resolve("hba"), "local all all trust\n");
    account.give(disk, hba);
    List<String> command = new ArrayList<>(
        List.of(Postgres.program(dataset, "postgres"), "-D", place.into().toString()));
    for (String setting : List.of(
        "listen_addresses=",
        "unix_socket_directories=" + place.work(),
        "port=5432",
        "hba_file=" + hba,
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=4GB",
        "autovacuum=off",
        "max_connections=8",
        "log_min_messages=warning")) {
      command.add("-c");
      command.add(setting);
    }
    return tools.launch(command, place.work().resolve("log"));
  }

  private void fill(Dataset dataset, Place place, Tools tools, About about) throws IOException {
    Path roles = place.work().resolve(Postgres.ROLES);
    Files.write(roles, roles(place.dump().resolve(Postgres.ROLES), about.superuser()));
    tools.text(Postgres.psql(dataset, "-o", "/dev/null"), roles);
    for (String database : about.databases()) {
      Path dump = place.dump().resolve(Postgres.fileOf(database));
      // What is dropped and made anew is left alone meanwhile.
      String from = database.equals("template1") ? "postgres" : "template1";
      named(
          database,
          () -> tools
              .with(Map.of("PGDATABASE", from))
              .text(Postgres.psql(dataset, "-o", "/dev/null"), dump));
      named(
          database, () -> count(dataset, place, tools.with(Map.of("PGDATABASE", database)), dump));
    }
  }

  /** Something that is done with one database. */
  private interface Deed {
    String run() throws IOException;
  }

  private static void named(String database, Deed deed) throws IOException {
    try {
      var unused = deed.run();
    } catch (IOException e) {
      throw new IOException("database " + database + ": " + e.getMessage(), e);
    }
  }

  /** The first superuser is there already; line by line, for roles are dumped so. */
  private static List<String> roles(Path dump, String superuser) throws IOException {
    String plain = "CREATE ROLE " + superuser + ";";
    String quoted = "CREATE ROLE \"" + superuser.replace("\"", "\"\"") + "\";";
    return Files.readAllLines(dump, StandardCharsets.UTF_8).stream()
        .filter(line -> !line.equals(plain) && !line.equals(quoted))
        .toList();
  }

  private static String count(Dataset dataset, Place place, Tools tools, Path dump)
      throws IOException {
    Map<String, Long> rows = CopiedRows.in(dump);
    StringBuilder sql = new StringBuilder();
    rows.keySet()
        .forEach(t -> sql.append("SELECT count(*) FROM ONLY ").append(t).append(";\n"));
    Path question = place.work().resolve("count.sql");
    Files.writeString(question, sql.append("ANALYZE;\n"));
    List<String> told =
        tools.text(Postgres.psql(dataset, "-A", "-t"), question).lines().toList();
    int line = 0;
    for (Map.Entry<String, Long> each : rows.entrySet()) {
      String found = line < told.size() ? told.get(line) : "no";
      line++;
      if (!found.equals(each.getValue().toString())) {
        throw new IOException(
            each.getKey() + " has " + found + " rows, and its dump has " + each.getValue());
      }
    }
    return "";
  }

  /** The settings of the cluster, not those that initdb wrote. */
  private void configure(Place place, Account account) throws IOException {
    try (DirectoryStream<Path> made = Files.newDirectoryStream(place.into(), "*.conf")) {
      for (Path file : made) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(place.into().resolve("postmaster.opts"));
    Path kept = place.dump().resolve("conf");
    if (!Files.isDirectory(kept)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kept)) {
      for (Path file : files) {
        Path copy = place.into().resolve(String.valueOf(file.getFileName()));
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        account.give(disk, copy);
      }
    }
  }
}
