package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bcs.daemon.RealPair;
import dev.bcs.daemon.RealUnit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real primary whose daemon is frozen by SIGSTOP, seen by a real browser and by its spare. */
class FrozenUnitTest {
  @TempDir
  Path folder;

  @Test
  void thePageSaysThatItIsNotLiveTheSpareThatItIsSilentAndNobodyChangesRole() throws Exception {
    try (RealPair pair = new RealPair(folder, folder);
        Browser browser = new Browser(folder.resolve("chromium"))) {
      pair.start();
      browser.open(pair.first.page());
      await().atMost(RealUnit.SOON).untilAsserted(() -> {
        assertThat(browser.text("live")).isEqualTo("live");
        assertThat(browser.text("serves")).isEqualTo("wave-a");
      });
      pair.first.signal("STOP");
      try {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
          assertThat(browser.text("live")).startsWith("NOT LIVE for 00:");
          assertThat(browser.text("word") + browser.text("strips")).contains("SCREEN STALE");
        });
        browser.shoot("frozen-unit");
        await("the spare's verdict").atMost(RealUnit.SOON).untilAsserted(() -> {
          JsonNode peer = pair.second.status().path("peer");
          assertThat(peer.path("state").asText()).isEqualTo("down");
          assertThat(peer.path("reason").asText()).isEqualTo("silent-on-all-paths");
          assertThat(pair.second.alarm("primary-failed")).contains("wave-a");
        });
        assertThat(pair.second.status().path("role").asText()).isEqualTo("secondary");
      } finally {
        pair.first.signal("CONT");
      }
      await("everything as before").atMost(RealUnit.SOON).untilAsserted(() -> {
        assertThat(pair.second.status().path("peer").path("state").asText()).isEqualTo("up");
        assertThat(pair.second.alarm("primary-failed")).isEmpty();
        assertThat(pair.first.status().path("peer").path("state").asText()).isEqualTo("up");
        assertThat(browser.text("live")).isEqualTo("live");
      });
      assertThat(pair.first.status().path("role").asText()).isEqualTo("primary");
      assertThat(pair.second.status().path("role").asText()).isEqualTo("secondary");
      assertThat(pair.second.bcs("events").out())
          .contains("primary-failed: ", "primary-recovered: ");
    }
  }
}
