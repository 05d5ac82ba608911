package dev.bcs.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit's key is made once, whole, and for its owner only. */
class KeysTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir
  Path folder;

  @Test
  void areMadeOnceAndReadFromThenOn() throws IOException {
    Home home = Home.at(folder).prepare();
    Keys made = Keys.of(home, "wave-a", NOW);
    Keys read = Keys.of(home, "wave-a", NOW.plusSeconds(99));
    assertThat(read.fingerprint()).isEqualTo(made.fingerprint()).hasSize(32);
    assertThat(made.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(made.certificate().getSubjectX500Principal().getName()).contains("CN=wave-a");
    assertThat(made.certificate().getNotAfter().toInstant())
        .isEqualTo(Instant.parse("2046-11-22T10:00:00Z"));
    for (String name : new String[] {"unit.p12", "unit.secret"}) {
      Path file = home.keys().resolve(name);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(home.keys().toFile().list()).containsExactlyInAnyOrder("unit.p12", "unit.secret");
  }

  @Test
  void aCrashBetweenTheFilesIsMendedByTheNextStart() throws IOException {
    Home home = Home.at(folder).prepare();
    Keys.of(home, "wave-a", NOW);
    Files.delete(home.keys().resolve("unit.p12"));
    Files.writeString(home.keys().resolve("unit.p12.new"), "torn");
    assertThat(Keys.of(home, "wave-a", NOW).fingerprint()).hasSize(32);
    assertThat(home.keys().resolve("unit.p12.new")).doesNotExist();
  }

  @Test
  void aDamagedKeyFileIsNamedAndNeverReplaced() throws IOException {
    Home home = Home.at(folder).prepare();
    Path file = Files.writeString(home.keys().resolve("unit.p12"), "damaged");
    Files.writeString(home.keys().resolve("unit.secret"), "0123456789abcdef");
    assertThatThrownBy(() -> Keys.of(home, "wave-a", NOW))
        .isInstanceOf(UnitException.class)
        .hasMessageContaining("unit.p12 cannot be used")
        .hasMessageContaining("\nhint: restore the folder keys/");
    assertThat(file).hasContent("damaged");
  }

  @Test
  void thePairingSurvivesRestarts() {
    Home peer = Home.at(folder.resolve("peer")).prepare();
    Keys peerKeys = Keys.of(peer, "wave-b", NOW);
    Pairing pairing = new Pairing(
        "hq-pbx", UUID.randomUUID(), "wave-b", peerKeys.certificate(), new byte[32], true, NOW);
    Path file = folder.resolve("bcs.sqlite");
    try (Ledger ledger = Ledger.open(file, UnitTables.MIGRATIONS)) {
      assertThat(Pairing.of(ledger)).isEmpty();
      pairing.store(ledger);
    }
    try (Ledger ledger = Ledger.open(file, UnitTables.MIGRATIONS)) {
      Pairing read = Pairing.of(ledger).orElseThrow();
      assertThat(read).isEqualTo(pairing);
      assertThat(read.peerCertificate()).isEqualTo(peerKeys.certificate());
      assertThat(read.firstRole()).isEqualTo(Role.PRIMARY);
      assertThat(read.id()).hasSize(16);
      assertThat(read.toString()).doesNotContain("0000000000000000000000000000000000000000");
    }
  }
}
