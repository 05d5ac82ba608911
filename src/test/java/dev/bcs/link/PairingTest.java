package dev.bcs.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.time.Clocks;
import dev.bcs.time.ManualClocks;
import dev.bcs.unit.Pairing;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a pair is made, and all the ways in which it is not. */
class PairingTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final LinkSettings ANYWHERE = new LinkSettings(List.of("127.0.0.1:0"), List.of());

  @TempDir
  Path folder;

  private final List<String> refused = new CopyOnWriteArrayList<>();
  private TestUnit a;
  private TestUnit b;

  @BeforeEach
  void open() {
    a = new TestUnit(folder.resolve("a"), "wave-a", "primary");
    b = new TestUnit(folder.resolve("b"), "wave-b", "secondary");
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  @Test
  void bothStoreTheSamePairAndTheLinkStandsAlsoAfterARestart() throws Exception {
    try (PairingHost host = invite(a.side())) {
      String typed = host.code().toLowerCase(Locale.ROOT).replace("-", " ");
      Pairing atB = accept(host, typed, b.side());
      Pairing atA = host.await(LIMIT).orElseThrow();
      assertThat(host.state()).isEqualTo(PairingHost.State.USED);
      assertThat(atA.firstRole()).isEqualTo(Role.PRIMARY);
      assertThat(atB.firstRole()).isEqualTo(Role.SECONDARY);
      assertThat(atA.beatKey()).isEqualTo(atB.beatKey()).isNotEqualTo(new byte[32]);
      assertThat(atA.id()).isEqualTo(atB.id());
      assertThat(atA.peerName()).isEqualTo("wave-b");
      assertThat(atB.peerName()).isEqualTo("wave-a");
    }
    a = a.restarted();
    b = b.restarted();
    assertLinked();
  }

  @Test
  void whoInvitesMayAsWellBeTheSecondary() throws Exception {
    try (PairingHost host = invite(b.side())) {
      assertThat(accept(host, host.code(), a.side()).firstRole()).isEqualTo(Role.PRIMARY);
      assertThat(host.await(LIMIT).orElseThrow().firstRole()).isEqualTo(Role.SECONDARY);
    }
  }

  @Test
  void aUsedCodeIsRefused() throws Exception {
    try (PairingHost host = invite(a.side());
        TestUnit c = new TestUnit(folder.resolve("c"), "wave-c", "secondary")) {
      accept(host, host.code(), b.side());
      assertThatThrownBy(() -> accept(host, host.code(), c.side()))
          .isInstanceOf(PairingRefused.class)
          .hasMessageContaining("the code was used already\nhint: ");
      assertThat(Pairing.of(c.ledger)).isEmpty();
      assertThat(refused).anyMatch(why -> why.contains("used already"));
    }
  }

  @Test
  void fiveWrongCodesCloseTheInvitationForTheRightOneToo() throws Exception {
    try (PairingHost host = invite(a.side())) {
      String wrong = Invitation.by(a.keys.fingerprint()).code();
      for (int i = 1; i <= 5; i++) {
        String count = "the code is wrong (" + i + " of 5)";
        assertThatThrownBy(() -> accept(host, wrong, b.side()))
            .isInstanceOf(PairingRefused.class)
            .hasMessageContaining(count);
      }
      assertThat(refused).hasSize(5);
      assertThat(host.state()).isEqualTo(PairingHost.State.CLOSED);
      assertThat(host.await(LIMIT)).isEmpty();
      assertThatThrownBy(() -> accept(host, host.code(), b.side()))
          .hasMessageContaining("closed after five wrong codes");
      assertThat(Pairing.of(a.ledger)).isEmpty();
      assertThat(Pairing.of(b.ledger)).isEmpty();
    }
  }

  @Test
  void aCodeThatNamesAnotherUnitIsCountedButNothingIsProved() throws Exception {
    try (PairingHost host = invite(a.side())) {
      String elsewhere = Invitation.by(b.keys.fingerprint()).code();
      assertThatThrownBy(() -> accept(host, elsewhere, b.side()))
          .hasMessageContaining("the code is wrong (1 of 5)");
      assertThat(accept(host, host.code(), b.side())).isNotNull();
    }
  }

  @Test
  void anInvitationExpiresAfterFifteenMinutes() throws Exception {
    ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T10:00:00Z"));
    try (PairingHost host =
        PairingHost.open(ANYWHERE, a.side(), (from, why) -> refused.add(why), clocks)) {
      clocks.advance(Duration.ofMinutes(14));
      assertThat(host.left()).isEqualTo(Duration.ofMinutes(1));
      clocks.advance(Duration.ofSeconds(61));
      assertThatThrownBy(() -> accept(host, host.code(), b.side()))
          .isInstanceOf(PairingRefused.class)
          .hasMessageContaining("the invitation has expired");
      assertThat(host.state()).isEqualTo(PairingHost.State.EXPIRED);
      assertThat(host.left()).isZero();
    }
  }

  @Test
  void termsThatDoNotFitAreRefusedBeforeAnythingIsStored() throws Exception {
    try (PairingHost host = invite(a.side())) {
      UUID id = b.identity.unitId();
      refusedWith(
          host, new PairingTerms(id, "wave-b", "primary", "hq-pbx"), "prefer to be primary");
      refusedWith(host, new PairingTerms(id, "wave-a", "secondary", "hq-pbx"), "both units are");
      refusedWith(host, new PairingTerms(id, "wave-b", "secondary", "lab"), "\"hq-pbx\" here and");
      refusedWith(host, new PairingTerms(id, "wave b", "secondary", "hq-pbx"), "cannot be used");
      refusedWith(
          host,
          new PairingTerms(a.identity.unitId(), "wave-b", "secondary", "hq-pbx"),
          "paired with itself");
      assertThat(host.state()).isEqualTo(PairingHost.State.OPEN);
    }
    a.terms = new PairingTerms(a.identity.unitId(), "wave-a", "", "hq-pbx");
    try (PairingHost host = invite(a.side())) {
      refusedWith(host, b.terms, "neither unit says");
    }
  }

  @Test
  void aHostThatDiesBeforeItStoredIsRepairedByInvitingAgain() throws Exception {
    PairingSide dies = a.side(pairing -> {
      throw new IllegalStateException("power cut");
    });
    try (PairingHost host = invite(dies)) {
      assertThatThrownBy(() -> accept(host, host.code(), b.side()))
          .isInstanceOf(PairingRefused.class)
          .hasMessageContaining("power cut")
          .hasMessageContaining("invite and accept again");
      assertThat(Pairing.of(a.ledger)).isEmpty();
      assertThat(Pairing.of(b.ledger)).isPresent();
    }
    try (PairingHost host = invite(a.side())) {
      assertThat(accept(host, host.code(), b.side()).id()).isEqualTo(a.pairing().id());
    }
    assertLinked();
  }

  @Test
  void aGuestThatDiesBeforeItStoredLeavesNothingAnywhere() throws Exception {
    PairingSide dies = b.side(pairing -> {
      throw new IllegalStateException("power cut");
    });
    try (PairingHost host = invite(a.side())) {
      assertThatThrownBy(() -> accept(host, host.code(), dies)).hasMessage("power cut");
      Awaitility.await().atMost(LIMIT).until(() -> !refused.isEmpty());
      assertThat(Pairing.of(a.ledger)).isEmpty();
      assertThat(accept(host, host.code(), b.side()))
          .as("the code still serves")
          .isNotNull();
    }
    assertLinked();
  }

  @Test
  void aLostLastWordLeavesThePairOnBothSides() throws Exception {
    Relay[] path = new Relay[1];
    PairingSide cutsAfterStoring = a.side(pairing -> {
      pairing.store(a.ledger);
      path[0].cut();
    });
    try (PairingHost host = invite(cutsAfterStoring);
        Relay relay = new Relay(host.ports().get(0))) {
      path[0] = relay;
      InetSocketAddress there =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port());
      PairingGuest.accept(there, host.code(), b.side(), Clocks.system());
      assertThat(host.await(LIMIT)).isPresent();
      assertThat(a.pairing().id()).isEqualTo(b.pairing().id());
    }
    assertLinked();
  }

  @Test
  void aPairedUnitIsNotPairedWithAThirdNorInAnotherRole() throws Exception {
    TestUnit.pair(a, b);
    try (PairingHost host = invite(a.side());
        TestUnit c = new TestUnit(folder.resolve("c"), "wave-c", "secondary")) {
      assertThatThrownBy(() -> accept(host, host.code(), c.side()))
          .hasMessageContaining("wave-a is paired with wave-b already");
      assertThat(Pairing.of(c.ledger)).isEmpty();
    }
    a.terms = new PairingTerms(a.identity.unitId(), "wave-a", "secondary", "hq-pbx");
    b.terms = new PairingTerms(b.identity.unitId(), "wave-b", "primary", "hq-pbx");
    try (PairingHost host = invite(a.side())) {
      assertThatThrownBy(() -> accept(host, host.code(), b.side()))
          .hasMessageContaining("made with the unit wave-a as primary");
    }
  }

  @Test
  void aMistypedCodeIsRefusedBeforeAnybodyIsAsked() {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    String code = Invitation.by(a.keys.fingerprint()).code();
    assertThatThrownBy(
            () -> PairingGuest.accept(nowhere, code.substring(1), b.side(), Clocks.system()))
        .hasMessageContaining("has 31 letters, not 32\nhint: ");
    assertThatThrownBy(() -> PairingGuest.accept(nowhere, "0" + code, b.side(), Clocks.system()))
        .hasMessageContaining("cannot hold \"0\"\nhint: ");
    assertThatThrownBy(() -> PairingGuest.accept(nowhere, code, b.side(), Clocks.system()))
        .hasMessageContaining("nobody answers at 127.0.0.1:1")
        .hasMessageContaining("\nhint: ");
  }

  @Test
  void codesReadAsTheyAreWrittenAndEachIsNew() throws Exception {
    byte[] fingerprint = a.keys.fingerprint();
    String code = Invitation.by(fingerprint).code();
    assertThat(code).matches("([A-HJ-NP-Z2-9]{4}-){7}[A-HJ-NP-Z2-9]{4}");
    assertThat(Invitation.typed(code).code()).isEqualTo(code);
    assertThat(Invitation.typed(code).isFrom(fingerprint)).isTrue();
    assertThat(Invitation.typed(code).isFrom(b.keys.fingerprint())).isFalse();
    assertThat(Invitation.by(fingerprint).code()).isNotEqualTo(code);
    Invitation invitation = Invitation.typed(code);
    byte[] other = "another".getBytes(StandardCharsets.UTF_8);
    assertThat(invitation.proofOfGuest(fingerprint, other))
        .isNotEqualTo(invitation.proofOfHost(fingerprint, other))
        .isNotEqualTo(invitation.proofOfGuest(other, fingerprint));
  }

  private void refusedWith(PairingHost host, PairingTerms terms, String sentence) {
    PairingSide side =
        new PairingSide(b.keys, terms, Pairing.of(b.ledger), pairing -> pairing.store(b.ledger));
    assertThatThrownBy(() -> accept(host, host.code(), side))
        .isInstanceOf(PairingRefused.class)
        .hasMessageContaining(sentence)
        .hasMessageContaining("\nhint: ");
    assertThat(Pairing.of(a.ledger)).isEmpty();
    assertThat(Pairing.of(b.ledger)).isEmpty();
  }

  private void assertLinked() throws IOException {
    try (Link linkB = b.link("127.0.0.1:0")) {
      linkB.on("say", body -> body);
      linkB.start();
      try (Link linkA = a.link("127.0.0.1:0", "127.0.0.1:" + linkB.ports().get(0))) {
        linkA.start();
        Awaitility.await().atMost(LIMIT).until(linkA::connected);
        assertThat(linkA.call("say", new byte[] {7}, LIMIT)).containsExactly(7);
      }
    }
  }

  private PairingHost invite(PairingSide side) throws IOException {
    return PairingHost.open(ANYWHERE, side, (from, why) -> refused.add(why), Clocks.system());
  }

  private static Pairing accept(PairingHost host, String code, PairingSide side)
      throws IOException {
    InetSocketAddress there =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), host.ports().get(0));
    return PairingGuest.accept(there, code, side, Clocks.system());
  }
}
