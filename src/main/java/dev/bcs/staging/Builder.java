package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.files.Stat;
import dev.bcs.files.Trees;
import dev.bcs.store.Carving;
import dev.bcs.store.ChunkSource;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Manifest;
import dev.bcs.store.Store;
import dev.bcs.store.TreeWriter;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a generation in the idle slot from the store's packs, syncs it and checks it.
 *
 * <p>Used by one thread. Crash order: the slot is dirty in the ledger before anything in it is
 * touched, and only the caller's last transaction makes it ready. Dying anywhere between leaves a
 * dirty slot, which the next build takes for unknown; the other slot is never touched.
 */
final class Builder {
  private static final Logger LOG = LoggerFactory.getLogger(Builder.class);

  private final Store store;
  private final Disk disk;
  private final List<Dataset> datasets;
  private final SlotBook slots;
  private final Layout layout;
  private final Stamps stamps;
  private final Clocks clocks;
  private final long reserve;
  private final Loads loads;
  private volatile @Nullable String givenUp;
  private volatile @Nullable Progress progress;

  Builder(
      Store store,
      List<Dataset> datasets,
      SlotBook slots,
      Clocks clocks,
      StagingSettings settings) {
    this.store = store;
    this.disk = store.disk();
    this.datasets = List.copyOf(datasets);
    this.slots = slots;
    this.layout = new Layout(disk, store.folder());
    this.stamps = new Stamps(disk, store.folder().parent().child("staging"));
    this.clocks = clocks;
    this.reserve = settings.reserveBytes();
    this.loads = new Loads(disk, layout, new TreeWriter(disk, new Marking()), clocks, reserve);
  }

  /** From now on builds and checks end at their next step; null lets them go on. */
  void giveUp(@Nullable String why) {
    givenUp = why;
  }

  Layout layout() {
    return layout;
  }

  @Nullable
  Progress progress() {
    return progress;
  }

  /** Counts one phase and lets it be given up. */
  private final class Phase implements Watcher {
    private final AtomicLong done = new AtomicLong();
    private final long generation;
    private final String name;
    private final long total;

    Phase(long generation, String name, long total) {
      this.generation = generation;
      this.name = name;
      this.total = total;
      done(0);
    }

    @Override
    public void mayGoOn() throws GivenUpException {
      String why = givenUp;
      if (why != null) {
        throw new GivenUpException(why);
      }
    }

    @Override
    public void done(long bytes) {
      progress = new Progress(generation, name, done.addAndGet(bytes), total);
    }
  }

  /** A build that was found right: what the ledger will say of the slot. */
  Slot build(Slot idle, Manifest manifest) throws IOException {
    try {
      Map<Dataset, Manifest.Tree> trees = match(manifest);
      Map<Dataset, Manifest.Tree> loaded = loaded(manifest);
      Map<String, Base> bases = bases(idle);
      List<Dataset> all = new ArrayList<>(trees.keySet());
      all.addAll(loaded.keySet());
      for (Dataset dataset : all) {
        layout.prepare(dataset, isFile(trees.get(dataset)));
        keepWhatIsNotOurs(idle, dataset);
      }
      if (!slots.dirty(idle.letter())) {
        throw new Watcher.GivenUpException("a promotion holds the slots");
      }
      Attempt attempt = attempt(idle, manifest, trees, bases);
      if (!attempt.wrong.isEmpty() && !bases.isEmpty()) {
        LOG.warn("slot {} is built from scratch: {}", idle.letter(), attempt.wrong.get(0));
        attempt = attempt(idle, manifest, trees, Map.of());
      }
      if (!attempt.wrong.isEmpty()) {
        throw new IOException("it was built and is not right: " + attempt.wrong.get(0)
            + (attempt.wrong.size() > 1 ? ", and " + (attempt.wrong.size() - 1) + " more" : ""));
      }
      for (Map.Entry<Dataset, Manifest.Tree> each : loaded.entrySet()) {
        loads.build(
            each.getKey(),
            each.getValue(),
            idle.letter(),
            (name, total) -> new Phase(manifest.ticket().generation().number(), name, total));
      }
      return attempt.slot;
    } finally {
      progress = null;
    }
  }

  private static boolean isFile(Manifest.@Nullable Tree tree) {
    return tree != null
        && !tree.entries().isEmpty()
        && tree.entries().get(0).kind() == Stat.Kind.FILE;
  }

  /** A build with what is wrong with it, and what to say of the slot if nothing is. */
  private record Attempt(List<String> wrong, Slot slot) {}

  /** The trees as they lie in a slot, each by the dataset of whose slot it is. */
  private Map<Dataset, Manifest.Tree> match(Manifest manifest) throws IOException {
    Map<String, Manifest.Tree> trees = new HashMap<>();
    manifest.trees().forEach(tree -> trees.put(tree.dataset(), tree));
    Map<Dataset, Manifest.Tree> matched = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      Manifest.Tree tree = trees.remove(dataset.id());
      if (tree == null) {
        throw new IOException("the generation does not hold the dataset " + dataset.id());
      }
      matched.put(dataset, tree);
    }
    if (!trees.isEmpty()) {
      throw new IOException(
          "this unit has no dataset " + trees.keySet().iterator().next());
    }
    matched.keySet().removeIf(Dataset::isLoaded);
    return Carving.graft(matched);
  }

  /** The dumps from which something is loaded. */
  private Map<Dataset, Manifest.Tree> loaded(Manifest manifest) {
    Map<Dataset, Manifest.Tree> loaded = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      manifest.trees().stream()
          .filter(tree -> dataset.isLoaded() && tree.dataset().equals(dataset.id()))
          .forEach(tree -> loaded.put(dataset, tree));
    }
    return loaded;
  }

  /** What is known of the content of a slot that settled; nothing of any other. */
  private Map<String, Base> bases(Slot idle) {
    if (idle.state() != Slot.State.SETTLED || !idle.doubt().isEmpty()) {
      return Map.of();
    }
    try {
      Stamps.Sheet sheet = stamps.read(idle.letter(), idle.generation());
      Map<String, Base> bases = new HashMap<>();
      Manifest before = store.book().manifest(new GenerationId(idle.generation()));
      for (Manifest.Tree tree : match(before).values()) {
        bases.put(tree.dataset(), new Base(tree.entries(), sheet.of(tree.dataset())));
      }
      return bases;
    } catch (IOException e) {
      LOG.warn("slot {} is built from scratch: {}", idle.letter(), e.getMessage());
      return Map.of();
    }
  }

  /** After a swap an empty slot may hold what was live; nobody's only copy is built over. */
  private void keepWhatIsNotOurs(Slot idle, Dataset dataset) throws IOException {
    BytePath slot = layout.slot(dataset, idle.letter());
    if (idle.state() == Slot.State.EMPTY && disk.exists(slot)) {
      BytePath aside = layout.found(dataset, clocks.now().toEpochMilli());
      LOG.warn("{} should be empty; what was there is kept as {}", slot, aside);
      disk.rename(slot, aside);
      disk.syncDirectory(slot.parent());
    }
  }

  private Attempt attempt(
      Slot idle, Manifest manifest, Map<Dataset, Manifest.Tree> trees, Map<String, Base> bases)
      throws IOException {
    GenerationId generation = manifest.ticket().generation();
    long bytes = trees.values().stream().mapToLong(Manifest.Tree::bytes).sum();
    Phase stage = new Phase(generation.number(), "stage", bytes);
    TreeWriter writer = new TreeWriter(disk, new Marking());
    Map<String, SlotTree.Made> made = new HashMap<>();
    for (Map.Entry<Dataset, Manifest.Tree> each : trees.entrySet()) {
      String id = each.getKey().id();
      BytePath slot = layout.slot(each.getKey(), idle.letter());
      try (Crew crew = new Crew()) {
        SlotTree tree = new SlotTree(disk, writer, stage, crew, slot, each.getValue());
        made.put(id, tree.build(bases.getOrDefault(id, Base.nothing()), reserve));
      }
    }
    sync(generation, trees.keySet());
    store.book().staged(generation);
    return check(idle, manifest, trees, made);
  }

  /** Chunks of the store; a damaged one is remembered, so that the next backup sends it anew. */
  private final class Marking implements ChunkSource {
    @Override
    public byte[] get(ContentId id) throws IOException {
      try {
        return store.chunks().get(id);
      } catch (DamagedException e) {
        store.chunks().markBad(List.of(id));
        throw e;
      }
    }

    @Override
    public void expect(List<ContentId> ids) throws IOException {
      store.chunks().expect(ids);
    }
  }

  /** Once per file system, however many files. */
  private void sync(GenerationId generation, Set<Dataset> all) throws IOException {
    Phase phase = new Phase(generation.number(), "sync", 0);
    Set<Long> synced = new HashSet<>();
    for (Dataset dataset : all) {
      phase.mayGoOn();
      BytePath folder = layout.slot(dataset, "a").parent();
      if (synced.add(disk.stat(folder).device())) {
        disk.syncFileSystem(folder);
      }
    }
  }

  private Attempt check(
      Slot idle,
      Manifest manifest,
      Map<Dataset, Manifest.Tree> trees,
      Map<String, SlotTree.Made> made)
      throws IOException {
    long bytes = made.values().stream().mapToLong(SlotTree.Made::writtenBytes).sum();
    GenerationId generation = manifest.ticket().generation();
    Phase phase = new Phase(generation.number(), "verify", bytes);
    List<String> wrong = new ArrayList<>();
    Map<String, List<Stamp.Of>> sheet = new HashMap<>();
    Map<String, Held.Size> sizes = new HashMap<>();
    manifest
        .trees()
        .forEach(tree -> sizes.put(tree.dataset(), new Held.Size(tree.files(), tree.bytes())));
    long ownersNotSet = 0;
    for (Map.Entry<Dataset, Manifest.Tree> each : trees.entrySet()) {
      Manifest.Tree tree = each.getValue();
      SlotTree.Made done = madeOf(made, tree);
      List<Stamp.Of> seen = stamps.list();
      try (Crew crew = new Crew()) {
        SlotCheck.Result result = new SlotCheck(disk, phase, crew)
            .run(
                layout.slot(each.getKey(), idle.letter()),
                tree,
                done.written()::get,
                new SlotCheck.Allowance(done.ownersNotSet() > 0, done.attributesNotSet() > 0),
                seen);
        wrong.addAll(result.wrong());
        ownersNotSet += result.ownersNotSet();
      }
      sheet.put(tree.dataset(), seen);
    }
    if (wrong.isEmpty()) {
      stamps.write(idle.letter(), generation.number(), new Stamps.Sheet(sheet));
    }
    Optional<Instant> now = Optional.of(clocks.now());
    return new Attempt(
        wrong,
        new Slot(
            idle.letter(), Slot.State.READY, generation.number(), now, "", ownersNotSet, sizes));
  }

  private static SlotTree.Made madeOf(Map<String, SlotTree.Made> made, Manifest.Tree tree) {
    return made.getOrDefault(tree.dataset(), new SlotTree.Made(new BitSet(), 0, 0, 0));
  }

  /** Reads all of a slot and compares it with its generation. */
  List<String> checkAll(Slot slot) throws IOException {
    try {
      Manifest manifest = store.book().manifest(new GenerationId(slot.generation()));
      Map<Dataset, Manifest.Tree> trees = match(manifest);
      long bytes = trees.values().stream().mapToLong(Manifest.Tree::bytes).sum();
      Phase phase = new Phase(slot.generation(), "check", bytes);
      List<String> wrong = new ArrayList<>();
      for (Map.Entry<Dataset, Manifest.Tree> each : trees.entrySet()) {
        BytePath top = layout.slot(each.getKey(), slot.letter());
        boolean some = slot.ownersNotSet() > 0;
        SlotCheck.Allowance allowance = new SlotCheck.Allowance(some, some);
        try (Crew crew = new Crew()) {
          wrong.addAll(new SlotCheck(disk, phase, crew)
              .run(top, each.getValue(), place -> true, allowance, stamps.list())
              .wrong());
        }
      }
      for (Map.Entry<Dataset, Manifest.Tree> each : loaded(manifest).entrySet()) {
        wrong.addAll(loads.check(
            each.getKey(),
            each.getValue(),
            slot.letter(),
            (name, total) -> new Phase(slot.generation(), name, total)));
      }
      return wrong;
    } finally {
      progress = null;
    }
  }

  /** Frees what a failed build took; if that fails too, the slot stays dirty and is built over. */
  void discard(String letter) {
    try {
      if (!slots.isDirty(letter)) {
        // It failed before it touched the slot.
        return;
      }
      for (Dataset dataset : datasets) {
        new Trees(disk).remove(layout.slot(dataset, letter));
        if (dataset.isLoaded()) {
          loads.discard(dataset, letter);
        }
      }
      slots.empty(letter);
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "what a failed build left in slot {} could not be removed: {}", letter, e.getMessage());
    }
  }
}
