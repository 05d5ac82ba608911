package dev.bcs.continuity;

import dev.bcs.files.BytePath;
import dev.bcs.heartbeat.PeerReason;
import dev.bcs.heartbeat.PeerState;
import dev.bcs.heartbeat.PeerView;
import dev.bcs.heartbeat.Watch;
import dev.bcs.ledger.Ledger;
import dev.bcs.ledger.Migration;
import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.staging.Held;
import dev.bcs.staging.Placement;
import dev.bcs.staging.Stage;
import dev.bcs.store.Dataset;
import dev.bcs.store.GenerationId;
import dev.bcs.store.Ticket;
import dev.bcs.takeover.FenceKind;
import dev.bcs.takeover.ServiceView;
import dev.bcs.takeover.TakeoverSettings;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import dev.bcs.unit.RoleBook;
import dev.bcs.unit.Standing;
import dev.bcs.unit.UnitSettings;
import dev.bcs.unit.UnitTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** One unit with everything around it faked, on one thread; what a crash spares stays in here. */
final class World implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  final ManualClocks clocks = new ManualClocks(NOW);
  final FakeAppliance appliance = new FakeAppliance();
  final List<Chronicle.Line> lines = new ArrayList<>();
  final Map<String, Handler> handlers = new HashMap<>();
  final String name;
  Ledger ledger;
  FakeWatch watch = new FakeWatch();
  FakeStage stage = new FakeStage();
  FakeBackups backups = new FakeBackups();
  Optional<World> peer = Optional.empty();
  StartupSettings startup = new StartupSettings(true, Duration.ofMinutes(2), "");
  Runnable tick = () -> {};
  final Map<String, Duration> limits = new HashMap<>();
  final List<Exception> late = new CopyOnWriteArrayList<>();
  String hanging = "";
  Continuity continuity;
  private final Path file;

  /** The process dies here. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1;
  }

  World(Path file, String name, boolean primary) {
    this.file = file;
    this.name = name;
    this.ledger = open();
    new RoleBook(ledger).write(s -> Standing.paired(primary, clocks.bootId(), NOW));
    this.continuity = build();
  }

  private Ledger open() {
    List<Migration> tables = new ArrayList<>(ContinuityTables.MIGRATIONS);
    tables.addAll(RoleBook.MIGRATIONS);
    tables.addAll(UnitTables.MIGRATIONS);
    return Ledger.open(file, tables);
  }

  private Continuity build() {
    ContinuitySettings settings = new ContinuitySettings(
        new UnitSettings(name, "", "", "hq", "primary"),
        startup,
        new TakeoverSettings(
            List.of(), List.of("/fence"), List.of(), List.of(), Duration.ofSeconds(30)),
        Duration.ofMinutes(30),
        Duration.ZERO,
        List.of(
            new Dataset("pbx", "mail", "files", "/live/mail", "voicemail", List.of(), List.of())),
        "http://" + name);
    Neighbours rooms = new Neighbours(
        clocks,
        ledger,
        watch,
        stage,
        backups,
        appliance,
        new Wire(),
        Conditions.unknown(),
        lines::add);
    return new Continuity(settings, rooms, handlers::put, new OneThread());
  }

  /** The process is gone, wherever it was; a new one starts on what it left. */
  void restart() {
    ledger.close();
    ledger = open();
    watch = new FakeWatch();
    stage = stage.afterCrash();
    backups = new FakeBackups();
    handlers.clear();
    continuity = build();
    continuity.start();
    tick.run();
    tick.run();
  }

  void pass(Duration time) {
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plusMillis(500)) {
      clocks.advance(Duration.ofMillis(500));
      tick.run();
    }
  }

  void silent() {
    watch.state = PeerState.DOWN;
    watch.reason = PeerReason.SILENT_ON_ALL_PATHS;
    tick.run();
  }

  /** One beat of the peer arrives. */
  void hear(World other) {
    watch.hear(
        other.continuity.mine().role(),
        other.continuity.mine().epoch(),
        other.continuity.mine().payload(),
        clocks.ticks(),
        clocks.now());
    tick.run();
  }

  Role role() {
    return continuity.situation().role();
  }

  Order order(String verb, FenceKind fence, String... overrides) {
    return new Order(
        verb,
        name,
        "ops: the rack is dark",
        fence,
        0,
        List.of(overrides),
        0,
        "cli",
        "ann@cli/tty1");
  }

  @Override
  public void close() {
    ledger.beforeCommit(() -> {});
    ledger.close();
  }

  /** Everything on the caller's thread. */
  final class OneThread implements Threading {
    @Override
    public <T> T decide(Supplier<T> decision) {
      return decision.get();
    }

    @Override
    public void steps(Runnable deed) {
      deed.run();
    }

    @Override
    public void ask(Runnable question) {
      question.run();
    }

    @Override
    public String bounded(Callable<String> deed, Duration limit, String what) throws IOException {
      limits.put(what, limit);
      if (what.equals(hanging)) {
        new Thread(() -> {
              try {
                deed.call();
              } catch (Exception e) {
                late.add(e);
              }
            })
            .start();
        throw new IOException(what + " did not end within its limit");
      }
      try {
        return deed.call();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    @Override
    public void rest(Duration length) {}

    @Override
    public void every(Duration interval, Runnable again) {
      tick = again;
    }

    @Override
    public void close() {}
  }

  /** The link, straight into the peer's handlers. */
  final class Wire implements Calls {
    @Override
    public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
      World other = peer.orElseThrow(() -> new IOException("the peer is not reached"));
      Handler handler = other.handlers.get(verb);
      if (handler == null) {
        throw new IOException("the peer does not know " + verb);
      }
      return handler.answer(body);
    }

    @Override
    public boolean connected() {
      return peer.isPresent();
    }
  }

  /** Beats as a test wants them. */
  static final class FakeWatch implements Watch {
    PeerState state = PeerState.UNKNOWN;
    PeerReason reason = PeerReason.NEVER_HEARD;
    Duration silent = Duration.ofMinutes(10);
    private Role role = Role.UNPAIRED;
    private Epoch epoch = Epoch.NONE;
    private byte[] payload = {};
    private Instant heardAt = Instant.EPOCH;
    private long ticks;
    private long heard;

    void hear(Role theirs, Epoch lives, byte[] bytes, long at, Instant wall) {
      state = PeerState.UP;
      reason = PeerReason.HEARD;
      role = theirs;
      epoch = lives;
      payload = bytes;
      ticks = at;
      heardAt = wall;
      heard++;
    }

    @Override
    public PeerView view() {
      return new PeerView(state, reason, role, epoch, silent, heardAt, ticks, payload, List.of());
    }

    @Override
    public void onChange(Runnable listener) {}

    @Override
    public long heard() {
      return heard;
    }
  }

  /** A stage with one generation; what it holds and consumed survives a crash. */
  static final class FakeStage implements Stage {
    boolean consumed;
    boolean held;
    long number = 7;
    Instant captured = NOW.minusSeconds(600);
    List<String> doubts = List.of();
    Runnable onHold = () -> {};
    Runnable onRelease = () -> {};

    FakeStage afterCrash() {
      FakeStage next = new FakeStage();
      next.consumed = consumed;
      next.held = held;
      return next;
    }

    @Override
    public Optional<Held> ready() {
      GenerationId id = new GenerationId(number);
      Ticket ticket = new Ticket(id, captured, Duration.ofMinutes(50), "boot-1");
      Held held =
          new Held(id, ticket, captured, 3, 4096, Map.of("pbx/mail", new Held.Size(3, 4096)));
      return consumed ? Optional.empty() : Optional.of(held);
    }

    @Override
    public List<String> doubts() {
      return doubts;
    }

    @Override
    public List<String> notes() {
      return List.of();
    }

    @Override
    public List<Placement> hold(GenerationId generation) {
      held = true;
      onHold.run();
      return placements();
    }

    @Override
    public List<Placement> placements() {
      return List.of(new Placement(
          "pbx/mail",
          BytePath.of("/live/mail"),
          BytePath.of("/live/.bcs/slot-a"),
          BytePath.of("/live/.bcs/aside-2"),
          List.of()));
    }

    @Override
    public void release() {
      onRelease.run();
      held = false;
    }

    @Override
    public void consumed(GenerationId generation) {
      held = false;
      consumed = true;
    }

    @Override
    public void onChange(Runnable listener) {}
  }

  /** An appliance of two services whose state survives a crash of the daemon. */
  static final class FakeAppliance implements Appliance {
    final TreeSet<String> running = new TreeSet<>();
    final List<String> deeds = new ArrayList<>();
    boolean allowed;
    boolean stuck;
    boolean readOnly;
    boolean addressHere;
    int swaps;
    String live = "old";
    String failing = "";
    String answering = "";
    List<String> open = List.of();
    Runnable before = () -> {};

    @Override
    public List<Service> services() {
      return List.of(
          new Service("pbx/core", Duration.ofSeconds(20)),
          new Service("pbx/web", Duration.ofSeconds(10)));
    }

    @Override
    public List<ServiceView> views() {
      return services().stream()
          .map(s -> new ServiceView(
              s.id(),
              running.contains(s.id()) ? ServiceView.State.RUNNING : ServiceView.State.STOPPED,
              "",
              Duration.ZERO))
          .toList();
    }

    @Override
    public boolean anyRuns() {
      return !running.isEmpty();
    }

    @Override
    public String startService(String id) throws IOException {
      before.run();
      if (!allowed) {
        throw new IOException("services are held down");
      }
      if (id.equals(failing)) {
        throw new IOException("its check did not hold");
      }
      if (running.add(id)) {
        deeds.add("start " + id + " on " + live);
      }
      before.run();
      return "runs";
    }

    @Override
    public String stopServices() throws IOException {
      before.run();
      if (stuck) {
        throw new IOException("pbx/core still answers");
      }
      running.clear();
      return "stopped";
    }

    @Override
    public void allow(Epoch epoch) {
      allowed = true;
    }

    @Override
    public void forbid() throws IOException {
      allowed = false;
      if (readOnly) {
        throw new IOException("the file system is read-only");
      }
    }

    @Override
    public boolean fenceCommand() {
      return true;
    }

    @Override
    public String fence(String peer, Epoch epoch) {
      before.run();
      deeds.add("fence");
      return "fenced";
    }

    @Override
    public List<String> openIn() {
      return open;
    }

    @Override
    public List<String> obstacles(List<Placement> placements) {
      return List.of();
    }

    @Override
    public String swap(Epoch epoch, List<Placement> placements) throws IOException {
      before.run();
      if (placements.isEmpty()) {
        throw new IOException("nothing to swap");
      }
      if (live.equals("old")) {
        live = "generation 7";
        swaps++;
      }
      before.run();
      return "swapped";
    }

    @Override
    public String addressesUp() {
      before.run();
      addressHere = true;
      return "up";
    }

    @Override
    public String addressesDown() {
      addressHere = false;
      return "down";
    }

    @Override
    public String answeredElsewhere() {
      return answering;
    }

    @Override
    public boolean gatewayAnswers(String gateway) {
      return true;
    }
  }
}
