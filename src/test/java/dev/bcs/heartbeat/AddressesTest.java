package dev.bcs.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and limits as people write them, and mistakes in them. */
class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.2, 10.0.0.2, 7400",
    "10.0.0.2:99, 10.0.0.2, 99",
    "localhost:5, 127.0.0.1, 5",
    "[fe80::1]:9, fe80:0:0:0:0:0:0:1, 9",
    "fe80::1, fe80:0:0:0:0:0:0:1, 7400"
  })
  void addressesAreRead(String text, String host, int port) {
    InetSocketAddress read = Addresses.read(text);
    assertThat(read.getAddress().getHostAddress()).isEqualTo(host);
    assertThat(read.getPort()).isEqualTo(port);
  }

  @Test
  void aPortAloneListensEverywhere() {
    assertThat(Addresses.read(":7400").getAddress().isAnyLocalAddress()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wave-b",
        "wave-b.example.com:7400",
        "10.0.0.300",
        "10.0.0.2:x",
        "10.0.0.2:70000",
        "10.0.0.2:"
      })
  void whatIsNoAddressIsRefusedWithAHint(String text) {
    assertThatThrownBy(() -> Addresses.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("hint: ");
  }

  @Test
  void limitsThatCannotWorkAreSaid() {
    assertThat(new HeartbeatSettings(
                Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3))
            .problems())
        .isEmpty();
    assertThat(new HeartbeatSettings(
                Duration.ofMillis(250), Duration.ofMillis(300), Duration.ofMillis(300))
            .problems())
        .hasSize(2);
    assertThat(new HeartbeatSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3))
            .problems())
        .singleElement()
        .asString()
        .contains("interval")
        .contains("hint: ");
  }
}
