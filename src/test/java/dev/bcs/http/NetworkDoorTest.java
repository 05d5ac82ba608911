package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.bcs.status.FakeAccess;
import dev.bcs.status.FakeArchive;
import dev.bcs.status.FakeBoard;
import dev.bcs.status.FakeHistory;
import dev.bcs.status.FakeOperations;
import dev.bcs.status.FakePairing;
import dev.bcs.status.FakeTimetables;
import dev.bcs.status.SamplePictures;
import dev.bcs.time.Clocks;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network door: where it listens, with what key, and what it says when it cannot. */
class NetworkDoorTest {
  private static final String PASSWORD = "changeit-2026";

  @TempDir
  Path directory;

  private HttpWindow window(List<String> listen, String keyStore) {
    return new HttpWindow(new HttpParts(
        new HttpSettings(listen, "", keyStore),
        PASSWORD,
        new FakeBoard(SamplePictures.secondary().picture()),
        new FakeOperations(),
        new FakeAccess(),
        new FakePairing(),
        new FakeHistory(),
        new FakeArchive(),
        new FakeTimetables(),
        new MetricRegistry(),
        Clocks.system()));
  }

  @Test
  void aPortInUseIsASentenceAndNothingStaysOpen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        HttpWindow window =
            window(List.of("127.0.0.1:0", "127.0.0.1:" + taken.getLocalPort()), "")) {
      assertThatThrownBy(window::start)
          .isInstanceOf(DoorClosed.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("in use");
      assertThat(window.ports()).isEmpty();
    }
  }

  @Test
  void offLoopbackThereIsNoDoorWithoutAKey() throws Exception {
    try (HttpWindow window = window(List.of("0.0.0.0:0"), "")) {
      assertThatThrownBy(window::start)
          .isInstanceOf(DoorClosed.class)
          .hasMessageContaining("no key for TLS");
    }
  }

  @Test
  void whatIsNoHostAndPortIsASentence() throws Exception {
    for (String wrong : List.of("7480", "127.0.0.1:http", "127.0.0.1:70000")) {
      try (HttpWindow window = window(List.of(wrong), "")) {
        assertThatThrownBy(window::start).as(wrong).isInstanceOf(DoorClosed.class);
      }
    }
  }

  @Test
  void offLoopbackItSpeaksTls() throws Exception {
    Path store = directory.resolve("unit.p12");
    Process made = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "unit",
            "-keyalg",
            "EC",
            "-dname",
            "CN=wave-b",
            "-ext",
            "SAN=dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD)
        .redirectErrorStream(true)
        .start();
    made.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    assertThat(made.waitFor()).isZero();
    try (HttpWindow window = window(List.of("0.0.0.0:0"), store.toString())) {
      window.start();
      HttpsURLConnection connection = (HttpsURLConnection)
          new java.net.URL("https://localhost:" + window.ports().get(0) + "/healthz")
              .openConnection();
      connection.setSSLSocketFactory(trusting(store).getSocketFactory());
      assertThat(connection.getResponseCode()).isEqualTo(200);
      assertThat(connection.getCipherSuite()).startsWith("TLS_");
      assertThat(((X509Certificate) connection.getServerCertificates()[0])
              .getSubjectX500Principal()
              .getName())
          .isEqualTo("CN=wave-b");
    }
  }

  private static SSLContext trusting(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("unit", keys.getCertificate("unit"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
