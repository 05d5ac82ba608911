package dev.bcs.cli;

import dev.bcs.config.Settings;
import dev.bcs.files.Disk;
import dev.bcs.ledger.Ledger;
import dev.bcs.link.Link;
import dev.bcs.link.PairInfo;
import dev.bcs.store.GenerationId;
import dev.bcs.unit.Home;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.Role;
import dev.bcs.unit.RoleBook;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the shelf that a generation lies on: this unit's, or else the peer's. */
final class Shelves implements AutoCloseable {
  private static final Duration REACH = Duration.ofSeconds(5);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final Bcs bcs;
  private final Ledger ledger;
  private final OwnShelf own;
  private final Home.Claim reading;
  private @Nullable Shelf peer;

  private Shelves(Bcs bcs, Ledger ledger) {
    this.bcs = bcs;
    this.ledger = ledger;
    this.own = new OwnShelf(Disk.system(), bcs.home(), ledger);
    this.reading = bcs.home().reading();
  }

  /** A generation and where it lies. */
  record Place(Shelf shelf, GenerationId id) {}

  static Shelves open(Bcs bcs) {
    return new Shelves(bcs, Ledger.openReadOnly(bcs.home().ledger()));
  }

  /** The place of a generation, by its number or as the newest verified one. */
  Place find(String name) throws IOException {
    if (name.equals(Generations.NEWEST)) {
      return newest();
    }
    GenerationId id = Generations.number(name);
    if (holds(own, id)) {
      return new Place(own, id);
    }
    if (isPaired() && holds(peer(), id)) {
      return new Place(peer(), id);
    }
    throw new CommandFailed(
        ExitCode.FAILED,
        "generation " + id + " is not in the store" + (isPaired() ? ", here or on the peer" : ""),
        "see: bcs generations");
  }

  /** All that this unit holds, or, on the primary, what its secondary holds as well. */
  List<Place> all() throws IOException {
    List<Place> places = new ArrayList<>();
    own.list().forEach(each -> places.add(new Place(own, each.id())));
    if (thePeerHoldsThem()) {
      Shelf there = peer();
      for (Shelf.Standing each : there.list()) {
        if (places.stream().noneMatch(place -> place.id().equals(each.id()))) {
          places.add(new Place(there, each.id()));
        }
      }
    }
    if (places.isEmpty()) {
      throw nothing();
    }
    return places;
  }

  private Place newest() throws IOException {
    Shelf shelf = thePeerHoldsThem() ? peer() : own;
    for (Shelf.Standing each : shelf.list()) {
      if (each.verified()) {
        return new Place(shelf, each.id());
      }
    }
    throw nothing();
  }

  private static CommandFailed nothing() {
    return new CommandFailed(
        ExitCode.FAILED, "there is no generation yet", "make one on the primary: bcs backup");
  }

  private static boolean holds(Shelf shelf, GenerationId id) throws IOException {
    return shelf.list().stream().anyMatch(each -> each.id().equals(id));
  }

  private boolean thePeerHoldsThem() {
    return isPaired() && new RoleBook(ledger).standing().role() == Role.PRIMARY;
  }

  private boolean isPaired() {
    return Pairing.of(ledger).isPresent();
  }

  /** Dialled when it is first needed. */
  private Shelf peer() throws IOException {
    Shelf known = peer;
    if (known == null) {
      known = dial();
      peer = known;
    }
    return known;
  }

  private Shelf dial() throws IOException {
    Settings settings = bcs.settings();
    Pairing pairing = Pairing.of(ledger).orElseThrow();
    Optional<Identity> identity = Identity.reading(ledger, settings.unit().name());
    Terminal terminal = bcs.terminal();
    Keys keys = Keys.of(bcs.home(), settings.unit().name(), terminal.clocks().now());
    Link link = Link.reading(
        settings.link().peers(),
        keys.mutual(pairing.peerCertificate()),
        PairInfo.of(pairing, identity.orElseThrow()),
        terminal.clocks());
    link.start();
    long begun = terminal.clocks().ticks();
    while (!link.connected()) {
      if (terminal.clocks().since(begun).compareTo(REACH) > 0) {
        String trouble = link.trouble();
        link.close();
        throw new CommandFailed(
            ExitCode.FAILED,
            "the peer " + pairing.peerName() + ", which holds the generations, is not reached: "
                + trouble,
            "is its bcs running? is [pair] peer right?");
      }
      terminal.rest(GLANCE);
    }
    return new PeerShelf(pairing.peerName(), link, link);
  }

  @Override
  public void close() throws IOException {
    try {
      Shelf known = peer;
      if (known != null) {
        known.close();
      }
      own.close();
    } finally {
      reading.close();
      ledger.close();
    }
  }
}
