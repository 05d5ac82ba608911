package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.status.SamplePictures;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The window on real sockets. */
class HttpWindowTest {
  @TempDir
  Path directory;

  @Test
  void tellsTheStatusOnTheNetworkAndOnTheSocket() throws Exception {
    try (Stand stand = new Stand(SamplePictures.secondary().picture(), directory)) {
      var network = stand.get("/api/v1/status");
      assertThat(network.statusCode()).isEqualTo(200);
      assertThat(network.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      UnixClient.Reply local = stand.unix("").get("/api/v1/status");
      assertThat(local.status()).isEqualTo(200);
      assertThat(local.body()).isEqualTo(network.body());
      assertThat(local.json().path("gap").path("seconds").asLong()).isEqualTo(300);
    }
  }
}
