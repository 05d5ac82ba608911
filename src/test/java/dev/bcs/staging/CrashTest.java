package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.FaultyDisk;
import dev.bcs.store.GenerationId;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Dies at every file operation and every commit of a whole receive, stage and verify; after each
 * death the newest acknowledged generation is ready and bit for bit what was captured.
 */
class CrashTest {
  /** In memory where there is such a place: thousands of ledgers are synced here. */
  @TempDir(factory = InMemory.class)
  Path folder;

  /** Makes the test's folder. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "bcs-crash")
          : Files.createTempDirectory("bcs-crash");
    }
  }

  /** What happened in one run that was to die. */
  private static final class Story {
    final Map<Long, Tree[]> captured = new HashMap<>();
    final List<Long> acknowledged = new ArrayList<>();
    boolean died;
  }

  private static Tree[] first() {
    return new Tree[] {
      new Tree()
          .directory("in")
          .file("in/one", "the first message, somewhat long")
          .file("in/two", "the second")
          .file("in/same", "stays as it is")
          .twins(1, "one file with two names", "in/twin-a", "twin-b")
          .link("latest", "in/two")
          .fifo("pipe")
          .directory("empty"),
      new Tree().file("pbx.conf", "extensions = 12")
    };
  }

  private static Tree[] second() {
    return new Tree[] {
      new Tree()
          .directory("in")
          .file("in/one", "the first message, now another one")
          .file("in/same", "stays as it is")
          .twins(1, "one file with two names", "in/twin-a", "twin-b")
          .link("latest", "in/three")
          .file("in/three", "the third")
          .directory("in/deep")
          .file("in/deep/four", "the fourth")
          .file("empty", "now a file"),
      new Tree().file("pbx.conf", "extensions = 13").file("users", "alice")
    };
  }

  private static Tree[] third() {
    Tree[] third = second();
    third[0].without("in/deep").file("in/five", "the fifth").twins(2, "pair", "p", "q");
    return third;
  }

  private int ledgers;

  private FaultyDisk disk() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    disk.makeDirectories(BytePath.of("/home/bcs"), 0700);
    disk.makeDirectories(BytePath.of("/live"), 0755);
    disk.syncFileSystem(BytePath.of("/"));
    return disk;
  }

  private static ManualClocks clocks() {
    return new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));
  }

  /** Three generations: an empty slot, the other empty slot, and one built on what settled. */
  private static void play(Secondary secondary, Story story) throws IOException {
    for (Tree[] trees : List.of(first(), second(), third())) {
      secondary.clocks.advance(Duration.ofMinutes(15));
      var ticket = secondary.ticket();
      story.captured.put(ticket.generation().number(), trees);
      secondary.send(ticket, dev.bcs.store.Outcome.COMPLETE, trees[0], trees[1]);
      if (secondary.progress(ticket.generation()).equals("verified done")) {
        story.acknowledged.add(ticket.generation().number());
      }
    }
  }

  @Test
  void withoutACrashEachGenerationIsAcknowledged() throws Exception {
    Story story = new Story();
    try (Secondary secondary = new Secondary(disk(), folder.resolve("ledger"), clocks())) {
      play(secondary, story);
      assertThat(story.acknowledged).containsExactly(1L, 2L, 3L);
      assertReady(secondary, story);
    }
  }

  @Test
  void diesAtEveryFileOperation() throws Exception {
    operations(1);
  }

  @Test
  @Tag("long")
  void diesAtEveryFileOperationAndLosesManyThings() throws Exception {
    operations(10);
  }

  private void operations(int seeds) throws IOException {
    FaultyDisk counted = disk();
    long before = counted.operations();
    try (Secondary secondary = new Secondary(counted, folder.resolve("count"), clocks())) {
      play(secondary, new Story());
    }
    long operations = counted.operations() - before;
    for (long n = 1; n <= operations; n++) {
      for (int i = 0; i < seeds; i++) {
        FaultyDisk disk = disk();
        disk.crashAt(n);
        dieAndReturn(disk, Integer.MAX_VALUE, n * 100 + i);
      }
    }
    System.out.println(
        "staging: died at each of " + operations + " file operations, " + seeds + " times each");
    assertThat(operations).isGreaterThan(100);
  }

  @Test
  void diesAtEveryCommit() throws Exception {
    int commits;
    try (Secondary secondary = new Secondary(disk(), folder.resolve("count"), clocks())) {
      int started = secondary.commits;
      play(secondary, new Story());
      commits = secondary.commits - started;
    }
    for (int n = 1; n <= commits; n++) {
      dieAndReturn(disk(), n, n);
    }
    System.out.println("staging: died at each of " + commits + " commits");
    assertThat(commits).isGreaterThan(20);
  }

  private void dieAndReturn(FaultyDisk disk, int commitsLeft, long seed) throws IOException {
    Path ledger = folder.resolve("ledger-" + ledgers++);
    Story story = new Story();
    ManualClocks clocks = clocks();
    Optional<Secondary> running = Optional.empty();
    try {
      Secondary secondary = new Secondary(disk, ledger, clocks);
      running = Optional.of(secondary);
      secondary.commitsLeft = commitsLeft;
      play(secondary, story);
    } catch (Crash died) {
      story.died = true;
    }
    running.ifPresent(secondary -> {
      secondary.ledger.beforeCommit(() -> {});
      secondary.ledger.close();
    });
    assertThat(story.died).as("a chosen point is met").isTrue();
    disk.crash(seed);
    clocks.reboot(Duration.ofMinutes(2));
    try (Secondary again = new Secondary(disk, ledger, clocks)) {
      assertReady(again, story);
      // And life goes on: the next run ends well, whatever lies about.
      Tree[] next = third();
      next[0].file("in/last", "after the crash");
      GenerationId id = again.backup(next[0], next[1]);
      story.captured.put(id.number(), next);
      story.acknowledged.add(id.number());
      assertThat(again.progress(id)).isEqualTo("verified done");
      assertReady(again, story);
    }
  }

  /** Ready is at least the newest acknowledged, and exactly what was captured under its number. */
  private static void assertReady(Secondary secondary, Story story) throws IOException {
    long newest = story.acknowledged.stream().mapToLong(Long::longValue).max().orElse(0);
    Optional<Held> ready = secondary.slots.ready();
    if (newest == 0 && ready.isEmpty()) {
      return;
    }
    Held held = ready.orElseThrow();
    assertThat(held.generation().number()).isGreaterThanOrEqualTo(newest);
    assertThat(secondary.slots.doubts()).isEmpty();
    Tree[] trees = story.captured.get(held.generation().number());
    assertThat(trees).isNotNull();
    List<Placement> placements = secondary.slots.hold(held.generation());
    for (int i = 0; i < placements.size(); i++) {
      assertThat(trees[i].differences(secondary.disk, placements.get(i).slot())).isEmpty();
    }
    secondary.slots.release();
  }
}
