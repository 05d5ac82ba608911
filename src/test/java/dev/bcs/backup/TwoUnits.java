package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.backup.BackupSettings.Keep;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.staging.Placement;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Slots;
import dev.bcs.staging.StagingSettings;
import dev.bcs.staging.StagingTables;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import dev.bcs.store.Restore;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A primary that backs up one dataset, and its secondary: real but for the wire between them. */
final class TwoUnits implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Disk disk = Disk.system();
  private final Map<String, Handler> verbs = new ConcurrentHashMap<>();
  private final Ledger theirs;
  private final Ledger ours;
  private final Store store;
  private final Slots slots;
  private final BackupEngine engine;
  private int runs;

  /** The primary's live place is {@code a/live}, the secondary's {@code b/live}. */
  TwoUnits(Path folder) throws IOException {
    Path live = folder.resolve("a/live");
    Path there = Files.createDirectories(folder.resolve("b")).resolve("live");
    List<Migration> migrations = new ArrayList<>(StoreTables.MIGRATIONS);
    migrations.addAll(StagingTables.MIGRATIONS);
    theirs = Ledger.open(folder.resolve("b/bcs.sqlite"), migrations);
    store = Store.open(disk, BytePath.of(folder.resolve("b/store")), theirs);
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
            List.of("0 3 * * *"),
            Duration.ZERO,
            Duration.ofHours(26),
            new Keep(8, Duration.ofDays(3), 14, 8)),
        List.of(dataset(live)),
        disk,
        new Wire(),
        ours,
        Clocks.system(),
        folder.resolve("a/backup"));
  }

  private static Dataset dataset(Path live) {
    return new Dataset("pbx", "mail", "files", live.toString(), "voicemail", List.of(), List.of());
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

  /** Backs up until the peer has said its word. */
  BackupView backup() {
    if (runs++ == 0) {
      engine.enable();
    } else {
      engine.runNow("again");
    }
    await()
        .atMost(LIMIT)
        .until(() -> new RunLog(ours).newest(10).size() >= runs
            && engine.view().running().isEmpty());
    return engine.view();
  }

  /** The same, to the end of a verified generation. */
  BackupView verified() {
    BackupView view = backup();
    assertThat(view.lastOutcome()).as(view.detail()).contains(Outcome.COMPLETE);
    return view;
  }

  /** What the secondary's readiness notes of its ready slot. */
  List<String> notes() {
    return slots.notes();
  }

  BytePath slot() {
    return placement().slot();
  }

  /** Where the ready generation lies and where it is to go. */
  Placement placement() {
    return slots.placements().get(0);
  }

  Manifest manifest() throws IOException {
    GenerationId ready = slots.ready().orElseThrow().generation();
    return store.book().manifest(ready);
  }

  /** Restores the ready generation; answers where the dataset came to lie. */
  BytePath restore(Path target) throws IOException {
    Restore.Report report = new Restore(disk, store.chunks())
        .run(
            manifest(),
            new Restore.Order(BytePath.of(target), List.of(), false),
            (files, filesTotal, bytes, bytesTotal) -> {});
    assertThat(report.problems()).isEmpty();
    return BytePath.of(target).child("pbx/mail");
  }

  @Override
  public void close() {
    engine.close();
    slots.close();
    theirs.close();
    ours.close();
  }
}
