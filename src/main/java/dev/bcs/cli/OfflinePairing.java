package dev.bcs.cli;

import dev.bcs.config.ConfigFile;
import dev.bcs.config.Settings;
import dev.bcs.link.Address;
import dev.bcs.link.LinkSettings;
import dev.bcs.link.PairingGuest;
import dev.bcs.link.PairingHost;
import dev.bcs.link.PairingSide;
import dev.bcs.link.PairingTerms;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes the pair in this process, at the first installation, when no daemon runs yet.
 *
 * <p>Only the record of the pair is stored; the role that it names is taken up when the daemon
 * starts, by the rules of every start.
 */
final class OfflinePairing {
  private static final Duration GLANCE = Duration.ofSeconds(1);

  private OfflinePairing() {}

  static ExitCode invite(Bcs bcs, boolean yes) throws IOException {
    Terminal terminal = bcs.terminal();
    try (OfflineUnit unit = OfflineUnit.open(bcs)) {
      Consent.get(bcs, unit.settings(), yes);
      Queue<String> refused = new ConcurrentLinkedQueue<>();
      try (PairingHost host = PairingHost.open(
          unit.settings().link(),
          side(bcs, unit),
          (from, why) -> refused.add("refused " + from + ": " + Shown.firstLine(why)),
          terminal.clocks())) {
        Instant until = terminal.clocks().now().plus(host.left());
        InvitationWatch.show(terminal, host.code(), until, host.ports().get(0));
        Optional<Pairing> made = Optional.empty();
        while (made.isEmpty() && host.state() == PairingHost.State.OPEN) {
          made = awaited(host);
          InvitationWatch.showLeft(terminal, until);
          tell(terminal, refused);
        }
        tell(terminal, refused);
        return end(terminal, unit.settings(), host, made);
      }
    }
  }

  private static Optional<Pairing> awaited(PairingHost host) {
    try {
      return host.await(GLANCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed(ExitCode.INTERRUPTED, "the invitation is withdrawn");
    }
  }

  private static void tell(Terminal terminal, Queue<String> refused) {
    for (String line = refused.poll(); line != null; line = refused.poll()) {
      terminal.tell(line);
    }
  }

  private static ExitCode end(
      Terminal terminal, Settings settings, PairingHost host, Optional<Pairing> made) {
    // Stored, and only its last word still on its way.
    Optional<Pairing> pair = made.isPresent() ? made : awaited(host);
    if (pair.isPresent()) {
      return paired(terminal, settings, pair.get());
    }
    throw host.state() == PairingHost.State.CLOSED
        ? InvitationWatch.closed()
        : InvitationWatch.expired();
  }

  static ExitCode accept(Bcs bcs, InetSocketAddress there, String code, boolean yes)
      throws IOException {
    try (OfflineUnit unit = OfflineUnit.open(bcs)) {
      Consent.get(bcs, unit.settings(), yes);
      Pairing made =
          PairingGuest.accept(there, code, side(bcs, unit), bcs.terminal().clocks());
      return paired(bcs.terminal(), unit.settings(), made);
    }
  }

  private static ExitCode paired(Terminal terminal, Settings settings, Pairing made) {
    terminal.say("paired with " + made.peerName() + " as " + made.pair() + "; this unit, "
        + settings.unit().name() + ", is " + made.firstRole().word());
    terminal.say("start it with: bcs run, or its service");
    return ExitCode.DONE;
  }

  private static PairingSide side(Bcs bcs, OfflineUnit unit) {
    Keys keys = Keys.of(
        unit.home(), unit.settings().unit().name(), bcs.terminal().clocks().now());
    return new PairingSide(
        keys,
        PairingTerms.of(unit.identity(), unit.settings().unit()),
        Pairing.of(unit.ledger()),
        pairing -> pairing.store(unit.ledger()));
  }

  /** Where the other unit finds this one's invitation, as far as the configuration says. */
  static int port(Bcs bcs) {
    return ConfigFile.read(bcs.config, bcs.home)
        .settings()
        .flatMap(settings -> settings.link().listen().stream().findFirst())
        .map(listen -> Address.parse(listen, LinkSettings.PORT).getPort())
        .orElse(LinkSettings.PORT);
  }
}
