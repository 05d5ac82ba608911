package dev.bcs.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.ledger.Ledger;
import dev.bcs.time.ManualClocks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, their passwords, and those who guess. */
class UsersTest {
  private static final String GOOD = "correct horse";

  @TempDir
  Path folder;

  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T10:00:00Z"));
  private Ledger ledger;
  private Users users;

  @BeforeEach
  void open() {
    ledger = Ledger.open(folder.resolve("bcs.sqlite"), UnitTables.MIGRATIONS);
    users = new Users(ledger, Identity.of(ledger, "wave-a"), clocks);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void aUserSignsInWithHisPasswordAndKeepsHisRight() {
    users.add("ann", Right.OPERATOR, GOOD.toCharArray());
    users.add("noc", Right.VIEWER, GOOD.toCharArray());
    assertThat(signIn("ann", GOOD)).contains(new Users.User("ann", Right.OPERATOR));
    assertThat(signIn("noc", GOOD)).contains(new Users.User("noc", Right.VIEWER));
    assertThat(signIn("noc", "wrong horse")).isEmpty();
    assertThat(signIn("noc", "")).isEmpty();
    assertThat(signIn("noc", GOOD.repeat(9))).isEmpty();
    assertThat(signIn("nobody", "nobody has this password")).isEmpty();
    assertThat(users.list()).extracting(Users.User::name).containsExactly("ann", "noc");
  }

  @Test
  void aNewPasswordTakesThePlaceOfTheOldInEveryForm() {
    users.add("ann", Right.OPERATOR, GOOD.toCharArray());
    byte[] before = users.snmpUsers().get(0).auth();
    users.passwd("ann", "battery staple".toCharArray());
    assertThat(signIn("ann", GOOD)).isEmpty();
    assertThat(signIn("ann", "battery staple")).isPresent();
    assertThat(users.snmpUsers().get(0).auth()).hasSize(32).isNotEqualTo(before);
    assertThat(users.snmpUsers().get(0).priv()).hasSize(16);
    users.remove("ann");
    assertThat(users.list()).isEmpty();
    assertThat(signIn("ann", "battery staple")).isEmpty();
  }

  @Test
  void keysForOtherEnginesAreKeptOfViewersOnly() {
    users.add("ann", Right.OPERATOR, GOOD.toCharArray());
    users.add("noc", Right.VIEWER, GOOD.toCharArray());
    byte[] engine = {1, 2, 3, 4, 5};
    assertThat(users.snmpUserAt("ann", engine)).isEmpty();
    assertThat(users.snmpUserAt("noc", engine).orElseThrow().auth())
        .isNotEqualTo(users.snmpUsers().get(1).auth());
    byte[] own = Identity.of(ledger, "wave-a").engineId();
    assertThat(users.snmpUserAt("noc", own).orElseThrow().auth())
        .isEqualTo(users.snmpUsers().get(1).auth());
  }

  @Test
  void guessingIsSlowedDownPerUserAndAddress() {
    users.add("ann", Right.VIEWER, GOOD.toCharArray());
    for (int i = 0; i < 5; i++) {
      assertThat(signIn("ann", "wrong horse")).isEmpty();
    }
    assertThat(signIn("ann", GOOD))
        .as("the sixth within a second is turned away")
        .isEmpty();
    assertThat(users.signIn("ann", GOOD.toCharArray(), "192.0.2.9")).isPresent();
    clocks.advance(Duration.ofMillis(1001));
    assertThat(signIn("ann", "wrong horse")).isEmpty();
    clocks.advance(Duration.ofMillis(1500));
    assertThat(signIn("ann", GOOD)).as("now it is two seconds").isEmpty();
    clocks.advance(Duration.ofMillis(501));
    assertThat(signIn("ann", GOOD)).isPresent();
    assertThat(signIn("ann", "wrong horse")).isEmpty();
    assertThat(signIn("ann", GOOD)).as("success forgives").isPresent();
  }

  @Test
  void theThrottleForgetsTheOldestWhenItIsFull() {
    Throttle throttle = new Throttle(clocks);
    for (int i = 0; i < 5; i++) {
      throttle.failed("first");
    }
    assertThat(throttle.wait("first")).isEqualTo(Duration.ofSeconds(1));
    for (int i = 0; i < 40; i++) {
      throttle.failed("first");
    }
    assertThat(throttle.wait("first")).isEqualTo(Duration.ofMinutes(5));
    for (int i = 0; i < 5000; i++) {
      throttle.failed("another " + i);
    }
    assertThat(throttle.wait("first")).isZero();
  }

  @Test
  void refusesWeakPasswordsAndOddNamesWithAHint() {
    for (String name : List.of("", "9lives", "a b", "x".repeat(33), "a/b", "é")) {
      assertThatThrownBy(() -> users.add(name, Right.VIEWER, GOOD.toCharArray()))
          .hasMessageContaining("cannot be used\nhint: ");
    }
    assertThatThrownBy(() -> users.add("ann", Right.VIEWER, "1234567".toCharArray()))
        .hasMessageContaining("too short\nhint: at least 8");
    assertThatThrownBy(() -> users.add("ann", Right.VIEWER, "é".repeat(37).toCharArray()))
        .hasMessageContaining("too long\nhint: at most 72 bytes");
    users.add("ann", Right.VIEWER, GOOD.toCharArray());
    assertThatThrownBy(() -> users.add("ann", Right.OPERATOR, GOOD.toCharArray()))
        .hasMessageContaining("there is a user ann already\nhint: ");
    assertThatThrownBy(() -> users.passwd("bob", GOOD.toCharArray()))
        .hasMessageContaining("there is no user bob\nhint: ");
    assertThatThrownBy(() -> users.remove("bob")).hasMessageContaining("there is no user bob");
    assertThatThrownBy(() -> Right.ofWord("admin")).hasMessageContaining("viewer|operator");
  }

  @Test
  void tellsOfEveryChangeEvenIfAListenerFails() {
    List<String> told = new ArrayList<>();
    users.onChange(() -> {
      throw new IllegalStateException("this door is broken");
    });
    users.onChange(() -> told.add("changed to " + users.list().size()));
    users.add("ann", Right.VIEWER, GOOD.toCharArray());
    users.passwd("ann", "battery staple".toCharArray());
    users.remove("ann");
    assertThat(told).containsExactly("changed to 1", "changed to 1", "changed to 0");
  }

  private java.util.Optional<Users.User> signIn(String name, String password) {
    return users.signIn(name, password.toCharArray(), "192.0.2.1");
  }
}
