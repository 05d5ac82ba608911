package dev.bcs.daemon;

import dev.bcs.backup.BackupEngine;
import dev.bcs.commands.Commands;
import dev.bcs.config.Settings;
import dev.bcs.continuity.Continuity;
import dev.bcs.continuity.ContinuitySettings;
import dev.bcs.continuity.LocalAppliance;
import dev.bcs.continuity.Neighbours;
import dev.bcs.files.BytePath;
import dev.bcs.files.Disk;
import dev.bcs.heartbeat.Heart;
import dev.bcs.heartbeat.Kin;
import dev.bcs.inventory.Parity;
import dev.bcs.link.Link;
import dev.bcs.link.PairInfo;
import dev.bcs.link.Refused;
import dev.bcs.staging.Receiver;
import dev.bcs.staging.Scrubber;
import dev.bcs.staging.Slots;
import dev.bcs.store.Dataset;
import dev.bcs.store.Store;
import dev.bcs.takeover.Addresses;
import dev.bcs.takeover.BootGuard;
import dev.bcs.takeover.Fence;
import dev.bcs.takeover.Preflight;
import dev.bcs.takeover.ServiceSettings;
import dev.bcs.takeover.Services;
import dev.bcs.takeover.Swap;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The rooms below the windows, built and joined; the order of their start and end is here. */
final class Rooms implements Pairings.Peer {
  private final Daemon.Base base;
  private final Slots slots;
  private final Scrubber scrubber;
  private final Services services;
  private final Chores chores;
  private volatile Refused refused = (from, why) -> {};
  final LateLink link = new LateLink();
  final Receiver receiver;
  final LateWatch watch;
  final BackupEngine backups;
  final Continuity continuity;
  final PairConditions conditions;
  final PairArchive archive;
  final PeerClock clock;

  Rooms(Daemon.Base base, Stack opened) throws IOException {
    this.base = base;
    Settings settings = base.settings();
    Clocks clocks = base.clocks();
    List<Dataset> datasets = settings.datasets();
    Disk disk = Disk.system();
    opened.push("link", link);
    Store store = opened.push(
        "store", Store.open(disk, BytePath.of(base.home().store().toString()), base.ledger()));
    // Staging asks for role and epoch, which continuity knows, which is built on staging.
    Later later = new Later();
    services = opened.push(
        "services",
        new Services(
            settings.services(),
            settings.takeover().stepLimit(),
            clocks,
            base.home().directory().resolve("services")));
    slots = opened.push(
        "slots",
        new Slots(
            store,
            datasets,
            clocks,
            settings.staging(),
            () -> later.role() == Role.SECONDARY,
            later::epoch));
    receiver = new Receiver(store, slots, datasets, later::role, clocks, settings.staging());
    scrubber = opened.push(
        "scrub", new Scrubber(store, slots, datasets, clocks, settings.staging().scrubWithin()));
    receiver.ask(() -> base.home().withoutReaders().map(claim -> claim::close));
    backups = opened.push("backups", backups(disk));
    backups.limit(settings.limits());
    watch = opened.push("watch", new LateWatch(clocks));
    Parity parity = parity();
    conditions = new PairConditions(parity, receiver, scrubber);
    clock = new PeerClock(clocks);
    archive = new PairArchive(store.book(), slots);
    receiver.register(link);
    parity.register(link);
    clock.register(link);
    continuity = opened.push(
        "continuity",
        new Continuity(
            told(settings),
            new Neighbours(
                clocks,
                base.ledger(),
                watch,
                slots,
                backups,
                appliance(disk),
                link,
                conditions,
                base.log()),
            link));
    later.continuity = Optional.of(continuity);
    chores = opened.push(
        "chores",
        new Chores(List.of(
            () -> archive.refresh(link), () -> clock.measure(link), () -> parity.refresh(link))));
    link.onChange(chores::poke);
    link.onChange(() -> {
      if (link.connected()) {
        backups.peerCame();
      }
    });
    backups.onChange(chores::poke);
    watch.onChange(link::nudge);
  }

  private BackupEngine backups(Disk disk) {
    return new BackupEngine(
        base.settings().backup(),
        base.settings().datasets(),
        disk,
        link,
        base.ledger(),
        base.clocks(),
        base.home().directory().resolve("backup"));
  }

  private Parity parity() {
    return new Parity(
        base.settings().inventory(),
        Daemon.version(),
        base.settings().services().stream().map(ServiceSettings::id).toList(),
        base.settings().datasets().stream().map(Dataset::id).toList(),
        base.clocks());
  }

  private static ContinuitySettings told(Settings settings) {
    return new ContinuitySettings(
        settings.unit(),
        settings.startup(),
        settings.takeover(),
        settings.backup().gapLimit(),
        settings.heartbeat().interval().multipliedBy(2),
        settings.datasets(),
        PageAddress.of(settings.http()));
  }

  private LocalAppliance appliance(Disk disk) {
    Settings settings = base.settings();
    Commands commands = new Commands(base.clocks());
    return new LocalAppliance(
        services,
        new Fence(settings.takeover(), commands),
        new Addresses(settings.takeover(), commands),
        new BootGuard(disk, BytePath.of(base.home().mayServe().toString()), base.clocks()),
        new Swap(disk),
        Preflight.system(disk),
        settings.takeover(),
        settings.datasets());
  }

  /** Continuity, for the rooms that ask of it and are built before it. */
  private static final class Later {
    private volatile Optional<Continuity> continuity = Optional.empty();

    Role role() {
      return continuity.map(Continuity::role).orElse(Role.UNPAIRED);
    }

    long epoch() {
      return continuity.map(c -> c.situation().epoch().value()).orElse(0L);
    }
  }

  /** Who is turned away at the link is told to this one; before {@link #start}. */
  void onRefused(Refused listener) {
    refused = listener;
  }

  /**
   * Finds out where the unit was, then hears and is heard.
   *
   * <p>What decides starts before what listens, because it answers the peer; so the ports are asked
   * for first: a start that is going to fail decides nothing.
   */
  void start() throws IOException {
    if (base.pairing().isPresent()) {
      Link.mustBeFree(base.settings().link());
      Heart.mustBeFree(base.settings().link());
    }
    // From now on there is a lock for those who read the store.
    base.home().withoutReaders().ifPresent(Home.Claim::close);
    services.start();
    receiver.start();
    slots.start();
    scrubber.start();
    continuity.start();
    chores.start();
    if (base.pairing().isPresent()) {
      attach();
    }
  }

  @Override
  public Optional<Pairing> pairing() {
    return base.pairing();
  }

  @Override
  public void keep(Pairing made) {
    made.store(base.ledger());
  }

  @Override
  public void attach() throws IOException {
    Optional<Pairing> known = base.pairing();
    if (known.isEmpty()) {
      return;
    }
    Pairing pairing = known.get();
    continuity.paired(pairing.firstRole() == Role.PRIMARY);
    PairInfo info = PairInfo.of(pairing, base.identity());
    Link fresh = new Link(
        base.settings().link(), base.keys().mutual(pairing.peerCertificate()), info, base.clocks());
    fresh.onRefused((from, why) -> refused.refused(from, why));
    Kin kin = new Kin(
        pairing.id(),
        base.identity().unitId().toString(),
        pairing.peerId().toString(),
        pairing.beatKey());
    Heart heart = new Heart(
        base.settings().heartbeat(), base.settings().link(), kin, continuity::mine, base.clocks());
    link.attach(fresh);
    try {
      watch.attach(heart);
    } catch (IOException | RuntimeException e) {
      link.detach();
      throw e;
    }
  }

  @Override
  public void detach() {
    link.detach();
  }

  @Override
  public boolean connected() {
    return link.connected();
  }
}
