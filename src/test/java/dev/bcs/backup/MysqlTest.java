package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.commands.Commands;
import dev.bcs.commands.Ran;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.staging.Placement;
import dev.bcs.store.Dataset;
import dev.bcs.store.Means;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.Swap;
import dev.bcs.takeover.SwapPair;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real MariaDB server, from the primary's socket to the spare's live place. */
class MysqlTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Disk disk = Disk.system();
  private final List<Process> servers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path here;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path there;

  @SuppressWarnings("NullAway.Init") // set before each test
  private String owner;

  private @Nullable Pair pair;

  @BeforeEach
  void fixture() throws IOException {
    assumeThat(Path.of("/usr/sbin/mariadbd"))
        .as("MariaDB is not installed: apt-get install mariadb-server")
        .exists();
    boolean root = disk.stat(BytePath.of("/proc/self")).user() == 0;
    owner = root ? "mysql" : Files.getOwner(folder).getName();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    here = owned(folder.resolve("here"));
    there = owned(folder.resolve("there"));
    owned(here.resolve("db"));
    owned(there.resolve("db"));
    run(
        "/usr/bin/mariadb-install-db",
        "--no-defaults",
        "--datadir=" + here + "/db",
        "--skip-test-db",
        "--skip-name-resolve",
        "--auth-root-authentication-method=socket",
        "--auth-root-socket-user=" + owner);
  }

  @AfterEach
  void end() {
    if (pair != null) {
      pair.close();
    }
    servers.forEach(Commands::end);
  }

  private Path owned(Path made) throws IOException {
    Files.createDirectory(made);
    Files.setOwner(
        made, made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
    return made;
  }

  private List<String> asOwner(List<String> command) {
    List<String> whole = new ArrayList<>();
    if (owner.equals("mysql")) {
      whole.addAll(
          List.of("/usr/bin/setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups", "--"));
    }
    whole.addAll(command);
    return whole;
  }

  private Ran ran(List<String> command) {
    return new Commands(Clocks.system()).run(asOwner(command), Map.of("LC_ALL", "C.UTF-8"), LIMIT);
  }

  private String run(String... command) {
    Ran ran = ran(List.of(command));
    assertThat(ran.good()).as(ran.text() + ran.output()).isTrue();
    return ran.output();
  }

  private Process serve(Path top) throws IOException {
    Process server = new Commands(Clocks.system())
        .launch(
            asOwner(List.of(
                "/usr/sbin/mariadbd",
                "--no-defaults",
                "--datadir=" + top + "/db",
                "--socket=" + top + "/s",
                "--pid-file=" + top + "/pid",
                "--skip-networking",
                "--innodb-flush-log-at-trx-commit=0")),
            Map.of("LC_ALL", "C.UTF-8"),
            folder.resolve("server.log"));
    servers.add(server);
    await().atMost(LIMIT).until(() -> ran(client(top, "SELECT 1")).good());
    return server;
  }

  private static List<String> client(Path top, String sql) {
    return List.of(
        "/usr/bin/mariadb", "--no-defaults", "--socket=" + top + "/s", "-N", "--batch", "-e", sql);
  }

  private String sql(Path top, String text) {
    return run(client(top, text).toArray(String[]::new));
  }

  private String dump(Path top) {
    return run(
        "/usr/bin/mariadb-dump",
        "--no-defaults",
        "--socket=" + top + "/s",
        "--routines",
        "--events",
        "--hex-blob",
        "--skip-dump-date",
        "pbx");
  }

  private Dataset dataset(Path top) {
    return new Dataset(
        "pbx",
        "bills",
        "mysql",
        top + "/db",
        "logs",
        List.of(),
        List.of(),
        new Means(
            "",
            top + "/s",
            5432,
            "",
            List.of(),
            List.of(),
            List.of(),
            false,
            Duration.ofMinutes(5)));
  }

  @Test
  void aWholeServerGoesLiveOnTheSpareEqualToItsDump() throws IOException {
    Process server = serve(here);
    sql(
        here,
        "CREATE DATABASE pbx; USE pbx;"
            + " CREATE TABLE t(i INT PRIMARY KEY AUTO_INCREMENT, s VARCHAR(99), b BLOB);"
            + " INSERT INTO t(s, b) VALUES('a\\n(x);', x'00ff27'), ('it''s', NULL);"
            + " INSERT INTO t(s) SELECT CONCAT('row ', seq) FROM seq_1_to_2000;"
            + " CREATE VIEW v AS SELECT count(*) FROM t; CREATE PROCEDURE p() SELECT 1;"
            + " CREATE USER u@localhost IDENTIFIED BY 'x'; GRANT ALL ON pbx.* TO u@localhost;"
            + " CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.s = UPPER(NEW.s)");
    pair = new Pair(folder, List.of(dataset(here)), List.of(dataset(there)));
    pair.engine.enable();
    BackupView view = pair.ended(1);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    String before = dump(here);
    assertThat(before).contains("row 2000").contains("tr");

    Commands.end(server);
    pair.engine.runNow("again");
    view = pair.ended(2);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail()).contains("pbx/bills was not dumped: mariadb ended with code 1");

    Placement placed =
        pair.slots.hold(pair.slots.ready().orElseThrow().generation()).get(0);
    List<SwapPair> pairs = List.of(new SwapPair(
        placed.dataset(), placed.live(), placed.slot(), placed.aside(), placed.local()));
    new Swap(disk).run(pairs);
    new Swap(disk).seal(pairs);
    serve(there);
    assertThat(dump(there)).isEqualTo(before);
    assertThat(sql(there, "SHOW GRANTS FOR u@localhost")).contains("ALL PRIVILEGES ON `pbx`");
  }
}
