package dev.bcs.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses as people write them. */
class AddressTest {
  @Test
  void readsWhatSettingsMayHold() {
    assertThat(show("10.0.0.2")).isEqualTo("10.0.0.2:7400");
    assertThat(show("10.0.0.2:99")).isEqualTo("10.0.0.2:99");
    assertThat(show("localhost:99")).isEqualTo("127.0.0.1:99");
    assertThat(show("fd00::2")).isEqualTo("[fd00:0:0:0:0:0:0:2]:7400");
    assertThat(show("[fd00::2]:99")).isEqualTo("[fd00:0:0:0:0:0:0:2]:99");
    assertThat(show("[fd00::2]")).isEqualTo("[fd00:0:0:0:0:0:0:2]:7400");
    assertThat(Address.parse(":99", 7400).getAddress().isAnyLocalAddress()).isTrue();
  }

  @Test
  void refusesNamesAndNonsense() {
    for (String text : List.of(
        "wave-b",
        "wave-b.example:7400",
        "300.1.1.1",
        "10.0.0.2:x",
        "10.0.0.2:70000",
        "10.0.0.2:-1",
        "[fd00::zz]:7400",
        ":::")) {
      assertThatThrownBy(() -> Address.parse(text, 7400))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\nhint: ");
    }
  }

  private static String show(String text) {
    return Address.show(Address.parse(text, 7400));
  }
}
