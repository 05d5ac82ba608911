package dev.bcs.staging;

import dev.bcs.files.BytePath;
import dev.bcs.files.Priority;
import dev.bcs.store.Carving;
import dev.bcs.store.ContentId;
import dev.bcs.store.DamagedException;
import dev.bcs.store.Dataset;
import dev.bcs.store.Entry;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationId;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Manifest;
import dev.bcs.store.Packs;
import dev.bcs.store.Store;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rereads the store and the slots over and over, piece by piece, each pass within some days.
 *
 * <p>On a thread of its own and of low priority; it stands back while a generation is received or
 * built and while a promotion holds the slots. A chunk that is damaged is marked, so that the next
 * backup sends it anew if the primary still has it; a slot that is damaged is doubted and built
 * anew. Where it stands is durable after each piece; dying costs one piece.
 */
public final class Scrubber implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);

  /** Content of a slot that is read at once; of the store it is one pack. */
  private static final long PIECE_BYTES = 64L << 20;

  private static final Duration STAND_BACK = Duration.ofSeconds(30);
  private static final Duration LONGEST_REST = Duration.ofHours(1);
  private static final Duration SHORTEST_REST = Duration.ofMillis(200);
  private static final Duration FIRST_REST = Duration.ofMinutes(2);
  private static final long END_MILLIS = 2000;

  /** So much of the time that a pass may take is planned for. */
  private static final double PLANNED = 0.7;

  private final Store store;
  private final Slots slots;
  private final List<Dataset> datasets;
  private final Clocks clocks;
  private final Duration within;
  private final ScrubBook book;
  private final SlotBook slotBook;
  private final Layout layout;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Instant fresh;
  private @Nullable Thread thread;

  /**
   * Rereads what this unit holds.
   *
   * @param within what a pass may take; after twice as long without the end of one it is stale
   */
  public Scrubber(
      Store store, Slots slots, List<Dataset> datasets, Clocks clocks, Duration within) {
    this.store = store;
    this.slots = slots;
    this.datasets = List.copyOf(datasets);
    this.clocks = clocks;
    this.within = within;
    this.book = new ScrubBook(store.ledger());
    this.slotBook = new SlotBook(store.ledger());
    this.layout = new Layout(store.disk(), store.folder());
    this.fresh = book.freshSince(clocks.now());
  }

  /** Begins. Idempotent. */
  public synchronized void start() {
    if (thread == null) {
      thread = Threads.start("staging", "scrub", this::work);
    }
  }

  /** Why what lies here may have rotted unseen; empty while it was all read lately. */
  public Optional<String> stale() {
    Duration age = Duration.between(fresh, clocks.now());
    return age.compareTo(within.multipliedBy(2)) <= 0
        ? Optional.empty()
        : Optional.of("store and slots were last reread " + age.toDays()
            + " days ago, and should be" + " within " + within.toDays());
  }

  private void work() {
    Priority.lower();
    Duration rest = FIRST_REST;
    try {
      while (!ended.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
        rest = attempt();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration attempt() {
    try {
      return tend();
    } catch (IOException | RuntimeException e) {
      LOG.warn("store and slots could not be reread; tried again later: {}", e.getMessage());
      return LONGEST_REST;
    }
  }

  /** Reads one piece, and answers when the next one is due. */
  Duration tend() throws IOException {
    if (slots.isBusy() || isReceiving()) {
      return STAND_BACK;
    }
    ScrubBook.Place place = book.place();
    long read;
    if (place.slot().isEmpty()) {
      read = pack(place);
    } else {
      read = slot(place);
    }
    if (isBeginning(book.place())) {
      // A pass has ended; with little or nothing to read the next would follow at once, for ever.
      return LONGEST_REST;
    }
    long all = Math.max(1, store.chunks().bytes() + slotBytes());
    Duration rest = Duration.ofMillis((long) (within.toMillis() * PLANNED * read / all));
    return rest.compareTo(LONGEST_REST) > 0
        ? LONGEST_REST
        : rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
  }

  private static boolean isBeginning(ScrubBook.Place place) {
    return place.slot().isEmpty() && place.pack() == 0;
  }

  private boolean isReceiving() {
    return store.book().list().stream()
        .map(Generation::state)
        .anyMatch(state -> state == GenerationState.RECEIVING);
  }

  private long slotBytes() {
    return slotBook.slots().stream()
        .flatMap(slot -> slot.sizes().values().stream())
        .mapToLong(Held.Size::bytes)
        .sum();
  }

  /** The next pack; after the last one, the slots are next. */
  private long pack(ScrubBook.Place place) throws IOException {
    Optional<ScrubBook.Pack> next = book.packAfter(place.pack());
    if (next.isEmpty()) {
      book.stands(new ScrubBook.Place(0, "a", 0, 0));
      return 0;
    }
    long pack = next.get().number();
    List<ContentId> bad = new ArrayList<>();
    // A reader of its own, so that nobody waits for the store meanwhile.
    try (Packs packs = new Packs(store.disk(), store.folder(), store.ledger())) {
      for (ContentId id : book.chunksOf(pack)) {
        try {
          packs.get(id);
        } catch (DamagedException e) {
          LOG.error("pack {} is damaged: {}", pack, e.getMessage());
          bad.add(id);
        }
      }
    }
    // What was moved or deleted meanwhile is not damaged.
    bad.retainAll(book.chunksOf(pack));
    store.chunks().markBad(bad);
    book.stands(new ScrubBook.Place(pack, "", 0, 0));
    return next.get().bytes();
  }

  private long slot(ScrubBook.Place place) throws IOException {
    Optional<Slot> slot = slotBook.slots().stream()
        .filter(each -> each.letter().equals(place.slot()))
        .filter(each -> each.holdsGeneration() && each.doubt().isEmpty())
        .findFirst();
    if (slot.isEmpty() || place.dataset() >= datasets.size()) {
      endOfSlot(place.slot());
      return 0;
    }
    Manifest manifest = store.book().manifest(new GenerationId(slot.get().generation()));
    Dataset dataset = datasets.get(place.dataset());
    // What was loaded from a dump has a seal, which is read as one piece.
    List<Entry> entries = manifest.trees().stream()
        .filter(tree -> tree.dataset().equals(dataset.id()) && !dataset.isLoaded())
        .findFirst()
        .map(Manifest.Tree::entries)
        .orElse(List.of());
    Optional<String> wrong = Optional.empty();
    long read = 0;
    int at = place.entry();
    SlotCheck check = new SlotCheck(store.disk(), Watcher.PATIENT);
    while (at < entries.size() && read < PIECE_BYTES && wrong.isEmpty() && !slots.isBusy()) {
      Entry entry = entries.get(at++);
      if (entry.kind() == dev.bcs.files.Stat.Kind.FILE) {
        var path = at(dataset, place.slot(), entry);
        wrong = check.content(path, entry).map(text -> path + " " + text);
        read += entry.size();
      }
    }
    if (dataset.isLoaded() && !slots.isBusy()) {
      wrong = Seal.damage(store.disk(), layout, dataset, place.slot(), this::mayGoOn);
      read += manifest.trees().stream().mapToLong(Manifest.Tree::bytes).max().orElse(0);
    }
    if (!slotBook.slots().contains(slot.get())) {
      // A build began meanwhile: what was read says nothing, and the new one is read next time.
      endOfSlot(place.slot());
      return read;
    }
    if (wrong.isPresent()) {
      slots.doubt(place.slot(), "its content was reread, and " + wrong.get());
      endOfSlot(place.slot());
    } else if (at < entries.size()) {
      book.stands(new ScrubBook.Place(0, place.slot(), place.dataset(), at));
    } else {
      book.stands(new ScrubBook.Place(0, place.slot(), place.dataset() + 1, 0));
    }
    return read;
  }

  /** What is carved out of a tree lies in that tree's slot. */
  private BytePath at(Dataset dataset, String letter, Entry entry) throws IOException {
    Optional<Dataset> around = Carving.around(dataset, datasets);
    return around.isPresent()
        ? layout
            .slot(around.get(), letter)
            .child(BytePath.of(Carving.inside(dataset, around.get())))
        : SlotTree.at(layout.slot(dataset, letter), entry.path());
  }

  private void mayGoOn() throws Watcher.GivenUpException {
    if (slots.isBusy()) {
      throw new Watcher.GivenUpException("a generation is received, built or promoted");
    }
  }

  private void endOfSlot(String letter) {
    if (letter.equals("a")) {
      book.stands(new ScrubBook.Place(0, "b", 0, 0));
    } else {
      fresh = clocks.now();
      book.finished(fresh);
      LOG.info("store and slots were reread");
    }
  }

  @Override
  public void close() {
    ended.countDown();
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      try {
        running.join(END_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
