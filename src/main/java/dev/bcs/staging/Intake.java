package dev.bcs.staging;

import dev.bcs.files.Scratch;
import dev.bcs.link.RefusedByPeer;
import dev.bcs.store.ContentId;
import dev.bcs.store.Dataset;
import dev.bcs.store.Entry;
import dev.bcs.store.Generation;
import dev.bcs.store.GenerationId;
import dev.bcs.store.GenerationState;
import dev.bcs.store.Manifest;
import dev.bcs.store.ManifestCodec;
import dev.bcs.store.ManifestStream;
import dev.bcs.store.Outcome;
import dev.bcs.store.Store;
import dev.bcs.store.Ticket;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one generation that is being received, from its ticket to its seal.
 *
 * <p>Any thread of the link calls; sealing goes on the staging thread. Crash order: chunks are
 * synced, then the manifest, then one transaction calls the generation stored. Dying before it
 * leaves a generation that was being received, which the next start calls failed; its chunks stay
 * until the next collection and need not be sent again before that.
 */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private static final int AT_ONCE = 1 << 14;

  private final Store store;
  private final Slots slots;
  private final List<Dataset> datasets;
  private final Clocks clocks;
  private final Keeper keeper;
  private @Nullable Receiving current;
  private @Nullable Failure lastFailure;

  Intake(Store store, Slots slots, List<Dataset> datasets, Clocks clocks, Keeper keeper) {
    this.store = store;
    this.slots = slots;
    this.datasets = datasets;
    this.clocks = clocks;
    this.keeper = keeper;
  }

  /** What is known only until it is in the store. */
  private static final class Receiving {
    final Ticket ticket;
    final Scratch manifest;
    boolean sealed;

    Receiving(Ticket ticket, Scratch manifest) {
      this.manifest = manifest;
      this.ticket = ticket;
    }
  }

  /** Kept in memory for the case that the ledger cannot take it, as on a full disk. */
  private record Failure(GenerationId generation, String why) {}

  /** State, phase and why, as PROGRESS tells them. */
  record Standing(GenerationState state, Progress progress, String detail) {}

  /** Generations that were being received when this program stopped came to nothing. */
  synchronized void failWhatWasCutOff() {
    for (Generation each : store.book().list()) {
      if (each.state() == GenerationState.RECEIVING) {
        giveUp(each.id(), "this unit stopped while it was receiving");
      }
    }
  }

  synchronized Ticket begin(long highestOfPeer) throws IOException {
    Receiving before = current;
    if (before != null && before.sealed) {
      throw new RefusedByPeer("busy", "the generation before is still being stored");
    }
    if (before != null) {
      giveUp(before.ticket.generation(), "given up: the primary began a new run");
    }
    try {
      Ticket ticket = store.book().begin(highestOfPeer, clocks);
      current = new Receiving(ticket, store.scratch());
      return ticket;
    } catch (RuntimeException e) {
      throw new RefusedByPeer(
          "storage-low", "the secondary cannot begin a generation: " + e.getMessage());
    }
  }

  synchronized void mustReceive(GenerationId generation) throws RefusedByPeer {
    receiving(generation);
  }

  private Receiving receiving(GenerationId generation) throws RefusedByPeer {
    Receiving now = current;
    if (now != null && now.ticket.generation().equals(generation) && !now.sealed) {
      return now;
    }
    Failure failure = lastFailure;
    if (failure != null && failure.generation.equals(generation)) {
      throw new RefusedByPeer("generation-failed", failure.why);
    }
    throw new RefusedByPeer(
        "generation-unknown", "generation " + generation + " is not being received");
  }

  /** A piece of the manifest; one that was had before is free. */
  synchronized void manifest(GenerationId generation, long offset, byte[] piece)
      throws RefusedByPeer {
    Receiving now = receiving(generation);
    long have = now.manifest.length();
    if (offset < 0 || offset > have) {
      throw Wire.malformed("this piece begins at " + offset + ", and " + have + " bytes are here");
    }
    if (offset + piece.length > ManifestCodec.LARGEST) {
      throw Wire.malformed("the manifest is larger than " + ManifestCodec.LARGEST + " bytes");
    }
    int had = (int) Math.min(piece.length, have - offset);
    try {
      now.manifest.write(piece, had, piece.length - had);
    } catch (IOException e) {
      throw fail(generation, "its manifest could not be kept: " + e.getMessage());
    }
  }

  /**
   * What was begun is the same as a generation that lies ready: that one takes over the ticket.
   *
   * <p>One ledger transaction, so whoever dies finds either the older ticket or the newer one.
   */
  synchronized void confirm(GenerationId begun, GenerationId held) throws RefusedByPeer {
    receiving(begun);
    if (!store.holds(held.number())
        || !slots.isSurelyReady(held)
        || !store.book().confirmed(held, begun)) {
      throw new RefusedByPeer("not-ready", "generation " + held + " does not lie ready here");
    }
    current = null;
    slots.confirmed();
  }

  /** The manifest is whole: the rest goes on the staging thread. Sealing twice is free. */
  synchronized void seal(GenerationId generation, long length, String sha256) throws RefusedByPeer {
    Receiving now = current;
    if (now == null || !now.ticket.generation().equals(generation) || now.sealed) {
      standing(generation);
      return;
    }
    Scratch encoded = now.manifest;
    if (encoded.length() != length || !digestOf(encoded).equals(sha256)) {
      throw new RefusedByPeer(
          "manifest-differs",
          "the manifest that arrived is another: " + encoded.length() + " of " + length + " bytes");
    }
    now.sealed = true;
    slots.submit(() -> process(now.ticket, encoded));
  }

  private static String digestOf(Scratch bytes) throws RefusedByPeer {
    try (DigestInputStream in = new DigestInputStream(bytes.stream(), ContentId.sha256())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw new RefusedByPeer("manifest-differs", "the manifest cannot be read: " + e.getMessage());
    }
  }

  /** On the staging thread: store, stage unless it is incomplete, and prune. */
  private void process(Ticket ticket, Scratch encoded) {
    GenerationId generation = ticket.generation();
    try {
      boolean staged = keep(ticket, encoded) != Outcome.COMPLETE || slots.stage(generation);
      if (staged) {
        keeper.prune();
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      fail(generation, "it was not stored: " + e.getMessage());
    } finally {
      forget(generation);
    }
    if (store.book().find(generation).filter(Generation::isStored).isEmpty()) {
      keeper.freeSpace();
    }
  }

  private synchronized void forget(GenerationId generation) {
    if (current != null && current.ticket.generation().equals(generation)) {
      current = null;
    }
  }

  private Outcome keep(Ticket ticket, Scratch encoded) throws IOException {
    Manifest manifest = ManifestStream.read(encoded.stream(), encoded.length(), store::entries);
    // Milliseconds travel: the ticket in the manifest is the one that was told.
    if (!manifest.ticket().generation().equals(ticket.generation())
        || !manifest.ticket().bootId().equals(ticket.bootId())) {
      throw new IOException("its manifest carries another ticket");
    }
    Set<String> ours = new HashSet<>();
    datasets.forEach(dataset -> ours.add(dataset.id()));
    Set<String> theirs = new HashSet<>();
    manifest.trees().forEach(tree -> theirs.add(tree.dataset()));
    if (!ours.equals(theirs)) {
      throw new IOException("its manifest holds other datasets than this unit has");
    }
    store.chunks().sync();
    List<ContentId> lacking = new ArrayList<>();
    Set<Long> packs = new HashSet<>();
    Set<ContentId> needed = new HashSet<>();
    for (Manifest.Tree tree : manifest.trees()) {
      for (Entry entry : tree.entries()) {
        needed.addAll(entry.chunks());
        if (needed.size() >= AT_ONCE) {
          packs.addAll(store.chunks().packsOf(needed, lacking));
          needed.clear();
        }
      }
    }
    packs.addAll(store.chunks().packsOf(needed, lacking));
    if (!lacking.isEmpty()) {
      throw new IOException(
          lacking.size() + " of its chunks never arrived, such as " + lacking.get(0));
    }
    store.book().keepManifest(ticket.generation(), encoded.stream());
    store.book().stored(manifest, packs);
    keeper.look(manifest);
    return manifest.outcome();
  }

  synchronized void abort(GenerationId generation, String why) throws RefusedByPeer {
    Receiving now = current;
    if (now == null || !now.ticket.generation().equals(generation) || now.sealed) {
      standing(generation);
      return;
    }
    giveUp(generation, "given up by the primary: " + why);
  }

  /** The generation came to nothing by a fault here, such as a full disk: what it took is freed. */
  synchronized RefusedByPeer fail(GenerationId generation, String why) {
    giveUp(generation, why);
    keeper.freeSpace();
    return new RefusedByPeer("generation-failed", why);
  }

  /**
   * The generation came to nothing; its chunks stay for now, so that the next run has less to do.
   */
  private void giveUp(GenerationId generation, String why) {
    LOG.warn("generation {} failed: {}", generation, why);
    lastFailure = new Failure(generation, why);
    if (current != null && current.ticket.generation().equals(generation)) {
      current = null;
    }
    note(generation, why);
  }

  private void note(GenerationId generation, String why) {
    try {
      store.book().failed(generation, why);
    } catch (IOException | RuntimeException e) {
      // Told from memory until the next start, which finds it cut off and notes it then.
      LOG.error("that generation {} failed could not be noted: {}", generation, e.getMessage());
    }
  }

  /** How a generation stands now. */
  synchronized Standing standing(GenerationId id) throws RefusedByPeer {
    Failure failure = lastFailure;
    if (failure != null && failure.generation.equals(id)) {
      return new Standing(GenerationState.FAILED, phase(id, "done"), failure.why);
    }
    Generation known = store
        .book()
        .find(id)
        .orElseThrow(
            () -> new RefusedByPeer("generation-unknown", "this unit knows no generation " + id));
    return new Standing(known.state(), progressOf(known), known.detail());
  }

  private Progress progressOf(Generation known) {
    GenerationId id = known.id();
    Optional<Progress> running =
        slots.progress().filter(progress -> progress.generation() == id.number());
    if (running.isPresent()) {
      return running.get();
    }
    Receiving now = current;
    boolean sealed = now != null && now.sealed && now.ticket.generation().equals(id);
    return switch (known.state()) {
      case RECEIVING -> phase(id, sealed ? "seal" : "receive");
      case VERIFIED, FAILED -> phase(id, "done");
      case STORED, STAGED -> phase(id, known.isComplete() ? "wait" : "done");
    };
  }

  private static Progress phase(GenerationId id, String name) {
    return new Progress(id.number(), name, 0, 0);
  }
}
