package dev.bcs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.ledger.Ledger;
import dev.bcs.time.Clocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The board publishes each second and at once on a change, on one thread, for little. */
class StatusBoardTest {
  private final FakeHelm helm = new FakeHelm(SituationSketch.secondary().situation());

  @TempDir
  Path home;

  private Ledger ledger;
  private EventLog log;
  private StatusBoard board;

  @BeforeEach
  void open() {
    ledger = Ledger.open(home.resolve("bcs.sqlite"), StatusTables.MIGRATIONS);
    log = new EventLog(ledger, Clocks.system(), "hq-pbx");
    board = new StatusBoard(ledger, Clocks.system(), log, helm, Sensors.none(), "0.1.0");
  }

  @AfterEach
  void close() {
    board.close();
    log.close();
    ledger.close();
  }

  @Test
  void hasAPictureBeforeItIsStarted() {
    assertThat(board.picture().band()).isEqualTo(Band.PROTECTED);
    assertThat(board.picture().alarms()).hasSize(18);
  }

  @Test
  void aChangeIsPublishedWithItsAlarmAtOnceAndOnlyOnce() {
    List<Picture> seen = new CopyOnWriteArrayList<>();
    board.listen(seen::add);
    board.start();
    board.start();
    await().until(() -> !seen.isEmpty());
    helm.become(SituationSketch.secondary().silence(Duration.ofSeconds(4)).situation());
    await()
        .atMost(Duration.ofMillis(900))
        .until(() -> board.picture().band() == Band.OUTAGE_DECIDE);
    assertThat(board.picture().alarms().get(0).severity()).isEqualTo(Severity.CRITICAL);
    await().until(() -> seen.size() > 3);
    assertThat(log.after(0, 10)).extracting(Event::notification).containsExactly(1);
  }

  @Test
  void aBurstOfChangesIsFewPictures() {
    List<Picture> seen = new CopyOnWriteArrayList<>();
    board.listen(seen::add);
    board.start();
    await().until(() -> !seen.isEmpty());
    int before = seen.size();
    for (int i = 0; i < 10_000; i++) {
      board.changed();
    }
    await().during(Duration.ofMillis(300)).until(() -> true);
    assertThat(seen.size() - before).isBetween(1, 8);
  }

  /** A turn a second must cost far less than the whole unit's one percent of a core. */
  @Test
  void aTurnCostsLessThanAMillisecond() {
    for (int i = 0; i < 2000; i++) {
      board.turn();
    }
    Clocks clocks = Clocks.system();
    long begun = clocks.ticks();
    for (int i = 0; i < 1000; i++) {
      board.turn();
    }
    assertThat(clocks.since(begun).dividedBy(1000)).isLessThan(Duration.ofMillis(1));
  }
}
