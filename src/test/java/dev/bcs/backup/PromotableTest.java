package dev.bcs.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.files.BytePath;
import dev.bcs.files.Crash;
import dev.bcs.files.Disk;
import dev.bcs.files.FaultyDisk;
import dev.bcs.files.InMemory;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.staging.Held;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Slots;
import dev.bcs.staging.StagingSettings;
import dev.bcs.staging.StagingTables;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.store.StoreTables;
import dev.bcs.takeover.Swap;
import dev.bcs.takeover.SwapPair;
import dev.bcs.time.Clocks;
import dev.bcs.time.Pause;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promotable at every moment: the real capture, courier, receiver, store, slots and swap of two
 * units in memory. While backups and prunes run, all links are cut at a random call, or the spare
 * loses power at a random file operation or commit; then it is promoted, in a third of the cases
 * with one more loss of power during the swap. What goes live is no older than the newest
 * generation that the primary was told is verified, and bit for bit what was captured.
 */
class PromotableTest {
  private static final int ROUNDS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final BytePath LIVE = BytePath.of("/live/mail");
  private static final Dataset MAIL =
      new Dataset("pbx", "mail", "files", LIVE.toString(), "voicemail", List.of(), List.of());
  private static final StagingSettings SETTINGS =
      new StagingSettings(0, new Retention.Keep(1, Duration.ZERO, 0, 0));
  private static final Pause SHORT = length -> Pause.real().rest(Duration.ofMillis(1));

  @TempDir(factory = InMemory.class)
  private Path folder;

  /** The spare, from one start to the next loss of power. */
  private static final class Spare {
    final Map<String, Handler> verbs = new ConcurrentHashMap<>();
    final Ledger ledger;
    final Slots slots;

    Spare(FaultyDisk disk, Path file, AtomicInteger commits, int dieAtCommit) throws IOException {
      List<Migration> migrations = new ArrayList<>(StoreTables.MIGRATIONS);
      migrations.addAll(StagingTables.MIGRATIONS);
      ledger = Ledger.open(file, migrations);
      ledger.beforeCommit(() -> {
        if (commits.incrementAndGet() == dieAtCommit) {
          disk.crashAt(1);
          touch(disk);
        }
        mustLive(disk);
      });
      Store store = Store.open(disk, BytePath.of("/home/bcs/store"), ledger);
      Clocks clocks = Clocks.system();
      slots = new Slots(store, List.of(MAIL), clocks, SETTINGS, () -> true, () -> 4);
      Receiver receiver =
          new Receiver(store, slots, List.of(MAIL), () -> Role.SECONDARY, clocks, SETTINGS);
      receiver.register(verbs::put);
      receiver.start();
      slots.start();
    }

    private static void touch(Disk disk) {
      try {
        disk.syncDirectory(BytePath.of("/"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void mustLive(Disk disk) {
      try {
        disk.exists(LIVE);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The link, which is cut before or after one of its calls is carried out. */
  private static final class Cable implements Calls {
    final AtomicInteger calls = new AtomicInteger();
    private final Spare spare;
    private final int cutAt;
    private final boolean answerLost;
    private volatile boolean cut;

    Cable(Spare spare, int cutAt, boolean answerLost) {
      this.spare = spare;
      this.cutAt = cutAt;
      this.answerLost = answerLost;
    }

    @Override
    public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
      int number = calls.incrementAndGet();
      if (cut || number > cutAt || (number == cutAt && !answerLost)) {
        throw lost("the link is cut");
      }
      byte[] answer;
      try {
        answer = Objects.requireNonNull(spare.verbs.get(verb), verb).answer(body);
      } catch (Crash e) {
        throw lost("the spare lost power");
      } catch (RuntimeException e) {
        throw new RefusedByPeer("failed", String.valueOf(e.getMessage()));
      }
      if (number == cutAt) {
        throw lost("the link is cut");
      }
      return answer;
    }

    private IOException lost(String why) {
      cut = true;
      return new IOException(why);
    }

    boolean isCut() {
      return cut;
    }

    @Override
    public boolean connected() {
      return true;
    }
  }

  /** One case, and how far it got. */
  private final class Case {
    final long seed;
    final Random luck;
    final FaultyDisk primary = new FaultyDisk();
    final FaultyDisk spareDisk = new FaultyDisk();
    final Path file;
    final AtomicInteger commits = new AtomicInteger();
    final Map<Long, Map<String, String>> captured = new HashMap<>();
    long acknowledged;
    int calls;

    Case(long seed) throws IOException {
      this.seed = seed;
      this.luck = new Random(seed);
      this.file = folder.resolve("ledger-" + seed);
      primary.makeDirectories(LIVE, 0750);
      spareDisk.makeDirectories(BytePath.of("/home/bcs"), 0700);
      spareDisk.makeDirectories(LIVE.parent(), 0755);
      spareDisk.syncFileSystem(BytePath.of("/"));
    }

    /** Backs up round after round until the link is cut, or to the end. */
    void backUp(Spare spare, int cutAt) throws IOException {
      Cable cable = new Cable(spare, cutAt, luck.nextBoolean());
      @Nullable Baseline before = null;
      for (int round = 1; round <= ROUNDS && !cable.isCut(); round++) {
        change(round);
        Meter meter = new Meter(() -> {});
        Spools spools = new Spools(primary, BytePath.of("/backup"));
        Asking asking = new Asking(cable, Clocks.system(), SHORT, PATIENCE, cable::isCut, () -> {});
        try {
          BackupRun run =
              new BackupRun(List.of(MAIL), spools, Clocks.system(), asking, meter, before);
          BackupRun.Result result = run.perform(acknowledged);
          if (result.baseline().isPresent()) {
            before = result.baseline().get();
            acknowledged = meter.generation();
          }
        } catch (BackupFailed e) {
          assertThat(cable.isCut()).as(e.getMessage()).isTrue();
        }
        captured.put(meter.generation(), tree(primary));
      }
      calls = cable.calls.get();
    }

    private void change(int round) throws IOException {
      for (int i = 0; i < 6; i++) {
        BytePath path = LIVE.child("m" + luck.nextInt(9));
        if (primary.exists(path)) {
          primary.remove(path);
        }
        if (luck.nextInt(4) > 0) {
          byte[] content =
              ("round " + round + " " + luck.nextLong()).getBytes(StandardCharsets.UTF_8);
          try (Disk.WritableFile out = primary.create(path, 0640)) {
            out.write(content, 0, content.length);
          }
        }
      }
    }

    /** Promotes what is ready, and looks at what is live then. */
    void promote(Spare spare) throws Exception {
      settle(spare);
      if (acknowledged == 0 && spare.slots.ready().isEmpty()) {
        return;
      }
      Held held = spare.slots.ready().orElseThrow(() -> new AssertionError("nothing is ready"));
      GenerationId id = held.generation();
      assertThat(id.number()).isGreaterThanOrEqualTo(acknowledged);
      List<SwapPair> pairs = pairs(spare, id);
      Spare now = spare;
      if (luck.nextInt(3) == 0) {
        spareDisk.crashAt(1 + luck.nextInt(20));
        try {
          new Swap(spareDisk).run(pairs);
        } catch (Crash died) {
          now = reboot(spare);
          pairs = pairs(now, id);
        }
      }
      spareDisk.crashAt(Long.MAX_VALUE / 2);
      new Swap(spareDisk).run(pairs);
      new Swap(spareDisk).seal(pairs);
      now.slots.consumed(id);
      assertThat(tree(spareDisk)).isEqualTo(captured.get(id.number()));
      now.slots.close();
      now.ledger.close();
    }

    private List<SwapPair> pairs(Spare spare, GenerationId id) throws IOException {
      return spare.slots.hold(id).stream()
          .map(p -> new SwapPair(p.dataset(), p.live(), p.slot(), p.aside(), p.local()))
          .toList();
    }

    /** A slot is doubted after a loss of power, until it was read again. */
    private void settle(Spare spare) throws Exception {
      Clocks clocks = Clocks.system();
      long began = clocks.ticks();
      while (!spare.slots.doubts().isEmpty() && clocks.since(began).compareTo(PATIENCE) < 0) {
        Pause.real().rest(Duration.ofMillis(1));
      }
      assertThat(spare.slots.doubts()).isEmpty();
    }

    Spare reboot(Spare dead) throws IOException {
      dead.ledger.close();
      spareDisk.crash(seed);
      return new Spare(spareDisk, file, new AtomicInteger(), -1);
    }
  }

  private static Map<String, String> tree(Disk disk) throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (byte[] name : disk.list(LIVE)) {
      try (Disk.ReadableFile in = disk.open(LIVE.child(name))) {
        byte[] bytes = new byte[(int) in.stat().size()];
        int got = in.read(0, bytes, 0, bytes.length);
        all.put(
            new String(name, StandardCharsets.UTF_8),
            new String(bytes, 0, Math.max(0, got), StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  @Test
  void atHundredsOfInstants() throws Exception {
    instants(1, 240);
  }

  @Test
  @Tag("long")
  void atThousandsOfInstants() throws Exception {
    instants(10_000, 6000);
  }

  private void instants(long firstSeed, int count) throws Exception {
    Case whole = new Case(0);
    Spare spare = new Spare(whole.spareDisk, whole.file, whole.commits, -1);
    whole.backUp(spare, Integer.MAX_VALUE);
    assertThat(whole.acknowledged).isEqualTo(ROUNDS);
    long operations = whole.spareDisk.operations();
    int commits = whole.commits.get();
    whole.promote(spare);
    int[] met = new int[3];
    for (long seed = firstSeed; seed < firstSeed + count; seed++) {
      try {
        met[instant(new Case(seed), whole.calls, operations, commits)]++;
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println("promotable: " + count + " instants (seeds from " + firstSeed + "): "
        + met[0] + " cuts of the link, " + met[1] + " losses of power at a file operation, "
        + met[2] + " at a commit; each promoted no older than acknowledged");
  }

  private static int instant(Case now, int calls, long operations, int commits) throws Exception {
    int kind = now.luck.nextInt(3);
    int cutAt = kind == 0 ? 1 + now.luck.nextInt(calls) : Integer.MAX_VALUE;
    int dieAt = kind == 2 ? 1 + now.luck.nextInt(commits) : -1;
    if (kind == 1) {
      now.spareDisk.crashAt(1 + now.luck.nextInt((int) operations));
    }
    Spare spare;
    try {
      spare = new Spare(now.spareDisk, now.file, now.commits, dieAt);
      now.backUp(spare, cutAt);
    } catch (Crash atTheStart) {
      // The power was lost before it answered anything.
      return kind;
    }
    if (kind == 0) {
      now.promote(spare);
      return kind;
    }
    Spare again = now.reboot(spare);
    now.promote(again);
    return kind;
  }
}
