package dev.bcs.backup;

import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupSettings.Keep;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Slots;
import dev.bcs.staging.StagingSettings;
import dev.bcs.staging.StagingTables;
import dev.bcs.store.Dataset;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.store.StoreTables;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A primary and a secondary in one process, all real but the wire between them. */
final class Pair implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  final Ledger theirs;
  final Ledger ours;
  final Store store;
  final Slots slots;
  final BackupEngine engine;

  Pair(Path folder, List<Dataset> here, List<Dataset> there) throws IOException {
    Map<String, Handler> verbs = new ConcurrentHashMap<>();
    Disk disk = Disk.system();
    List<Migration> migrations = new ArrayList<>(StoreTables.MIGRATIONS);
    migrations.addAll(StagingTables.MIGRATIONS);
    theirs = Ledger.open(folder.resolve("theirs.sqlite"), migrations);
    store = Store.open(disk, BytePath.of(folder.resolve("store")), theirs);
    StagingSettings settings = new StagingSettings(0, new Retention.Keep(3, Duration.ZERO, 0, 0));
    slots = new Slots(store, there, Clocks.system(), settings, () -> true, () -> 1);
    Receiver receiver =
        new Receiver(store, slots, there, () -> Role.SECONDARY, Clocks.system(), settings);
    receiver.register(verbs::put);
    receiver.start();
    slots.start();
    ours = Ledger.open(folder.resolve("ours.sqlite"), BackupTables.MIGRATIONS);
    engine = new BackupEngine(
        new BackupSettings(
            List.of(),
            Duration.ofHours(24),
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8)),
        here,
        disk,
        new Wire(verbs),
        ours,
        Clocks.system(),
        folder.resolve("backup"));
  }

  /** What is known once so many runs have ended. */
  BackupView ended(int runs) {
    await()
        .atMost(LIMIT)
        .until(() -> new RunLog(ours).newest(100).size() >= runs
            && engine.view().running().isEmpty());
    return engine.view();
  }

  /** Asks the secondary's handlers on the caller's thread. */
  private record Wire(Map<String, Handler> verbs) implements Calls {
    @Override
    public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
      return Objects.requireNonNull(verbs.get(verb), verb).answer(body);
    }

    @Override
    public boolean connected() {
      return true;
    }
  }

  @Override
  public void close() {
    engine.close();
    slots.close();
    theirs.close();
    ours.close();
  }
}
