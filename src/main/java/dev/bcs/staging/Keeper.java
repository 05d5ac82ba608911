package dev.bcs.staging;

import dev.bcs.store.Compaction;
import dev.bcs.store.Generation;
import dev.bcs.store.Manifest;
import dev.bcs.store.Outcome;
import dev.bcs.store.Retention;
import dev.bcs.store.Store;
import dev.bcs.store.Upheaval;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store in bounds: drops what nothing asks for, deletes and rewrites packs.
 *
 * <p>On the staging thread, but for {@link #agree} and {@link #suspended}. Nothing is taken away
 * while a promotion holds a slot, while a generation is being received (only chunks; see
 * {@link Compaction}), while somebody reads the store, or while a dataset's upheaval waits for a
 * person. Dying anywhere costs nothing: a generation leaves the ledger before its manifest is
 * removed, and a pack's rows go before its file.
 */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  static final Duration COMPACTED_EVERY = Duration.ofDays(1);

  /** After this long without a question, the peer reads no generation any more. */
  private static final Duration READING = Duration.ofMinutes(10);

  private final Store store;
  private final Slots slots;
  private final Clocks clocks;
  private final Retention.Keep keep;
  private final KeepBook book;
  private final BooleanSupplier mayGoOn;
  private volatile Alone alone = Alone.ALWAYS;
  private volatile long peerReadTicks;
  private volatile boolean peerHasRead;

  /** So that asking never waits for the ledger. */
  private volatile List<Suspension> suspended;

  private long compactedTicks;
  private boolean compacted;
  private boolean dropped;

  Keeper(Store store, Slots slots, Clocks clocks, Retention.Keep keep, BooleanSupplier mayGoOn) {
    this.store = store;
    this.slots = slots;
    this.clocks = clocks;
    this.keep = keep;
    this.book = new KeepBook(store.ledger());
    this.mayGoOn = mayGoOn;
    this.compactedTicks = clocks.ticks();
    this.suspended = book.suspensions();
  }

  /** Who is asked before anything is taken away. */
  void ask(Alone others) {
    alone = others;
  }

  /** The peer reads a generation of this store now. */
  void peerReads() {
    peerReadTicks = clocks.ticks();
    peerHasRead = true;
  }

  private boolean peerIsReading() {
    return peerHasRead && clocks.since(peerReadTicks).compareTo(READING) < 0;
  }

  /** Looks at a complete generation that is stored now for what is strange. */
  void look(Manifest manifest) {
    if (manifest.outcome() != Outcome.COMPLETE) {
      return;
    }
    for (Manifest.Tree tree : manifest.trees()) {
      List<Upheaval.Moment> before = book.moments(tree.dataset());
      Upheaval.Moment now = Upheaval.moment(manifest.ticket().generation(), tree, before);
      Optional<String> why = Upheaval.judge(now, before);
      why.ifPresent(
          text -> LOG.warn("{} {}: nothing is pruned until somebody agrees", tree.dataset(), text));
      book.remember(tree.dataset(), now, why, clocks.now());
    }
    suspended = book.suspensions();
  }

  List<Suspension> suspended() {
    return suspended;
  }

  synchronized boolean agree(String dataset) {
    boolean waited = book.agree(dataset);
    suspended = book.suspensions();
    return waited;
  }

  /** Drops what nothing asks for any more, and deletes packs that nothing needs. */
  void prune() {
    try {
      if (slots.isHeld()) {
        LOG.info("nothing is pruned while a promotion holds the slots");
        return;
      }
      quietly(() -> {
        if (suspended.isEmpty()) {
          drop();
        } else {
          LOG.warn("{}", suspended.get(0).sentence());
        }
        store.chunks().collect();
        compact();
      });
    } catch (IOException | RuntimeException e) {
      LOG.warn("pruning did not end: {}", e.getMessage());
    }
  }

  /** After a failure: what was received for nothing is deleted. */
  void freeSpace() {
    try {
      quietly(store.chunks()::collect);
    } catch (IOException | RuntimeException e) {
      LOG.warn("what a failed run left could not be deleted: {}", e.getMessage());
    }
  }

  /** What takes something away. */
  @FunctionalInterface
  private interface Deed {
    void run() throws IOException;
  }

  private void quietly(Deed deed) throws IOException {
    if (peerIsReading()) {
      LOG.info("nothing is deleted now: the peer reads a generation");
      return;
    }
    Optional<Alone.Lease> lease = alone.alone();
    if (lease.isEmpty()) {
      LOG.info("nothing is deleted now: a command reads the store");
      return;
    }
    try {
      deed.run();
    } finally {
      lease.get().close();
    }
  }

  private void drop() throws IOException {
    List<Generation> all = store.book().list();
    Set<dev.bcs.store.GenerationId> inSlots = slots.generations();
    for (Retention.Verdict verdict :
        Retention.decide(all, keep, inSlots, clocks.now(), clocks.zone())) {
      if (!verdict.keep()) {
        LOG.info(
            "generation {} is dropped: {}",
            verdict.generation(),
            String.join(", ", verdict.reasons()));
        store.book().drop(verdict.generation());
        dropped = true;
      }
    }
  }

  /** It reads all manifests, so it runs once a day at most. */
  private void compact() throws IOException {
    boolean due = !compacted || clocks.since(compactedTicks).compareTo(COMPACTED_EVERY) >= 0;
    if (dropped && due) {
      Compaction.Result result = new Compaction(store, mayGoOn).run();
      if (result.finished()) {
        compacted = true;
        compactedTicks = clocks.ticks();
        dropped = false;
      }
      LOG.info("the store was compacted: {} bytes are free again", result.freed());
    }
  }
}
