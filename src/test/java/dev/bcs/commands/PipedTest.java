package dev.bcs.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What a command writes is a stream that ends well only if the command did. */
class PipedTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static Piped.Order shell(String line, Duration limit, BooleanSupplier givenUp) {
    return new Piped.Order(
        "", List.of("/bin/sh", "-c", line), Map.of("LC_ALL", "C"), null, limit, givenUp);
  }

  private static String text(String line) throws IOException {
    return Piped.text(shell(line, LONG, () -> false), Clocks.system());
  }

  @Test
  void allOfALargeOutputComesAndWhatIsSaidBesideIsNotInIt() throws IOException {
    assertThat(text("echo out; echo aside >&2")).isEqualTo("out\n");
    try (Piped piped = Piped.start(
        shell("head -c 5000000 /dev/zero; head -c 200000 /dev/zero >&2", LONG, () -> false),
        Clocks.system())) {
      assertThat(piped.readAllBytes()).hasSize(5_000_000);
      assertThat(piped.read()).isEqualTo(-1);
    }
  }

  @Test
  void anExitCodeIsTheEndOfTheStreamInWords() {
    assertThatThrownBy(() -> text("echo half; echo why >&2; exit 4"))
        .isInstanceOf(IOException.class)
        .hasMessage("sh ended with code 4: why");
    assertThatThrownBy(() -> Piped.start(
            new Piped.Order("", List.of("/no/such/program"), Map.of(), null, LONG, () -> false),
            Clocks.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void whatRunsTooLongOrIsGivenUpIsEnded() {
    assertThatThrownBy(() -> Piped.text(
            shell("echo x; sleep 600", Duration.ofMillis(300), () -> false), Clocks.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sh ran longer than 0.3 s and was ended");
    assertThatThrownBy(() -> Piped.text(shell("sleep 600", LONG, () -> true), Clocks.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the work was given up");
  }
}
