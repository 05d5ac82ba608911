package dev.bcs.daemon;

import dev.bcs.config.Settings;
import dev.bcs.ledger.Ledger;
import dev.bcs.status.EventLog;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running unit.
 *
 * <p>{@link #start} opens everything or nothing. {@link #close} may be called from any thread, also
 * during a start that hangs, and twice.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final Settings settings;
  private final Home home;
  private final Clocks clocks = Clocks.system();
  private final Stack opened = new Stack();

  public Daemon(Settings settings, Home home) {
    this.settings = settings;
    this.home = home;
  }

  /** The version of this program; "dev" where it was not built as a jar. */
  public static String version() {
    String version = Daemon.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  /**
   * Brings the unit up.
   *
   * @throws IOException with a sentence if a port, a file or the store stands in the way
   * @throws dev.bcs.unit.UnitException if the home cannot be used
   * @throws dev.bcs.ledger.LedgerException if the ledger cannot be used
   */
  public void start() throws IOException {
    try {
      home.prepare();
      Home.Claim claim = opened.push("claim", home.claim());
      LOG.debug("{} is claimed: {}", home.directory(), claim);
      Ledger ledger = opened.push("ledger", Ledger.open(home.ledger(), Tables.ALL));
      Identity identity = Identity.start(ledger, settings.unit().name());
      Keys keys = Keys.of(home, identity.name(), clocks.now());
      EventLog log =
          opened.push("events", new EventLog(ledger, clocks, settings.unit().pair()));
      log.start();
      Base base = new Base(settings, home, clocks, ledger, identity, keys, log);
      Rooms rooms = new Rooms(base, opened);
      Windows windows = new Windows(base, rooms, opened);
      windows.start();
      rooms.start();
      LOG.info(
          "{} of {} runs: bcs {}, {}",
          settings.unit().name(),
          settings.unit().pair(),
          version(),
          Pairing.of(ledger).map(Pairing::toString).orElse("no peer yet"));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What every room is built on. */
  record Base(
      Settings settings,
      Home home,
      Clocks clocks,
      Ledger ledger,
      Identity identity,
      Keys keys,
      EventLog log) {
    Optional<Pairing> pairing() {
      return Pairing.of(ledger);
    }
  }

  @Override
  public void close() {
    opened.close();
  }
}
