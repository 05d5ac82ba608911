package dev.bcs.staging;

import dev.bcs.store.Carving;
import dev.bcs.store.Dataset;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationId;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Manifest;
import dev.bcs.store.Store;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two slots for each dataset: one holds the ready generation, the next is built in the other.
 *
 * <p>One thread builds and checks; any thread may ask. A generation becomes ready and is
 * acknowledged as verified in one ledger transaction. A hold is durable: until it ends, also across
 * restarts, nothing in either slot is touched by this room.
 */
public final class Slots implements Stage, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Slots.class);
  private static final long STOP_SECONDS = 20;

  private final Store store;
  private final List<Dataset> datasets;
  private final Clocks clocks;
  private final BooleanSupplier secondary;
  private final LongSupplier epoch;
  private final SlotBook book;
  private final Builder builder;
  private final Executor worker;
  private final @Nullable ExecutorService pool;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Object holding = new Object();
  private volatile Shown shown = new Shown(Optional.empty(), List.of(), List.of());
  private volatile boolean building;
  private volatile boolean closed;

  /** What others see, so that asking never waits for the ledger. */
  private record Shown(Optional<Held> ready, List<String> doubts, List<String> notes) {}

  /**
   * The slots of this unit.
   *
   * @param secondary whether this unit is the secondary now, so that it may build by itself
   * @param epoch the epoch now; names the folder where a promotion keeps what was live
   */
  public Slots(
      Store store,
      List<Dataset> datasets,
      Clocks clocks,
      StagingSettings settings,
      BooleanSupplier secondary,
      LongSupplier epoch) {
    this(
        store,
        datasets,
        clocks,
        settings,
        secondary,
        epoch,
        Threads.pool("staging", "build", 1, 64));
  }

  Slots(
      Store store,
      List<Dataset> datasets,
      Clocks clocks,
      StagingSettings settings,
      BooleanSupplier secondary,
      LongSupplier epoch,
      Executor worker) {
    this.store = store;
    this.datasets = List.copyOf(datasets);
    this.clocks = clocks;
    this.secondary = secondary;
    this.epoch = epoch;
    this.book = new SlotBook(store.ledger());
    this.builder = new Builder(store, datasets, book, clocks, settings);
    this.worker = worker;
    this.pool = worker instanceof ExecutorService service ? service : null;
  }

  /** Doubts slots after an unclean boot, then checks and goes on with what was left. */
  public void start() {
    book.started(clocks.bootId());
    refresh();
    submit(this::resume);
  }

  /** Work for the one thread that builds; refused work is logged, and done at the next start. */
  void submit(Runnable work) {
    try {
      worker.execute(() -> {
        try {
          work.run();
        } catch (RuntimeException e) {
          LOG.error("staging: {}", e.getMessage(), e);
        }
      });
    } catch (RejectedExecutionException e) {
      LOG.warn("staging takes no more work now: it is stopping, or too much waits");
    }
  }

  @Override
  public Optional<Held> ready() {
    return shown.ready();
  }

  @Override
  public List<String> doubts() {
    return shown.doubts();
  }

  @Override
  public List<String> notes() {
    return shown.notes();
  }

  @Override
  public List<Placement> hold(GenerationId generation) throws IOException {
    SlotBook.Hold hold;
    synchronized (holding) {
      Optional<SlotBook.Hold> before = book.hold();
      if (before.isPresent() && !before.get().generation().equals(generation)) {
        throw new IOException("generation " + before.get().generation()
            + " is being promoted\nhint: finish or roll back that operation first");
      }
      hold = before.isPresent() ? before.get() : holdNew(generation);
      builder.giveUp("a promotion holds the slots");
    }
    return placements(hold.letter(), hold.epoch());
  }

  @Override
  public List<Placement> placements() {
    Optional<Slot> ready = book.ready();
    try {
      return ready.isPresent() ? placements(ready.get().letter(), epoch.getAsLong()) : List.of();
    } catch (IOException e) {
      LOG.warn("where the ready slot lies cannot be told: {}", e.getMessage());
      return List.of();
    }
  }

  private List<Placement> placements(String letter, long asideEpoch) throws IOException {
    List<Placement> placements = new ArrayList<>();
    for (Dataset dataset : datasets) {
      if (Carving.around(dataset, datasets).isEmpty()) {
        placements.add(new Placement(
            dataset.id(),
            Layout.live(dataset),
            builder.layout().slot(dataset, letter),
            builder.layout().aside(dataset, asideEpoch),
            dataset.local(),
            dataset.type().equals(Dataset.SQLITE) ? Carving.COMPANIONS : List.of()));
      }
    }
    return placements;
  }

  private SlotBook.Hold holdNew(GenerationId generation) throws IOException {
    Slot slot = book.slots().stream()
        .filter(each -> each.holdsGeneration() && each.generation() == generation.number())
        .filter(each -> each.state() == Slot.State.READY || each.doubt().isEmpty())
        .findFirst()
        .orElseThrow(() -> new IOException("generation " + generation
            + " does not lie in a slot\nhint: `bcs generations` tells which do"));
    SlotBook.Hold hold = new SlotBook.Hold(generation, slot.letter(), epoch.getAsLong());
    if (!book.hold(hold)) {
      throw new IOException("a build has just begun in the slot of generation " + generation);
    }
    return hold;
  }

  @Override
  public void release() {
    synchronized (holding) {
      book.release();
      builder.giveUp(null);
    }
    refresh();
    submit(this::resume);
  }

  @Override
  public void consumed(GenerationId generation) {
    synchronized (holding) {
      book.hold().filter(hold -> hold.generation().equals(generation)).ifPresent(book::consumed);
      builder.giveUp(null);
    }
    refresh();
    tell();
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.error("a listener of the stage failed", e);
      }
    }
  }

  /** Whether this generation lies ready beyond doubt, and nothing is done with the slots now. */
  boolean isSurelyReady(GenerationId generation) {
    Shown now = shown;
    return !isBusy()
        && now.doubts().isEmpty()
        && now.ready().filter(held -> held.generation().equals(generation)).isPresent();
  }

  /** The ready generation has another ticket. */
  void confirmed() {
    refresh();
    tell();
  }

  /** Whether a new run would have to wait. */
  boolean isBusy() {
    return building || book.hold().isPresent();
  }

  /** What lies in a slot was found damaged: it is checked, and built anew if that is so. */
  void doubt(String letter, String why) {
    LOG.error("slot {} is doubted: {}", letter, why);
    book.doubt(letter, why);
    refresh();
    tell();
    submit(this::resume);
  }

  /** Bytes of each dataset that already lie in the slot in which the next build will be made. */
  Map<String, Long> heldByIdle() {
    Slot next = idle();
    // Of a slot whose build did not end nobody knows; it will hardly hold less than the ready one.
    Slot known = next.state() == Slot.State.DIRTY ? book.ready().orElse(next) : next;
    Map<String, Long> held = new HashMap<>();
    known.sizes().forEach((dataset, size) -> held.put(dataset, size.bytes()));
    return held;
  }

  /** Whether a promotion needs a slot to stand still. */
  boolean isHeld() {
    return book.hold().isPresent();
  }

  Optional<Progress> progress() {
    return Optional.ofNullable(builder.progress());
  }

  /** Generations that lie in a slot; they are not to be pruned. */
  Set<GenerationId> generations() {
    Set<GenerationId> found = new HashSet<>();
    for (Slot slot : book.slots()) {
      if (slot.holdsGeneration()) {
        found.add(new GenerationId(slot.generation()));
      }
    }
    return found;
  }

  /** {@code a} or {@code b} with {@code ready} behind it, or empty: for lists of generations. */
  public String slotOf(GenerationId generation) {
    for (Slot slot : book.slots()) {
      if (slot.holdsGeneration() && slot.generation() == generation.number()) {
        return slot.letter() + (slot.state() == Slot.State.READY ? " ready" : "");
      }
    }
    return "";
  }

  /**
   * Builds, checks and acknowledges a stored generation; on the staging thread only.
   *
   * @return whether it is verified now; if not, the book says why, or it was given up and waits
   */
  boolean stage(GenerationId generation) {
    if (book.hold().isPresent()) {
      return false;
    }
    building = true;
    String letter = idle().letter();
    try {
      Manifest manifest = store.book().manifest(generation);
      Slot made = builder.build(idle(), manifest);
      return acknowledge(made, generation);
    } catch (Watcher.GivenUpException e) {
      LOG.info("generation {} is not staged now: {}", generation, e.getMessage());
      return false;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      builder.discard(letter);
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      failed(generation, "generation " + generation + " was not staged: " + why);
      return false;
    } finally {
      building = false;
      refresh();
      tell();
    }
  }

  /** The slot is ready and the generation verified, both or neither: the acknowledgement. */
  private boolean acknowledge(Slot made, GenerationId generation) {
    Instant now = clocks.now();
    return store.ledger().transact(tx -> {
      boolean ready = book.ready(tx, made);
      if (ready) {
        store.book().verified(generation, now);
        // Before anybody can hear that it is verified, it is what a promotion would take. If the
        // commit fails after all, a hold is refused, and the caller shows what is so.
        refresh();
      }
      return ready;
    });
  }

  private Slot idle() {
    List<Slot> slots = book.slots();
    return slots.stream()
        .filter(slot -> slot.state() == Slot.State.SETTLED)
        .findFirst()
        .orElseGet(() -> slots.stream()
            .filter(slot -> slot.state() != Slot.State.READY)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("both slots are ready")));
  }

  private void failed(GenerationId generation, String why) {
    LOG.warn("{}", why);
    try {
      store.book().failed(generation, why);
    } catch (IOException | RuntimeException e) {
      LOG.error("that generation {} failed could not be noted: {}", generation, e.getMessage());
    }
  }

  /** Checks doubted slots, then stages the newest complete generation if it is not ready. */
  void resume() {
    if (book.hold().isPresent()) {
      return;
    }
    book.slots().stream()
        .filter(slot -> slot.holdsGeneration() && !slot.doubt().isEmpty())
        .forEach(this::check);
    refresh();
    tell();
    Optional<GenerationId> newest =
        store.book().list().stream().filter(Generation::isComplete).findFirst().map(Generation::id);
    if (newest.isPresent() && secondary.getAsBoolean() && needs(newest.get())) {
      stage(newest.get());
    }
  }

  private boolean needs(GenerationId newest) {
    return book.ready()
        .map(slot -> slot.generation() < newest.number() || !slot.doubt().isEmpty())
        .orElse(true);
  }

  private void check(Slot slot) {
    try {
      List<String> wrong = builder.checkAll(slot);
      if (wrong.isEmpty()) {
        book.doubt(slot.letter(), "");
      } else {
        damaged(slot, wrong.get(0));
      }
    } catch (Watcher.GivenUpException e) {
      LOG.info("slot {} was not checked now: {}", slot.letter(), e.getMessage());
    } catch (IOException e) {
      damaged(slot, String.valueOf(e.getMessage()));
    }
  }

  /** A damaged ready slot stays, doubted, until the other one is verified. */
  private void damaged(Slot slot, String why) {
    LOG.error("slot {} is damaged: {}", slot.letter(), why);
    if (slot.state() == Slot.State.READY) {
      book.doubt(slot.letter(), "the slot is damaged: " + why);
    } else {
      book.dirty(slot.letter());
    }
  }

  private void refresh() {
    Optional<Slot> ready = book.ready();
    Optional<Held> held = ready.flatMap(this::held);
    List<String> doubts =
        ready.map(Slot::doubt).filter(text -> !text.isEmpty()).stream().toList();
    List<String> notes = ready.map(Slot::ownersNotSet).filter(count -> count > 0).stream()
        .map(count ->
            count + " names do not have their owner or attributes, which this user may not set")
        .toList();
    shown = new Shown(held, doubts, notes);
  }

  private Optional<Held> held(Slot slot) {
    GenerationId id = new GenerationId(slot.generation());
    return store
        .book()
        .find(id)
        .filter(generation -> generation.state() == GenerationState.VERIFIED)
        .map(generation -> new Held(
            id,
            generation.ticket(),
            slot.verifiedAt().orElse(generation.ticket().wall()),
            slot.sizes().values().stream().mapToLong(Held.Size::files).sum(),
            slot.sizes().values().stream().mapToLong(Held.Size::bytes).sum(),
            slot.sizes()));
  }

  /** Ends a running build, and marks that this was no crash. Idempotent. */
  @Override
  public void close() {
    builder.giveUp("this unit stops");
    boolean quiet = true;
    if (pool != null) {
      pool.shutdown();
      try {
        quiet = pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        quiet = false;
      }
    }
    if (closed) {
      return;
    }
    closed = true;
    if (quiet) {
      book.closed();
    } else {
      LOG.warn("a build did not end within {} s", STOP_SECONDS);
    }
  }
}
