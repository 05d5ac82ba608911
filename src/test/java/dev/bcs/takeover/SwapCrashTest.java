package dev.bcs.takeover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The machine dies at every single file operation of a swap, and nothing is ever lost. */
class SwapCrashTest {
  private static final int SEEDS = 6;

  private static final List<SwapPair> PAIRS = List.of(
      pair("pbx/config", "/srv/config", "/srv/.bcs/config", List.of("node.id", "run/", "deep/x/y")),
      pair("pbx/mail", "/srv/mail", "/srv/.bcs/mail", List.of()),
      new SwapPair(
          "pbx/db",
          BytePath.of("/srv/db"),
          BytePath.of("/srv/.bcs/db/slot-a"),
          BytePath.of("/srv/.bcs/db/aside-2"),
          List.of(),
          List.of("-wal", "-shm")));

  private boolean exchanges = true;

  /** The same on a file system that cannot exchange two names. */
  private static SwapCrashTest withoutExchange() {
    SwapCrashTest test = new SwapCrashTest();
    test.exchanges = false;
    return test;
  }

  private static SwapPair pair(String id, String live, String folder, List<String> local) {
    return new SwapPair(
        id,
        BytePath.of(live),
        BytePath.of(folder + "/slot-a"),
        BytePath.of(folder + "/aside-2"),
        local);
  }

  /** One of the things that a swap does, which is begun, killed and begun again. */
  private interface Work {
    void run(Swap swap) throws IOException;
  }

  private static void put(Disk disk, String path, String content) throws IOException {
    BytePath file = BytePath.of(path);
    disk.makeDirectories(file.parent(), 0755);
    try (Disk.WritableFile out = disk.create(file, 0644)) {
      byte[] bytes = content.getBytes(UTF_8);
      out.write(bytes, 0, bytes.length);
    }
  }

  private FaultyDisk fixture() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    put(disk, "/srv/config/pbx.conf", "old");
    put(disk, "/srv/config/node.id", "this unit");
    put(disk, "/srv/config/run/pid", "17");
    put(disk, "/srv/config/deep/x/y/z", "kept");
    put(disk, "/srv/config/deep/other", "old");
    put(disk, "/srv/mail/1.wav", "old voice");
    put(disk, "/srv/.bcs/config/slot-a/pbx.conf", "new");
    put(disk, "/srv/.bcs/config/slot-a/run/captured", "by mistake");
    put(disk, "/srv/.bcs/mail/slot-a/2.wav", "new voice");
    put(disk, "/srv/db", "old base");
    put(disk, "/srv/db-wal", "old log");
    put(disk, "/srv/.bcs/db/slot-a", "new base");
    disk.syncFileSystem(BytePath.of("/"));
    if (!exchanges) {
      disk.refuseExchange();
    }
    return disk;
  }

  private static Map<String, String> tree(Disk disk, String top) throws IOException {
    Map<String, String> found = new TreeMap<>();
    if (!disk.exists(BytePath.of(top))) {
      return found;
    }
    new Trees(disk).walk(BytePath.of(top), (path, stat) -> {
      String content = stat.mode() + "";
      if (stat.kind() == Stat.Kind.FILE) {
        try (Disk.ReadableFile in = disk.open(BytePath.of(top).child(path))) {
          byte[] bytes = new byte[100];
          content += new String(bytes, 0, Math.max(0, in.read(0, bytes, 0, 100)), UTF_8);
        }
      } else {
        content += "/" + stat.modified();
      }
      found.put(path.toString(), content);
    });
    return found;
  }

  private static List<Map<String, String>> all(Disk disk) throws IOException {
    List<Map<String, String>> all = new ArrayList<>();
    for (SwapPair p : PAIRS) {
      all.add(tree(disk, p.live().toString()));
      all.add(tree(disk, p.slot().toString()));
      all.add(tree(disk, p.aside().toString()));
    }
    return all;
  }

  private void assertSwapped(FaultyDisk disk, String how) throws IOException {
    List<Map<String, String>> before = all(fixture());
    List<Map<String, String>> after = all(disk);
    for (int i = 0; i < before.size(); i += 3) {
      assertThat(after.get(i + 2)).as(how + ": aside is the old tree").isEqualTo(before.get(i));
      assertThat(after.get(i + 1)).as(how + ": the slot is used").isEmpty();
    }
    assertThat(after.get(3)).as(how + ": live is the new tree").isEqualTo(before.get(4));
    assertThat(after.get(0).keySet())
        .as(how + ": live is the new tree with what belongs to the unit")
        .containsExactly(
            "",
            "deep",
            "deep/x",
            "deep/x/y",
            "deep/x/y/z",
            "node.id",
            "pbx.conf",
            "run",
            "run/pid");
    assertThat(after.get(6)).as(how).containsEntry("", "420new base");
    assertThat(tree(disk, "/srv/db-wal")).as(how + ": no log of another file").isEmpty();
    assertThat(tree(disk, "/srv/.bcs/db/aside-2-wal")).containsEntry("", "420old log");
    assertThat(after.get(0)).containsEntry("pbx.conf", "420new");
    assertThat(after.get(0)).containsEntry("node.id", "420this unit");
    assertThat(after.get(0)).containsEntry("deep/x/y/z", "420kept");
  }

  private void assertUntouched(FaultyDisk disk, String how) throws IOException {
    List<Map<String, String>> now = all(disk);
    List<Map<String, String>> before = all(fixture());
    assertThat(now).as(how).isEqualTo(before);
    assertThat(disk.list(BytePath.of("/srv/.bcs/config"))).as(how).hasSize(1);
    assertThat(tree(disk, "/srv/db-wal")).as(how).containsEntry("", "420old log");
  }

  private static long operationsOf(FaultyDisk disk, Work work) throws IOException {
    long before = disk.operations();
    work.run(new Swap(disk));
    return disk.operations() - before;
  }

  /** True if it died; the disk has been booted again then. */
  private boolean dies(FaultyDisk disk, long at, int seed, Work work) throws IOException {
    disk.crashAt(at);
    try {
      work.run(new Swap(disk));
      disk.crashAt(Long.MAX_VALUE / 2);
      return false;
    } catch (Crash crash) {
      disk.crash(seed);
      if (exchanges) {
        for (SwapPair p : PAIRS) {
          assertThat(disk.exists(p.live())).as("the live path is never absent").isTrue();
        }
      }
      return true;
    }
  }

  private static final Work RUN = swap -> swap.run(PAIRS);
  private static final Work UNDO = swap -> swap.undo(PAIRS);
  private static final Work SEAL = swap -> swap.seal(PAIRS);

  private int crashEverywhere(Work prepared, Work work, Work finish, boolean swapped)
      throws IOException {
    FaultyDisk measured = fixture();
    prepared.run(new Swap(measured));
    long operations = operationsOf(measured, work);
    int runs = 0;
    for (long at = 1; at <= operations; at++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        FaultyDisk disk = fixture();
        prepared.run(new Swap(disk));
        String how = "died at operation " + at + ", seed " + seed;
        assertThat(dies(disk, at, seed, work)).as(how).isTrue();
        // Dies once more on the way, somewhere else, before it is left to finish.
        dies(disk, 1 + (at * 7 + seed) % operations, seed + 100, finish);
        finish.run(new Swap(disk));
        disk.crash(seed);
        if (swapped) {
          assertSwapped(disk, how);
        } else {
          assertUntouched(disk, how);
        }
        runs++;
      }
    }
    System.out.println("swap: " + operations + " operations, " + runs + " crashes"
        + (exchanges ? "" : " without exchange") + (swapped ? "" : ", taken back"));
    return runs;
  }

  @Test
  void runFinishesAfterACrashAtEveryOperation() throws IOException {
    assertThat(crashEverywhere(swap -> {}, RUN, RUN, true)).isGreaterThan(100);
    assertThat(withoutExchange().crashEverywhere(swap -> {}, RUN, RUN, true)).isGreaterThan(100);
  }

  @Test
  void undoTakesBackARunThatDiedAtAnyOperation() throws IOException {
    assertThat(crashEverywhere(swap -> {}, RUN, UNDO, false)).isGreaterThan(100);
    assertThat(withoutExchange().crashEverywhere(swap -> {}, RUN, UNDO, false)).isGreaterThan(100);
  }

  @Test
  void undoFinishesAfterACrashAtEveryOperation() throws IOException {
    assertThat(crashEverywhere(RUN, UNDO, UNDO, false)).isGreaterThan(50);
    assertThat(withoutExchange().crashEverywhere(RUN, UNDO, UNDO, false)).isGreaterThan(50);
  }

  @Test
  void anUndoThatDiedCanBeRunForwardAgain() throws IOException {
    assertThat(crashEverywhere(RUN, UNDO, RUN, true)).isGreaterThan(50);
  }

  @Test
  void sealFinishesAfterACrashAtEveryOperation() throws IOException {
    assertThat(crashEverywhere(RUN, SEAL, SEAL, true)).isGreaterThan(20);
  }

  @Test
  void aSealedSwapRunsToNothingAndIsNotTakenBack() throws IOException {
    FaultyDisk disk = fixture();
    Swap swap = new Swap(disk);
    swap.run(PAIRS);
    swap.seal(PAIRS);
    long operations = disk.operations();
    swap.run(PAIRS);
    assertThat(disk.operations()).isEqualTo(operations);
    assertThat(disk.list(BytePath.of("/srv/.bcs/config"))).hasSize(1);
    assertThatThrownBy(() -> swap.undo(PAIRS)).hasMessageContaining("cannot be taken back");
  }

  @Test
  void refusesTreesThatItDoesNotKnow() throws IOException {
    FaultyDisk disk = fixture();
    Swap swap = new Swap(disk);
    disk.rename(BytePath.of("/srv/mail"), BytePath.of("/srv/elsewhere"));
    assertThatThrownBy(() -> swap.run(PAIRS))
        .hasMessageContaining("pbx/mail")
        .hasMessageContaining("/srv/mail");
    disk.rename(BytePath.of("/srv/elsewhere"), BytePath.of("/srv/mail"));
    swap.undo(PAIRS);
    assertThat(tree(disk, "/srv/config")).isEqualTo(tree(fixture(), "/srv/config"));
  }

  @Test
  void theNextTakeoverSwapsAgainBesideAnUnsealedOne() throws IOException {
    FaultyDisk disk = fixture();
    Swap swap = new Swap(disk);
    swap.run(PAIRS);
    put(disk, "/srv/.bcs/mail/slot-a/3.wav", "newest voice");
    SwapPair mail = PAIRS.get(1);
    SwapPair again = new SwapPair(
        mail.dataset(), mail.live(), mail.slot(), BytePath.of("/srv/.bcs/mail/aside-4"), List.of());
    swap.run(List.of(again));
    swap.seal(List.of(again));
    assertThat(tree(disk, "/srv/mail")).containsKey("3.wav");
    assertThat(tree(disk, "/srv/.bcs/mail/aside-4")).containsKey("2.wav");
    assertThat(tree(disk, "/srv/.bcs/mail/aside-2")).containsKey("1.wav");
  }

  @Test
  void aLocalPathThatLeadsOutOfTheTreeIsRefused() {
    for (String bad : List.of("../x", "/etc", "a/../../b", "", "./..")) {
      assertThatThrownBy(() -> pair("a/b", "/l", "/f", List.of(bad)))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not lie inside");
    }
    assertThat(pair("a/b", "/l", "/f", List.of("./run/", "run")).local()).containsExactly("run");
  }
}
