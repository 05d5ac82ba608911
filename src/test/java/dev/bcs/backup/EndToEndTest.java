package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupSettings.Keep;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.staging.Held;
import dev.bcs.staging.Placement;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Slots;
import dev.bcs.staging.StagingSettings;
import dev.bcs.staging.StagingTables;
import dev.bcs.store.Dataset;
import dev.bcs.store.Outcome;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.store.StoreTables;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary and a secondary in one process, all real but the wire between them. */
class EndToEndTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir
  private Path folder;

  private final Disk disk = Disk.system();
  private final Map<String, Handler> verbs = new ConcurrentHashMap<>();
  private Path live;
  private Ledger theirs;
  private Ledger ours;
  private Slots slots;
  private BackupEngine engine;

  @BeforeEach
  void makeThePair() throws IOException {
    live = Files.createDirectories(folder.resolve("a/live"));
    Path there = Files.createDirectories(folder.resolve("b")).resolve("live");
    List<Migration> migrations = new ArrayList<>(StoreTables.MIGRATIONS);
    migrations.addAll(StagingTables.MIGRATIONS);
    theirs = Ledger.open(folder.resolve("b/bcs.sqlite"), migrations);
    Store store = Store.open(disk, BytePath.of(folder.resolve("b/store")), theirs);
    StagingSettings settings = new StagingSettings(0, new Retention.Keep(3, Duration.ZERO, 0, 0));
    slots =
        new Slots(store, List.of(dataset(there)), Clocks.system(), settings, () -> true, () -> 1);
    Receiver receiver = new Receiver(
        store, slots, List.of(dataset(there)), () -> Role.SECONDARY, Clocks.system(), settings);
    receiver.register(verbs::put);
    receiver.start();
    slots.start();
    ours = Ledger.open(folder.resolve("a/bcs.sqlite"), BackupTables.MIGRATIONS);
    engine = new BackupEngine(
        new BackupSettings(
            List.of(),
            Duration.ofHours(24),
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8)),
        List.of(dataset(live)),
        disk,
        new Wire(),
        ours,
        Clocks.system(),
        folder.resolve("a/backup"));
  }

  @AfterEach
  void closeAll() {
    engine.close();
    slots.close();
    theirs.close();
    ours.close();
  }

  @Test
  void whatIsVerifiedLiesInTheSlotBitForBit() throws IOException {
    Random luck = new Random(7);
    for (int size : new int[] {0, 1, 4096, 300_000, 6 << 20}) {
      byte[] content = new byte[size];
      luck.nextBytes(content);
      Files.write(live.resolve("f" + size), content);
    }
    Files.createDirectories(live.resolve("empty/deep"));
    Files.createLink(live.resolve("twin"), live.resolve("f4096"));
    Files.createSymbolicLink(live.resolve("link"), Path.of("../out/of/here"));
    BytePath top = BytePath.of(live);
    byte[] odd = {'x', (byte) 0xff, '\n', (byte) 0xc3};
    disk.create(top.child(odd), 0640).close();
    disk.makeFifo(top.child("pipe"), 0620);
    disk.setModified(top.child("f1"), 1_234_567_890_123_456_789L);
    disk.setMode(top.child("f4096"), 06751);

    engine.enable();
    verified(1);
    assertThat(tree(slot())).isEqualTo(tree(top));
    long first = engine.view().bytesSent();

    Files.writeString(live.resolve("f1"), "changed");
    Files.delete(live.resolve("f300000"));
    Files.move(live.resolve("twin"), live.resolve("empty/twin"));
    engine.runNow("again");
    verified(2);
    assertThat(tree(slot())).isEqualTo(tree(top));
    assertThat(engine.view().bytesSent()).isLessThan(first / 10);
    assertThat(engine.view().acknowledged())
        .isEqualTo(slots.ready().orElseThrow().generation().number());
  }

  @Test
  void unitsWithOtherDatasetsAreToldApart() throws IOException {
    engine.close();
    engine = new BackupEngine(
        new BackupSettings(
            List.of(),
            Duration.ofHours(24),
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8)),
        List.of(
            dataset(live),
            new Dataset("pbx", "more", "files", live.toString(), "logs", List.of(), List.of())),
        disk,
        new Wire(),
        ours,
        Clocks.system(),
        folder.resolve("a/backup"));
    engine.enable();
    await().atMost(LIMIT).until(() -> engine.view().lastOutcome().isPresent());
    assertThat(engine.view().lastOutcome()).contains(Outcome.FAILED);
    assertThat(engine.view().detail()).contains("datasets-differ").contains("pbx/more");
  }

  /** Asks the secondary's handlers on the caller's thread. */
  private final class Wire implements Calls {
    @Override
    public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
      return Objects.requireNonNull(verbs.get(verb), verb).answer(body);
    }

    @Override
    public boolean connected() {
      return true;
    }
  }

  private static Dataset dataset(Path live) {
    return new Dataset("pbx", "mail", "files", live.toString(), "voicemail", List.of(), List.of());
  }

  private void verified(int runs) {
    await()
        .atMost(LIMIT)
        .until(() -> new RunLog(ours).newest(10).size() >= runs
            && engine.view().running().isEmpty());
    assertThat(engine.view().detail()).isEmpty();
    assertThat(engine.view().lastOutcome()).contains(Outcome.COMPLETE);
  }

  private BytePath slot() throws IOException {
    Held held = slots.ready().orElseThrow();
    List<Placement> placements = slots.hold(held.generation());
    slots.release();
    return placements.get(0).slot();
  }

  /** Every name with all that a capture promises to keep. */
  private List<String> tree(BytePath top) throws IOException {
    List<String> names = new ArrayList<>();
    List<Long> inodes = new ArrayList<>();
    new Trees(disk).walk(top, (path, stat) -> {
      BytePath at = path.length() == 0 ? top : top.child(path);
      if (!inodes.contains(stat.inode())) {
        inodes.add(stat.inode());
      }
      names.add(HexFormat.of().formatHex(path.bytes()) + " " + stat.kind() + " " + stat.mode() + " "
          + stat.user() + " " + stat.group() + " " + stat.modified() + " #"
          + inodes.indexOf(stat.inode()) + " " + content(at, stat));
    });
    return names;
  }

  private String content(BytePath at, Stat stat) throws IOException {
    return switch (stat.kind()) {
      case SYMBOLIC_LINK -> HexFormat.of().formatHex(disk.readLink(at));
      case FILE -> {
        try (Disk.ReadableFile in = disk.open(at)) {
          byte[] bytes = new byte[(int) stat.size()];
          int got = 0;
          while (got < bytes.length) {
            got += in.read(got, bytes, got, bytes.length - got);
          }
          yield stat.size() + "/" + Arrays.hashCode(bytes);
        }
      }
      default -> "";
    };
  }
}
