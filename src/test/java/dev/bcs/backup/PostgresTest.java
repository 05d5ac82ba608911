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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL cluster, from the primary's socket to the spare's live place. */
class PostgresTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private final Disk disk = Disk.system();
  private final List<Process> servers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path bin;

  private int user;
  private int group;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path here;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Path there;

  private @Nullable Pair pair;

  @BeforeEach
  void fixture() throws IOException {
    bin = newest();
    int self = disk.stat(BytePath.of("/proc/self")).user();
    user = self == 0 ? number("-u") : self;
    group = self == 0 ? number("-g") : disk.stat(BytePath.of("/proc/self")).group();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    here = folderOf("here");
    there = folderOf("there");
    run(bin("initdb"), "-D", here + "/pg", "-A", "trust", "--no-sync", "--no-instructions");
    Files.createDirectory(there.resolve("pg"));
    disk.setOwner(BytePath.of(there.resolve("pg")), user, group);
    Files.setPosixFilePermissions(
        there.resolve("pg"), PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void end() {
    if (pair != null) {
      pair.close();
    }
    servers.forEach(Commands::end);
  }

  private static Path newest() throws IOException {
    Path installed = Path.of("/usr/lib/postgresql");
    assumeThat(installed)
        .as("PostgreSQL is not installed: apt-get install postgresql")
        .exists();
    try (Stream<Path> versions = Files.list(installed)) {
      return versions
          .map(v -> v.resolve("bin"))
          .filter(v -> Files.isExecutable(v.resolve("initdb")))
          .max(Path::compareTo)
          .orElseThrow(() -> new AssertionError("no initdb below " + installed));
    }
  }

  private int number(String which) {
    Ran ran = new Commands(Clocks.system())
        .run(List.of("/usr/bin/id", which, "postgres"), Map.of(), LIMIT);
    assertThat(ran.good()).as(ran.text()).isTrue();
    return Integer.parseInt(ran.output().strip());
  }

  private Path folderOf(String name) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    disk.setOwner(BytePath.of(made), user, group);
    return made;
  }

  private String bin(String name) {
    return bin.resolve(name).toString();
  }

  private List<String> asOwner(List<String> command) throws IOException {
    if (disk.stat(BytePath.of("/proc/self")).user() != 0) {
      return command;
    }
    List<String> whole = new ArrayList<>(
        List.of("/usr/bin/setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"));
    whole.addAll(command);
    return whole;
  }

  private String run(String... command) throws IOException {
    Ran ran = new Commands(Clocks.system())
        .run(asOwner(List.of(command)), Map.of("LC_ALL", "C.UTF-8"), LIMIT);
    assertThat(ran.good()).as(ran.text() + ran.output()).isTrue();
    return ran.output();
  }

  private Process serve(Path top) throws IOException {
    Process server = new Commands(Clocks.system())
        .launch(
            asOwner(List.of(
                bin("postgres"),
                "-D",
                top + "/pg",
                "-c",
                "listen_addresses=",
                "-c",
                "hba_file=" + here + "/pg/pg_hba.conf",
                "-c",
                "unix_socket_directories=" + top,
                "-c",
                "fsync=off")),
            Map.of("LC_ALL", "C.UTF-8"),
            folder.resolve("server.log"));
    servers.add(server);
    await()
        .atMost(LIMIT)
        .until(() -> new Commands(Clocks.system())
            .run(
                asOwner(List.of(bin("psql"), "-h", top.toString(), "-l", "postgres")),
                Map.of(),
                LIMIT)
            .good());
    return server;
  }

  private String sql(Path top, String database, String text) throws IOException {
    return run(
        bin("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", top.toString(), "-c", text, database);
  }

  /** The dump of a database, without the lines that guard it. */
  private String dump(Path top, String database) throws IOException {
    return run(bin("pg_dump"), "-h", top.toString(), "--create", database)
        .lines()
        .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
        .reduce("", (a, b) -> a + b + "\n");
  }

  private Dataset dataset(Path top, Path programs) {
    return new Dataset(
        "pbx",
        "calls",
        "postgresql",
        top + "/pg",
        "logs",
        List.of(),
        List.of(),
        new Means(
            programs.toString(),
            top.toString(),
            5432,
            "",
            List.of(),
            List.of(),
            List.of(),
            false,
            Duration.ofMinutes(5)));
  }

  private Pair pair(Path programs) throws IOException {
    pair = new Pair(folder, List.of(dataset(here, programs)), List.of(dataset(there, bin)));
    return pair;
  }

  @Test
  void aWholeClusterGoesLiveOnTheSpareEqualToItsDump() throws IOException {
    Process server = serve(here);
    sql(here, "postgres", "CREATE ROLE pbx LOGIN PASSWORD 'secret'");
    sql(here, "postgres", "CREATE DATABASE \"Odd =%/ name\" OWNER pbx");
    String odd = "Odd =%/ name";
    sql(here, "postgres", "ALTER DATABASE \"Odd =%/ name\" SET work_mem = '8MB'");
    run(
        bin("psql"),
        "-XAtq",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        here.toString(),
        "-c",
        "CREATE TABLE \"T\"(id serial PRIMARY KEY, said text);"
            + " INSERT INTO \"T\"(said) SELECT 'row ' || i FROM generate_series(1, 3000) i;"
            + " INSERT INTO \"T\"(said) VALUES(E'COPY x FROM stdin;\\n\\\\.\\n'), (NULL);"
            + " CREATE VIEW v AS SELECT count(*) FROM \"T\"; SELECT lo_from_bytea(0, 'large');",
        "dbname='" + odd + "'");
    Pair both = pair(bin);
    both.engine.enable();
    BackupView view = both.ended(1);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    String before = dump(here, "dbname='" + odd + "'");
    assertThat(before).contains("COPY public.\"T\"").contains("row 3000").contains("work_mem");

    // Twice more: the slot of the first load is built in again, and needs no second load.
    BytePath slot = slot(both).slot();
    long inode = disk.stat(slot).inode();
    both.engine.runNow("again");
    assertThat(both.ended(2).lastOutcome()).contains(Outcome.COMPLETE);
    both.engine.runNow("again");
    assertThat(both.ended(3).lastOutcome()).contains(Outcome.COMPLETE);
    assertThat(slot(both).slot()).isEqualTo(slot);
    assertThat(disk.stat(slot).inode()).isEqualTo(inode);

    Commands.end(server);
    Placement placed = slot(both);
    List<SwapPair> pairs = List.of(new SwapPair(
        placed.dataset(), placed.live(), placed.slot(), placed.aside(), placed.local()));
    new Swap(disk).run(pairs);
    new Swap(disk).seal(pairs);
    serve(there);
    assertThat(dump(there, "dbname='" + odd + "'")).isEqualTo(before);
    assertThat(sql(there, "postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'pbx'"))
        .startsWith("SCRAM");
    assertThat(sql(there, "postgres", "SHOW data_checksums")).isEqualTo("on\n");
    assertThat(there.resolve(".bcs/pbx/calls").toFile().list())
        .allMatch(name -> name.startsWith("aside") || name.matches("(slot|loaded)-[ab]"));
  }

  private static Placement slot(Pair both) throws IOException {
    List<Placement> placements =
        both.slots.hold(both.slots.ready().orElseThrow().generation());
    both.slots.release();
    return placements.get(0);
  }

  @Test
  void aServerThatIsDownADumpThatBreaksAndAMissingProgramAreNamed() throws IOException {
    Path programs = Files.createDirectory(folder.resolve("programs"));
    for (String name : List.of("psql", "pg_dumpall")) {
      Files.createSymbolicLink(programs.resolve(name), bin.resolve(name));
    }
    Pair both = pair(programs);
    both.engine.enable();
    assertThat(incomplete(both, 1)).contains("pbx/calls was not dumped: psql ended with code 2");

    serve(here);
    both.engine.runNow("again");
    assertThat(incomplete(both, 2))
        .contains("there is no program pg_dump in " + programs)
        .contains("hint: install postgresql, or set programs");

    Path half = programs.resolve("pg_dump");
    Files.writeString(
        half, "#!/bin/sh\n[ $1 = --help ] && exit\necho half; echo connection lost >&2; exit 1\n");
    Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
    both.engine.runNow("again");
    assertThat(incomplete(both, 3)).contains("pg_dump ended with code 1: connection lost");
  }

  private static String incomplete(Pair both, int runs) {
    BackupView view = both.ended(runs);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.INCOMPLETE);
    assertThat(view.acknowledged()).isZero();
    assertThat(both.slots.ready()).isEmpty();
    return view.detail();
  }
}
