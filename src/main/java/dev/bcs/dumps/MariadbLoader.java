package dev.bcs.dumps;

import dev.bcs.commands.Commands;
import dev.bcs.dumps.Mariadb.About;
import dev.bcs.files.Disk;
import dev.bcs.store.Dataset;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Loads a dumped MariaDB server by a private server into a new data directory.
 *
 * <p>The server listens on one socket in a folder of its own and on no network. When all is loaded,
 * rows are counted and compared with the dump's, mariadb-check looks at every table, and the server
 * is shut down. Nothing is durable until the caller syncs the file system.
 */
final class MariadbLoader implements Loader {
  private final Disk disk;
  private final Clocks clocks;

  MariadbLoader(Disk disk, Clocks clocks) {
    this.disk = disk;
    this.clocks = clocks;
  }

  @Override
  public void load(Dataset dataset, Place place, Bounds bounds) throws IOException {
    Account account = Account.of(disk, Path.of(dataset.path()));
    About about = About.read(place.dump().resolve(Mariadb.ABOUT));
    account.give(disk, place.into());
    account.give(disk, place.work());
    Tools tools = new Tools(clocks, bounds, account, Map.of("LC_ALL", "C.UTF-8"));
    sameVersion(dataset, tools, about);
    String owner = Files.getOwner(place.into()).getName();
    List<String> alike = List.of(
        "--datadir=" + place.into(),
        "--innodb-page-size=" + about.pageSize(),
        "--lower-case-table-names=" + about.lowerCase());
    List<String> install = new ArrayList<>(List.of(
        Mariadb.program(dataset, "mariadb-install-db"),
        "--no-defaults",
        "--skip-test-db",
        "--skip-name-resolve",
        "--auth-root-authentication-method=socket",
        "--auth-root-socket-user=" + owner));
    install.addAll(alike);
    tools.text(install);
    String socket = place.work().resolve("s").toString();
    Path log = place.work().resolve("log");
    List<String> serve = new ArrayList<>(List.of(
        Mariadb.program(dataset, "mariadbd"),
        "--no-defaults",
        "--skip-networking",
        "--skip-log-bin",
        "--event-scheduler=OFF",
        "--innodb-flush-log-at-trx-commit=0",
        "--max-allowed-packet=1G",
        "--pid-file=" + place.work().resolve("pid"),
        "--socket=" + socket));
    serve.addAll(alike);
    Process server = tools.launch(serve, log);
    try {
      List<String> ask = Mariadb.client(dataset, "mariadb", socket, "-N", "--batch");
      tools.await(server, log, () -> {
        List<String> one = new ArrayList<>(ask);
        one.addAll(List.of("-e", "SELECT 1"));
        return tools.text(one).startsWith("1");
      });
      tools.text(
          Mariadb.client(dataset, "mariadb", socket, "--batch", "--max-allowed-packet=1G"),
          place.dump().resolve(Mariadb.ALL));
      count(ask, place, tools);
      tools.text(
          Mariadb.client(dataset, "mariadb-check", socket, "--all-databases", "--check", "-s"));
      server.destroy();
      tools.ended(server, log);
    } finally {
      Commands.end(server);
    }
  }

  private static void sameVersion(Dataset dataset, Tools tools, About about) throws IOException {
    String told =
        tools.text(List.of(Mariadb.program(dataset, "mariadbd"), "--version")).strip();
    String here = About.level(told.replaceAll("^.*Ver ", ""));
    if (!here.equals(About.level(about.version()))) {
      throw new IOException("the dump is of MariaDB " + about.version() + ", and this unit has "
          + told + "\nhint: install the same version on both units, or set programs");
    }
  }

  private static void count(List<String> ask, Place place, Tools tools) throws IOException {
    Map<String, Long> rows = InsertedRows.in(place.dump().resolve(Mariadb.ALL));
    // What a server writes of itself while it runs is not what was dumped.
    rows.keySet().removeIf(table -> table.matches("`mysql`\\.`(innodb_.*|gtid_.*|.*_log)`"));
    StringBuilder sql = new StringBuilder();
    rows.keySet().forEach(table -> sql.append("SELECT count(*) FROM " + table + ";\n"));
    Path question = Files.writeString(place.work().resolve("count.sql"), sql);
    List<String> told = tools.text(ask, question).lines().toList();
    int line = 0;
    for (Map.Entry<String, Long> each : rows.entrySet()) {
      String found = line < told.size() ? told.get(line) : "no";
      line++;
      if (!found.equals(each.getValue().toString())) {
        throw new IOException(
            each.getKey() + " has " + found + " rows, and its dump has " + each.getValue());
      }
    }
  }
}
