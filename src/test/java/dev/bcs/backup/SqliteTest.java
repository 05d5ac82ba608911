package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.files.Disk;
import dev.bcs.staging.Placement;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.takeover.Preflight;
import dev.bcs.takeover.Swap;
import dev.bcs.takeover.SwapPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite files in use, one within a tree and one alone, from the primary to the live place. */
class SqliteTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  Path folder;

  private Path here;
  private Path there;
  private Pair pair;
  private Connection calls;
  private Connection alone;

  private static List<Dataset> datasets(Path top) {
    return List.of(
        new Dataset("pbx", "tree", "files", top + "/pbx", "configuration", List.of(), List.of()),
        new Dataset(
            "pbx", "calls", "sqlite", top + "/pbx/db/calls.db", "logs", List.of(), List.of()),
        new Dataset("pbx", "alone", "sqlite", top + "/alone.db", "logs", List.of(), List.of()));
  }

  @BeforeEach
  void fixture() throws IOException, SQLException {
    here = Files.createDirectories(folder.resolve("here"));
    there = Files.createDirectories(folder.resolve("there"));
    Files.createDirectories(here.resolve("pbx/db"));
    Files.writeString(here.resolve("pbx/db/note"), "beside");
    calls = opened(here.resolve("pbx/db/calls.db"));
    alone = opened(here.resolve("alone.db"));
    pair = new Pair(folder, datasets(here), datasets(there));
  }

  @AfterEach
  void close() throws SQLException {
    pair.close();
    calls.close();
    alone.close();
  }

  private static Connection opened(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    say(connection, "PRAGMA journal_mode=WAL");
    say(connection, "CREATE TABLE t(v)");
    say(connection, "INSERT INTO t VALUES(1)");
    return connection;
  }

  private static void say(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long sum(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sum(v) FROM t")) {
      return row.getLong(1);
    }
  }

  @Test
  void theNewestCommitIsWhatGoesLiveAndAnOldLogGoesAside() throws Exception {
    // A log that the spare's own file had, which must not be played onto the one that comes.
    Files.writeString(there.resolve("alone.db-wal"), "of another file");
    pair.engine.enable();
    assertThat(pair.ended(1).lastOutcome()).contains(Outcome.COMPLETE);
    say(calls, "INSERT INTO t VALUES(10)");
    say(alone, "INSERT INTO t VALUES(100)");
    pair.engine.runNow("again");
    BackupView view = pair.ended(2);
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);

    List<Placement> placements =
        pair.slots.hold(pair.slots.ready().orElseThrow().generation());
    assertThat(placements).extracting(Placement::dataset).containsExactly("pbx/tree", "pbx/alone");
    Path slot = Path.of(placements.get(0).slot().toString());
    assertThat(slot.resolve("db").toFile().list()).containsExactlyInAnyOrder("calls.db", "note");
    List<SwapPair> pairs = placements.stream()
        .map(p ->
            new SwapPair(p.dataset(), p.live(), p.slot(), p.aside(), p.local(), p.companions()))
        .toList();
    assertThat(Preflight.system(Disk.system()).obstacles(pairs)).isEmpty();
    Swap swap = new Swap(Disk.system());
    swap.run(pairs);
    swap.seal(pairs);

    assertThat(sum(there.resolve("pbx/db/calls.db"))).isEqualTo(11);
    assertThat(sum(there.resolve("alone.db"))).isEqualTo(101);
    Path aside = Path.of(placements.get(1).aside().toString());
    assertThat(Files.readString(Path.of(aside + "-wal"))).isEqualTo("of another file");
  }

  @Test
  void whatWasNotWrittenSinceIsNeitherCopiedAgainNorLost() throws Exception {
    pair.engine.enable();
    assertThat(pair.ended(1).lastOutcome()).contains(Outcome.COMPLETE);
    // The first copy was too near to the last commit to tell; the second one is not.
    await().atMost(Duration.ofSeconds(60)).until(() -> {
      int runs = new RunLog(pair.ours).newest(100).size();
      pair.engine.runNow("again");
      pair.ended(runs + 1);
      return lost().equals("0/0");
    });
    say(alone, "INSERT INTO t VALUES(5)");
    await().atMost(Duration.ofSeconds(60)).until(() -> lost().startsWith("1/"));
    assertThat(pair.engine.lossPaths(5)).containsExactly("pbx/alone itself (changed)");
  }

  private String lost() {
    return pair.engine
        .view()
        .forecast()
        .map(f -> f.losses().stream().mapToLong(BackupView.Loss::files).sum() + "/"
            + f.losses().stream().mapToLong(BackupView.Loss::bytes).sum())
        .orElse("unknown");
  }

  @Test
  void aDatabaseThatIsGoneOrLockedIsNamedAndTheGapStands() throws Exception {
    pair.engine.enable();
    assertThat(pair.ended(1).lastOutcome()).contains(Outcome.COMPLETE);
    long acknowledged = pair.engine.view().acknowledged();
    alone.close();
    for (String ending : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(here.resolve("alone.db") + ending));
    }
    pair.engine.runNow("again");
    BackupView view = pair.ended(2);
    assertThat(view.lastOutcome()).contains(Outcome.INCOMPLETE);
    assertThat(view.detail())
        .contains("pbx/alone was not dumped: there is no file")
        .contains("hint:");
    assertThat(view.acknowledged()).isEqualTo(acknowledged);
    assertThat(pair.slots.ready().orElseThrow().generation().number()).isEqualTo(acknowledged);
  }
}
