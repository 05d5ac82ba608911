package dev.bcs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The faulty twin keeps the contract, and loses just what it may. */
class FaultyDiskTest extends DiskContract {
  private final FaultyDisk disk = new FaultyDisk();

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  BytePath top() {
    return BytePath.of("/");
  }

  private static final BytePath A = BytePath.of("/a");
  private static final BytePath B = BytePath.of("/b");

  private void write(BytePath file, boolean sync) throws IOException {
    try (Disk.WritableFile out = disk.create(file, 0600)) {
      out.write(new byte[] {1, 2, 3}, 0, 3);
      if (sync) {
        out.sync();
      }
    }
  }

  @Test
  void whatWasSyncedStaysUnderEverySeed() throws IOException {
    write(A, true);
    disk.syncDirectory(top());
    for (int seed = 0; seed < 50; seed++) {
      disk.crash(seed);
      assertThat(disk.stat(A).size()).isEqualTo(3);
    }
  }

  @Test
  void whatWasNotSyncedMayBeLostInEveryWay() throws IOException {
    Set<String> fates = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      FaultyDiskTest one = new FaultyDiskTest();
      one.write(A, false);
      one.disk.crash(seed);
      fates.add(one.disk.exists(A) ? "size " + one.disk.stat(A).size() : "no name");
    }
    assertThat(fates).contains("no name", "size 0", "size 3", "size 1");
  }

  @Test
  void aDirectorysOperationsReachThePlatterInOrder() throws IOException {
    Set<String> fates = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      FaultyDiskTest one = new FaultyDiskTest();
      one.write(A, true);
      one.write(B, true);
      one.disk.crash(seed);
      fates.add(one.disk.exists(A) + " " + one.disk.exists(B));
    }
    assertThat(fates).containsExactlyInAnyOrder("true true", "true false", "false false");
  }

  @Test
  void diesAtTheChosenOperationAndStaysDead() throws IOException {
    disk.crashAt(2);
    disk.makeDirectory(A, 0700);
    assertThatThrownBy(() -> disk.makeDirectory(B, 0700)).isInstanceOf(Crash.class);
    assertThatThrownBy(() -> disk.stat(A)).isInstanceOf(Crash.class);
    assertThat(disk.operations()).isEqualTo(1);
    disk.crash(1);
    assertThat(disk.exists(B)).isFalse();
  }

  @Test
  void aFullDiskSaysSo() throws IOException {
    disk.fillAfter(2);
    assertThatThrownBy(() -> write(A, true)).hasMessageContaining("No space left");
    assertThat(disk.stat(A).size()).isEqualTo(2);
    assertThat(disk.space(A).free()).isZero();
  }

  @Test
  void aBrokenFileCannotBeRead() throws IOException {
    write(A, true);
    disk.breakReading(A);
    try (Disk.ReadableFile in = disk.open(A)) {
      assertThatThrownBy(() -> in.read(0, new byte[3], 0, 3)).hasMessageContaining("Input/output");
    }
  }
}
