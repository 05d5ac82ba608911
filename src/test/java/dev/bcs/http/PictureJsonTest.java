package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bcs.status.SamplePictures;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The status in JSON, word by word. */
class PictureJsonTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Test
  void outageIsToldAsTheGoldenFileSays() throws Exception {
    JsonNode told = PictureJson.status(SamplePictures.halted().picture(), Duration.ofMillis(250));
    // To take a change of the contract over, look at what is written here, then copy it.
    Path seen = Path.of("target/status-halted.json");
    Files.createDirectories(Path.of("target"));
    Files.writeString(seen, JSON.writeValueAsString(told) + "\n");
    try (InputStream golden = PictureJsonTest.class.getResourceAsStream("status-halted.json")) {
      assertThat(golden).as("golden file; seen is in " + seen).isNotNull();
      assertThat(JSON.writeValueAsString(told))
          .isEqualTo(JSON.writeValueAsString(JSON.readTree(golden)));
    }
  }

  @Test
  void neverIsNullAndNotZero() {
    JsonNode told = PictureJson.status(SamplePictures.never().picture(), Duration.ZERO);
    assertThat(told.path("gap").get("seconds").isNull()).isTrue();
    assertThat(told.path("gap").path("level").asText()).isEqualTo("never");
    assertThat(told.get("forecast").isNull()).isTrue();
    assertThat(told.path("lastBackup").get("end").isNull()).isTrue();
    assertThat(told.path("readiness").get("expectedRecoverySeconds").isNull()).isTrue();
  }

  @Test
  void timesHaveTheOffsetOfTheUnitsZoneAndAlwaysSeconds() {
    JsonNode told = PictureJson.status(SamplePictures.secondary().picture(), Duration.ZERO);
    assertThat(told.path("asOf").asText()).isEqualTo("2026-11-22T11:14:00+01:00");
    assertThat(told.path("peer").path("lastHeardSeconds").asDouble()).isEqualTo(0.18);
    assertThat(told.path("gap").path("seconds").isIntegralNumber()).isTrue();
  }

  @Test
  void aZoneThatIsNotKnownHereIsShownAsUtc() {
    assertThat(PictureJson.in("Mars/Olympus").time(dev.bcs.status.PictureSketch.NOW))
        .isEqualTo("2026-11-22T10:14:00Z");
  }
}
