package dev.bcs.staging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.InMemory;
import dev.bcs.files.UnluckyDisk;
import dev.bcs.files.UnluckyDisk.Kind;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationId;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Outcome;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An input/output error, a short write and a full disk at the file operations of receive, store,
 * stage, verify and prune: what was acknowledged stays ready, nothing half is called verified, and
 * once the disk is well again so are the backups.
 */
class FaultTest {
  @TempDir(factory = InMemory.class)
  private Path folder;

  private int ledgers;

  private static UnluckyDisk disk() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    disk.makeDirectories(BytePath.of("/home/bcs"), 0700);
    disk.makeDirectories(BytePath.of("/live"), 0755);
    return new UnluckyDisk(disk);
  }

  private Secondary secondary(UnluckyDisk disk) throws IOException {
    ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T12:00:00Z"));
    return new Secondary(disk.disk(), folder.resolve("ledger-" + ledgers++), clocks);
  }

  private static Tree mail(int round) {
    return new Tree()
        .directory("in")
        .file("in/same", "stays as it is")
        .file("in/" + round, "the message of round " + round)
        .twins(1, "one file with two names", "twin-a", "twin-b")
        .link("latest", "in/" + round);
  }

  private static Tree conf(int round) {
    return new Tree().file("pbx.conf", "extensions = " + round);
  }

  /** Three rounds; answers the newest acknowledged generation, 0 if there is none. */
  private static long play(Secondary secondary, Map<Long, Integer> captured) {
    long acknowledged = 0;
    for (int round = 1; round <= 3; round++) {
      secondary.clocks.advance(Duration.ofMinutes(15));
      try {
        var ticket = secondary.ticket();
        captured.put(ticket.generation().number(), round);
        secondary.send(ticket, Outcome.COMPLETE, mail(round), conf(round));
        if (secondary.progress(ticket.generation()).startsWith("verified")) {
          acknowledged = ticket.generation().number();
        }
      } catch (IOException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
    return acknowledged;
  }

  @Test
  void errorsShortWritesAndAFullDiskAtEveryOperationThatChangesTheDisk() throws IOException {
    cases(false, 3);
  }

  @Test
  @Tag("long")
  void theSameAtEveryOperationThatReads() throws IOException {
    cases(true, 1);
  }

  private void cases(boolean reads, int step) throws IOException {
    UnluckyDisk counted = reads ? disk().withReads() : disk();
    long calls;
    try (Secondary secondary = secondary(counted)) {
      long before = counted.calls();
      assertThat(play(secondary, new HashMap<>())).isEqualTo(3);
      calls = counted.calls() - before;
    }
    int cases = 0;
    long first = 1;
    for (Kind kind : Kind.values()) {
      // Each kind begins elsewhere: together they meet every operation; the long run, all by all.
      for (long n = first; n <= calls; n += step) {
        fault(reads, kind, n);
        cases++;
      }
      first = first % step + 1;
    }
    System.out.println("staging: " + cases + " cases of errors, short writes and full disks at "
        + calls + " operations");
    assertThat(calls).isGreaterThan(100);
  }

  private void fault(boolean reads, Kind kind, long n) throws IOException {
    UnluckyDisk disk = reads ? disk().withReads() : disk();
    String name = kind + " at " + n;
    try (Secondary secondary = secondary(disk)) {
      disk.failAt(n, kind);
      Map<Long, Integer> captured = new HashMap<>();
      long acknowledged = play(secondary, captured);
      assertThat(disk.mend()).as(name).isTrue();
      mustBeReady(secondary, acknowledged, captured, name);
      for (Generation each : secondary.store.book().list()) {
        if (each.state() == GenerationState.VERIFIED) {
          assertThat(each.isComplete()).isTrue();
        }
      }
      GenerationId next = secondary.backup(mail(9), conf(9));
      captured.put(next.number(), 9);
      assertThat(secondary.progress(next)).as(name).isEqualTo("verified done");
      mustBeReady(secondary, next.number(), captured, name);
    }
  }

  /** Ready is what was acknowledged or newer, with exactly what was captured. */
  private static void mustBeReady(
      Secondary secondary, long acknowledged, Map<Long, Integer> captured, String name)
      throws IOException {
    Optional<Held> ready = secondary.slots.ready();
    if (acknowledged == 0 && ready.isEmpty()) {
      return;
    }
    GenerationId id = ready.orElseThrow().generation();
    assertThat(id.number()).as(name).isGreaterThanOrEqualTo(acknowledged);
    assertThat(secondary.slots.doubts()).as(name).isEmpty();
    int round = captured.getOrDefault(id.number(), 0);
    var placements = secondary.slots.hold(id);
    assertThat(mail(round).differences(secondary.disk, placements.get(0).slot()))
        .as(name)
        .isEmpty();
    assertThat(conf(round).differences(secondary.disk, placements.get(1).slot()))
        .as(name)
        .isEmpty();
    secondary.slots.release();
  }
}
