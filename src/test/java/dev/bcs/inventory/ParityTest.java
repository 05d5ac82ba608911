package dev.bcs.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.link.Calls;
import dev.bcs.link.Handler;
import dev.bcs.time.ManualClocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two units that are alike, differ, or do not know. */
class ParityTest {
  private final ManualClocks clocks = new ManualClocks(Instant.parse("2026-11-22T08:00:00Z"));
  private final Wire wire = new Wire();

  /** Both ends of a link in one process. */
  private static final class Wire implements Calls {
    private final Map<String, Handler> handlers = new HashMap<>();
    private boolean cut;

    @Override
    public byte[] call(String verb, byte[] body, Duration limit) throws IOException {
      Handler handler = handlers.get(verb);
      if (cut || handler == null) {
        throw new IOException("no path works");
      }
      return handler.answer(body);
    }

    @Override
    public boolean connected() {
      return !cut;
    }
  }

  private Parity unit(String version, List<String> datasets, String... software) {
    return new Parity(
        new InventorySettings(List.of(software)), version, List.of("pbx/pbx"), datasets, clocks);
  }

  private static String[] sh(String line) {
    return new String[] {"/bin/sh", "-c", line};
  }

  private Parity peer(String version, String... software) {
    Parity peer = unit(version, List.of("pbx/mail"), software);
    peer.register(wire.handlers::put);
    return peer;
  }

  @Test
  void likeUnitsAreAlike() {
    peer("0.1.0", sh("echo pbx = 5.0; echo hotfix 17"));
    Parity here = unit("0.1.0", List.of("pbx/mail"), sh("echo hotfix 17; echo pbx=5.0"));
    assertThat(here.view().state()).isEqualTo(ParityView.State.UNKNOWN);
    assertThat(here.refresh(wire)).isTrue();
    assertThat(here.view().state()).isEqualTo(ParityView.State.ALIKE);
    assertThat(here.refresh(wire)).isFalse();
  }

  @Test
  void everyDifferenceIsNamedWithBothValues() {
    peer("0.2.0", sh("echo pbx=5.0; echo hotfix 17"));
    Parity here = unit("0.1.0", List.of("pbx/mail", "pbx/logs"), sh("echo pbx=5.1"));
    here.refresh(wire);
    assertThat(here.view().state()).isEqualTo(ParityView.State.DIFFERENT);
    assertThat(here.view().differences())
        .containsExactly(
            new Difference("bcs", "0.1.0", "0.2.0"),
            new Difference("dataset pbx/logs", "configured", ""),
            new Difference("software hotfix 17", "", "present"),
            new Difference("software pbx", "5.1", "5.0"));
    assertThat(here.view().text())
        .isEqualTo("the units differ in bcs: 0.1.0 here, 0.2.0 there, and 3 more");
  }

  @Test
  void aFactThatCannotBeToldIsNotAlike() {
    peer("0.1.0", sh("echo pbx=5.0"));
    Parity here = unit("0.1.0", List.of("pbx/mail"), sh("echo broken; exit 2"));
    here.refresh(wire);
    assertThat(here.view().state()).isEqualTo(ParityView.State.DIFFERENT);
    assertThat(here.view().differences().toString()).contains("not told: ended with code 2");
  }

  @Test
  void aSilentPeerIsUnknownAtFirstAndAfterADay() {
    wire.cut = true;
    peer("0.1.0");
    Parity here = unit("0.1.0", List.of("pbx/mail"));
    here.refresh(wire);
    assertThat(here.view().state()).isEqualTo(ParityView.State.UNKNOWN);
    assertThat(here.view().text()).contains("no path works");
    wire.cut = false;
    here.refresh(wire);
    wire.cut = true;
    clocks.advance(Duration.ofHours(23));
    here.refresh(wire);
    assertThat(here.view().state()).isEqualTo(ParityView.State.ALIKE);
    clocks.advance(Duration.ofHours(2));
    assertThat(here.view().state()).isEqualTo(ParityView.State.UNKNOWN);
  }

  @Test
  void tellsTheMachineItself() throws IOException {
    peer("0.1.0");
    byte[] told = wire.call(Parity.VERB, new byte[0], Duration.ofSeconds(1));
    assertThat(Facts.decoded(told).values())
        .containsKeys("os", "arch", "kernel", "cpus", "java", "bcs", "service pbx/pbx")
        .hasEntrySatisfying("memory", memory -> assertThat(memory).endsWith(" GiB"));
    assertThat(new Facts(Facts.decoded(told).values()).encoded()).isEqualTo(told);
  }

  @Test
  void theWireIsBoundedAndCleaned() throws IOException {
    TreeMap<String, String> many = new TreeMap<>();
    for (int i = 0; i <= Facts.MOST; i++) {
      many.put("fact " + i, "x");
    }
    byte[] json = new Facts(many).encoded();
    assertThatThrownBy(() -> Facts.decoded(json)).hasMessageContaining("more than 2000");
    assertThatThrownBy(() -> Facts.decoded("[1]".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
    TreeMap<String, String> odd = new TreeMap<>(Map.of("a\nb", "x".repeat(1000)));
    assertThat(Facts.decoded(new Facts(odd).encoded()).values())
        .containsExactly(Map.entry("a b", "x".repeat(Facts.LONGEST)));
  }
}
