package dev.bcs.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever does not hold the pinned key gets nothing, and is told of. */
class StrangersTest {
  @TempDir
  Path folder;

  private final List<String> refused = new CopyOnWriteArrayList<>();
  private TestUnit a;
  private TestUnit b;
  private Link link;
  private InetSocketAddress there;

  @BeforeEach
  void open() throws IOException {
    a = new TestUnit(folder.resolve("a"), "wave-a", "primary");
    b = new TestUnit(folder.resolve("b"), "wave-b", "secondary");
    TestUnit.pair(a, b);
    link = a.link("127.0.0.1:0");
    link.onRefused((from, why) -> refused.add(why));
    link.start();
    there = new InetSocketAddress(InetAddress.getLoopbackAddress(), link.ports().get(0));
  }

  @AfterEach
  void close() {
    link.close();
    a.close();
    b.close();
  }

  @Test
  void aStrangersCertificateIsRefusedAndReported() {
    try (TestUnit stranger = new TestUnit(folder.resolve("c"), "wave-c", "secondary")) {
      assertThatThrownBy(() -> talk(stranger.keys.introduction())).isInstanceOf(IOException.class);
      awaitRefused("not the one pinned");
      assertThat(link.connected()).isFalse();
    }
  }

  @Test
  void aPairedUnitPairsWithNobody() {
    try (TestUnit stranger = new TestUnit(folder.resolve("c"), "wave-c", "secondary")) {
      String code = Invitation.by(a.keys.fingerprint()).code();
      assertThatThrownBy(() -> PairingGuest.accept(there, code, stranger.side(), Clocks.system()))
          .isInstanceOf(PairingRefused.class)
          .hasMessageContaining("no invitation is open there\nhint: ");
      awaitRefused("not the one pinned");
    }
  }

  @Test
  void thePeerIsToldThatThePairIsMadeAlready() {
    String code = Invitation.by(a.keys.fingerprint()).code();
    assertThatThrownBy(() -> PairingGuest.accept(there, code, b.side(), Clocks.system()))
        .isInstanceOf(PairingRefused.class)
        .hasMessageContaining("paired already");
  }

  @Test
  void aClientWithoutACertificateIsRefused() throws Exception {
    SSLContext blank = SSLContext.getInstance("TLSv1.3");
    blank.init(null, new TrustManager[] {new Gullible()}, new SecureRandom());
    assertThatThrownBy(() -> talk(blank)).isInstanceOf(IOException.class);
    awaitRefused("no handshake: ");
  }

  @Test
  void oldTlsIsRefusedEvenWithThePinnedKey() throws Exception {
    SSLContext right = b.keys.mutual(a.keys.certificate());
    try (SSLSocket socket =
        (SSLSocket) right.getSocketFactory().createSocket(there.getAddress(), there.getPort())) {
      socket.setSoTimeout(10_000);
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    }
    awaitRefused("no handshake: ");
  }

  @Test
  void whoDoesNotSpeakTlsIsRefused() throws Exception {
    try (Socket socket = new Socket(there.getAddress(), there.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      awaitRefused("no handshake: ");
    }
  }

  @Test
  void silentStrangersOfOneAddressDoNotKeepThePeerOut() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress("127.0.0.2", 0));
        socket.connect(there);
        silent.add(socket);
      }
      awaitRefused("too many handshakes at once");
      long began = Clocks.system().ticks();
      talk(b.keys.mutual(a.keys.certificate()));
      assertThat(Clocks.system().since(began)).isLessThan(Duration.ofSeconds(3));
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aWrongServerIsNotTalkedTo() {
    try (TestUnit stranger = new TestUnit(folder.resolve("c"), "wave-c", "secondary")) {
      assertThatThrownBy(
              () -> Wire.dial(there, b.keys.mutual(stranger.keys.certificate()), Clocks.system()))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("not the one pinned");
    }
  }

  private void talk(SSLContext context) throws IOException {
    try (Wire wire = Wire.dial(there, context, Clocks.system())) {
      wire.within(Duration.ofSeconds(10));
      PairInfo theirs = PairInfo.of(b.pairing(), b.identity);
      Hello.of(Hello.CALLS, theirs.unitId(), theirs.pairId()).write(wire.out());
      Hello.read(wire.in());
    }
  }

  private void awaitRefused(String why) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(refused).anyMatch(each -> each.contains(why)));
  }

  /** Believes every server. */
  private static final class Gullible implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
