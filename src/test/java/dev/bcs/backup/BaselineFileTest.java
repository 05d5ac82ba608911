package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.backup.Baseline.Look;
import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.Stat;
import dev.bcs.store.Entry;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import dev.bcs.store.Ticket;
import dev.bcs.store.Traits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The baseline across restarts, crashes and damage. */
class BaselineFileTest {
  private static final BytePath FOLDER = BytePath.of("/backup");

  @Test
  void whatIsWrittenIsRead() throws IOException {
    BaselineFile file = new BaselineFile(new FaultyDisk(), FOLDER);
    assertThat(file.read()).isEmpty();
    file.write(baseline(7));
    assertThat(file.read()).contains(baseline(7));
    file.remove();
    file.remove();
    assertThat(file.read()).isEmpty();
  }

  @Test
  void damageIsAsGoodAsNoBaseline() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    BaselineFile file = new BaselineFile(disk, FOLDER);
    file.write(baseline(7));
    BytePath path = FOLDER.child("acknowledged");
    byte[] whole = new byte[(int) disk.stat(path).size()];
    try (Disk.ReadableFile in = disk.open(path)) {
      assertThat(in.read(0, whole, 0, whole.length)).isEqualTo(whole.length);
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      replace(disk, path, damaged);
      assertThat(file.read()).as("byte %s", i).isEmpty();
      replace(disk, path, Arrays.copyOf(whole, i));
      assertThat(file.read()).as("cut at %s", i).isEmpty();
    }
    replace(disk, path, whole);
    assertThat(file.read()).contains(baseline(7));
  }

  private static void replace(FaultyDisk disk, BytePath path, byte[] bytes) throws IOException {
    disk.remove(path);
    try (Disk.WritableFile out = disk.create(path, 0600)) {
      out.write(bytes, 0, bytes.length);
    }
  }

  @Test
  void aCrashAtAnyOperationLeavesTheOlderOrTheNewer() throws IOException {
    int points = 0;
    boolean died = true;
    for (int n = 1; died; n++) {
      for (int seed = 0; seed < 16; seed++) {
        FaultyDisk disk = new FaultyDisk();
        disk.makeDirectory(FOLDER, 0700);
        disk.syncDirectory(BytePath.of("/"));
        BaselineFile file = new BaselineFile(disk, FOLDER);
        file.write(baseline(7));
        disk.crashAt(n);
        died = dies(() -> file.write(baseline(8)));
        disk.crash(seed);
        Optional<Baseline> found = file.read();
        assertThat(found).as("point %s seed %s", n, seed).isPresent();
        assertThat(found.get().generation()).isIn(died ? List.of(7L, 8L) : List.of(8L));
        file.write(baseline(9));
        assertThat(file.read()).contains(baseline(9));
        points++;
      }
    }
    assertThat(points).isGreaterThan(5 * 16);
  }

  /** Something that may meet a crash. */
  private interface Deed {
    void run() throws IOException;
  }

  private static boolean dies(Deed deed) throws IOException {
    try {
      deed.run();
      return false;
    } catch (Crash expected) {
      return true;
    }
  }

  private static Baseline baseline(long generation) {
    Entry top = new Entry(
        BytePath.of(""),
        Stat.Kind.DIRECTORY,
        0755,
        0,
        0,
        1,
        0,
        0,
        new byte[0],
        List.of(),
        new int[0],
        Traits.NONE);
    Ticket ticket =
        new Ticket(new GenerationId(generation), Instant.EPOCH, Duration.ofSeconds(5), "boot");
    return new Baseline(
        new Manifest(
            ticket,
            Outcome.COMPLETE,
            List.of(new Manifest.Tree("pbx/mail", "voicemail", List.of(top))),
            List.of()),
        List.of(List.of(new Look(1, 2, 3, true))));
  }
}
