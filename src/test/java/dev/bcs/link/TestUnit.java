package dev.bcs.link;

import dev.bcs.ledger.Ledger;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Home;
import dev.bcs.unit.Identity;
import dev.bcs.unit.Keys;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.UnitSettings;
import dev.bcs.unit.UnitTables;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A unit with a real home, for tests of the road between two. */
final class TestUnit implements AutoCloseable {
  final Path folder;
  final String name;
  final Ledger ledger;
  final Keys keys;
  final Identity identity;
  PairingTerms terms;

  TestUnit(Path folder, String name, String role) {
    this.folder = folder;
    this.name = name;
    Home home = Home.at(folder).prepare();
    ledger = Ledger.open(home.ledger(), UnitTables.MIGRATIONS);
    keys = Keys.of(home, name, Clocks.system().now());
    identity = Identity.start(ledger, name);
    terms = PairingTerms.of(identity, new UnitSettings(name, "", "", "hq-pbx", role));
  }

  /** The same unit after a restart. */
  TestUnit restarted() {
    close();
    return new TestUnit(folder, name, terms.preferredRole());
  }

  PairingSide side() {
    return side(pairing -> pairing.store(ledger));
  }

  PairingSide side(PairingSide.Keep keep) {
    return new PairingSide(keys, terms, Pairing.of(ledger), keep);
  }

  Pairing pairing() {
    return Pairing.of(ledger).orElseThrow();
  }

  /** A link as the daemon makes it, from what is stored. */
  Link link(String listen, String... peers) {
    return new Link(
        new LinkSettings(List.of(listen), List.of(peers)),
        keys.mutual(pairing().peerCertificate()),
        PairInfo.of(pairing(), identity),
        Clocks.system());
  }

  /** Stores the pair on both without a talk. */
  static void pair(TestUnit one, TestUnit other) {
    byte[] key = new byte[Pairing.BEAT_KEY_BYTES];
    key[0] = 7;
    one.pairedWith(other, key);
    other.pairedWith(one, key);
  }

  private void pairedWith(TestUnit peer, byte[] key) {
    UUID peerId = peer.identity.unitId();
    new Pairing(
            "hq-pbx",
            peerId,
            peer.name,
            peer.keys.certificate(),
            key,
            terms.primary(),
            Clocks.system().now())
        .store(ledger);
  }

  @Override
  public void close() {
    ledger.close();
  }
}
