package dev.bcs.takeover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.Trees;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The machine dies at every single file operation of a swap within a mount root. */
class RootSwapCrashTest {
  private static final int SEEDS = 6;
  private static final String IN = "/mnt/.bcs/pbx/data";

  private static final List<SwapPair> PAIRS = List.of(pair("aside-2"));

  private static final Map<String, String> OLD = Map.of(
      "", "488", "old", "420old", "both", "420old", "d", "493", "d/old", "420old", "run", "493",
      "run/pid", "42017");
  private static final Map<String, String> NEW =
      Map.of("", "457", "new", "420new", "both", "420new", "d", "493", "d/new", "420new");

  private static SwapPair pair(String aside) {
    return new SwapPair(
        "pbx/data",
        BytePath.of("/mnt"),
        BytePath.of(IN + "/slot-a"),
        BytePath.of(IN + "/" + aside),
        List.of("run/"));
  }

  /** One of the things that a swap does. */
  private interface Work {
    void run(Swap swap) throws IOException;
  }

  private static final Work RUN = swap -> swap.run(PAIRS);
  private static final Work UNDO = swap -> swap.undo(PAIRS);
  private static final Work SEAL = swap -> swap.seal(PAIRS);

  private static void put(Disk disk, String path, String content) throws IOException {
    BytePath file = BytePath.of(path);
    disk.makeDirectories(file.parent(), 0755);
    try (Disk.WritableFile out = disk.create(file, 0644)) {
      byte[] bytes = content.getBytes(UTF_8);
      out.write(bytes, 0, bytes.length);
    }
  }

  private static FaultyDisk fixture() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    disk.makeDirectory(BytePath.of("/mnt"), 0750);
    disk.mount(BytePath.of("/mnt"));
    put(disk, "/mnt/old", "old");
    put(disk, "/mnt/both", "old");
    put(disk, "/mnt/d/old", "old");
    put(disk, "/mnt/run/pid", "17");
    disk.makeDirectory(BytePath.of("/mnt/lost+found"), 0700);
    put(disk, IN + "/slot-a/new", "new");
    put(disk, IN + "/slot-a/both", "new");
    put(disk, IN + "/slot-a/d/new", "new");
    disk.setMode(BytePath.of(IN + "/slot-a"), 0711);
    disk.syncFileSystem(BytePath.of("/"));
    return disk;
  }

  /** Modes and content by path, without what stays in the mount. */
  private static Map<String, String> tree(Disk disk, String top) throws IOException {
    Map<String, String> found = new TreeMap<>();
    if (!disk.exists(BytePath.of(top))) {
      return found;
    }
    new Trees(disk).walk(BytePath.of(top), (path, stat) -> {
      String name = path.toString();
      if (name.startsWith(".bcs") || name.equals("lost+found")) {
        return;
      }
      String content = stat.mode() + "";
      if (stat.isFile()) {
        try (Disk.ReadableFile in = disk.open(BytePath.of(top).child(path))) {
          byte[] bytes = new byte[100];
          content += new String(bytes, 0, Math.max(0, in.read(0, bytes, 0, 100)), UTF_8);
        }
      }
      found.put(name, content);
    });
    return found;
  }

  private static void assertSwapped(FaultyDisk disk, String how) throws IOException {
    Map<String, String> live = new TreeMap<>(NEW);
    live.put("run", "493");
    live.put("run/pid", "42017");
    assertThat(tree(disk, "/mnt")).as(how).isEqualTo(live);
    assertThat(tree(disk, IN + "/aside-2")).as(how).isEqualTo(OLD);
    assertThat(disk.exists(BytePath.of(IN + "/slot-a"))).as(how).isFalse();
    assertThat(disk.exists(BytePath.of("/mnt/lost+found"))).as(how).isTrue();
  }

  private static void assertUntouched(FaultyDisk disk, String how) throws IOException {
    assertThat(tree(disk, "/mnt")).as(how).isEqualTo(OLD);
    assertThat(tree(disk, IN + "/slot-a")).as(how).isEqualTo(NEW);
    assertThat(disk.list(BytePath.of(IN))).as(how).hasSize(1);
  }

  private static boolean dies(FaultyDisk disk, long at, int seed, Work work) throws IOException {
    disk.crashAt(at);
    try {
      work.run(new Swap(disk));
      disk.crashAt(Long.MAX_VALUE / 2);
      return false;
    } catch (Crash crash) {
      disk.crash(seed);
      return true;
    }
  }

  private static int crashEverywhere(Work prepared, Work work, Work finish, boolean swapped)
      throws IOException {
    FaultyDisk measured = fixture();
    prepared.run(new Swap(measured));
    long before = measured.operations();
    work.run(new Swap(measured));
    long operations = measured.operations() - before;
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
    System.out.println("swap in a mount root: " + operations + " operations, " + runs + " crashes"
        + (swapped ? "" : ", taken back"));
    return runs;
  }

  @Test
  void runFinishesAfterACrashAtEveryOperation() throws IOException {
    assertThat(crashEverywhere(swap -> {}, RUN, RUN, true)).isGreaterThan(100);
  }

  @Test
  void undoTakesBackARunThatDiedAtAnyOperation() throws IOException {
    assertThat(crashEverywhere(swap -> {}, RUN, UNDO, false)).isGreaterThan(100);
  }

  @Test
  void undoFinishesAndCanBeRunForwardAgainAfterACrashAtEveryOperation() throws IOException {
    assertThat(crashEverywhere(RUN, UNDO, UNDO, false)).isGreaterThan(50);
    assertThat(crashEverywhere(RUN, UNDO, RUN, true)).isGreaterThan(50);
  }

  @Test
  void aSealedSwapRunsToNothingAndIsNotTakenBack() throws IOException {
    crashEverywhere(RUN, SEAL, SEAL, true);
    FaultyDisk disk = fixture();
    Swap swap = new Swap(disk);
    swap.run(PAIRS);
    swap.seal(PAIRS);
    long operations = disk.operations();
    swap.run(PAIRS);
    assertThat(disk.operations()).isEqualTo(operations);
    assertThatThrownBy(() -> swap.undo(PAIRS)).hasMessageContaining("cannot be taken back");
    put(disk, IN + "/slot-a/newest", "newest");
    swap.run(List.of(pair("aside-4")));
    assertThat(tree(disk, "/mnt")).containsKey("newest").containsKey("run/pid");
    assertThat(tree(disk, IN + "/aside-4")).containsKey("d/new");
  }

  @Test
  void whatSomebodyMadeMeanwhileIsNotReplaced() throws IOException {
    FaultyDisk disk = fixture();
    disk.crashAt(1000);
    for (long at = 1; tree(disk, IN + "/slot-a").size() > 0; at++) {
      disk = fixture();
      dies(disk, at, 0, RUN);
    }
    put(disk, "/mnt/new", "by a service that should be down");
    FaultyDisk found = disk;
    assertThatThrownBy(() -> new Swap(found).run(PAIRS)).hasMessageContaining("is in the way of");
    assertThat(tree(disk, "/mnt")).containsEntry("new", "420by a service that should be down");
    disk.rename(BytePath.of("/mnt/new"), BytePath.of("/mnt/.bcs/kept"));
    new Swap(disk).run(PAIRS);
    assertSwapped(disk, "resumed");
  }
}
