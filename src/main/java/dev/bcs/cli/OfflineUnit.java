package dev.bcs.cli;

import dev.bcs.config.Settings;
import dev.bcs.daemon.Tables;
import dev.bcs.ledger.Ledger;
import dev.bcs.unit.Home;
import dev.bcs.unit.Identity;
import dev.bcs.unit.UnitException;
import java.nio.file.AccessDeniedException;

/** This unit while no daemon runs: its home is claimed, so that none starts meanwhile. */
final class OfflineUnit implements AutoCloseable {
  private final Home home;
  private final Settings settings;
  private final Home.Claim claim;
  private final Ledger ledger;

  private OfflineUnit(Home home, Settings settings, Home.Claim claim, Ledger ledger) {
    this.home = home;
    this.settings = settings;
    this.claim = claim;
    this.ledger = ledger;
  }

  static OfflineUnit open(Bcs bcs) {
    Settings settings = bcs.settings();
    Home home = prepared(bcs.home());
    Home.Claim claim = claimed(home);
    try {
      return new OfflineUnit(home, settings, claim, Ledger.open(home.ledger(), Tables.ALL));
    } catch (RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private static Home prepared(Home home) {
    try {
      return home.prepare();
    } catch (UnitException e) {
      if (e.getCause() instanceof AccessDeniedException) {
        throw new CommandFailed(ExitCode.NOT_PERMITTED, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static Home.Claim claimed(Home home) {
    try {
      return home.claim();
    } catch (UnitException held) {
      throw new CommandFailed(
          ExitCode.NO_DAEMON,
          "a bcs uses the home " + home.directory() + ", but does not answer",
          "it may be starting or stopping, or another command works there: try again");
    }
  }

  Home home() {
    return home;
  }

  Settings settings() {
    return settings;
  }

  Ledger ledger() {
    return ledger;
  }

  Identity identity() {
    return Identity.of(ledger, settings.unit().name());
  }

  @Override
  public void close() {
    try {
      ledger.close();
    } finally {
      claim.close();
    }
  }
}
