package dev.bcs.takeover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bcs.commands.Commands;
import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Checks against real sockets. */
class ChecksTest {
  private static final Duration LIMIT = Duration.ofMillis(700);

  private final Clocks clocks = Clocks.system();
  private final Checks checks = new Checks(new Commands(clocks), clocks);

  private static ServiceSettings.Check check(ServiceSettings.Check.Kind kind, String target) {
    return new ServiceSettings.Check(kind, target, List.of(), Duration.ofSeconds(1));
  }

  private Probe look(ServiceSettings.Check.Kind kind, String target) {
    return checks.look(check(kind, target), LIMIT);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  /** Answers one connection with this text and keeps it open. */
  private static void serve(ServerSocket server, String answer) {
    Threads.start("test", "http", () -> {
      try {
        Socket socket = server.accept();
        byte[] request = new byte[2000];
        int got = socket.getInputStream().read(request);
        if (new String(request, 0, got, US_ASCII).startsWith("GET /health?deep HTTP/1.1\r\n")) {
          socket.getOutputStream().write(answer.getBytes(US_ASCII));
        }
      } catch (IOException ended) {
        // The test is over.
      }
    });
  }

  @Test
  void tcpAnswersWhenConnectionsAreTaken() throws IOException {
    int port;
    try (ServerSocket server = listen()) {
      port = server.getLocalPort();
      assertThat(look(ServiceSettings.Check.Kind.TCP, "127.0.0.1:" + port).answers())
          .isTrue();
    }
    Probe gone = look(ServiceSettings.Check.Kind.TCP, "127.0.0.1:" + port);
    assertThat(gone.answers()).isFalse();
    assertThat(gone.text()).contains("127.0.0.1:" + port).contains("refused");
  }

  @Test
  void httpJudgesByTheStatusLine() throws IOException {
    for (String status : List.of("200 OK", "302 Found", "503 Busy", "")) {
      try (ServerSocket server = listen()) {
        serve(server, status.isEmpty() ? "" : "HTTP/1.1 " + status + "\r\n");
        String url = "http://127.0.0.1:" + server.getLocalPort() + "/health?deep";
        Probe probe = look(ServiceSettings.Check.Kind.HTTP, url);
        assertThat(probe.answers()).as(status).isEqualTo(status.matches("[23].*"));
        assertThat(probe.text()).contains(status.isEmpty() ? "did not answer" : status);
      }
    }
  }

  @Test
  void sipIsAskedForItsOptions() throws IOException {
    AtomicReference<String> asked = new AtomicReference<>("");
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Threads.start("test", "sip", () -> answerSip(server, asked));
      String target = "127.0.0.1:" + server.getLocalPort();
      Probe probe = look(ServiceSettings.Check.Kind.SIP, target);
      assertThat(probe.answers()).isTrue();
      assertThat(probe.text()).contains("SIP 200 OK");
      assertThat(asked.get())
          .startsWith("OPTIONS sip:" + target + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:")
          .contains("\r\nMax-Forwards: 70\r\n", "\r\nCSeq: 1 OPTIONS\r\n", "\r\nCall-ID: ")
          .endsWith("Content-Length: 0\r\n\r\n");
    }
  }

  /** First somebody else's answer, then ours. */
  private static void answerSip(DatagramSocket server, AtomicReference<String> asked) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
      server.receive(packet);
      String request = new String(packet.getData(), 0, packet.getLength(), US_ASCII);
      asked.set(request);
      String call = request.split("Call-ID: ", 2)[1].split("\r\n", 2)[0];
      for (String answer : List.of(
          "SIP/2.0 503 Not for you\r\nCall-ID: other\r\n\r\n",
          "SIP/2.0 200 OK\r\nCall-ID: " + call + "\r\nContent-Length: 0\r\n\r\n")) {
        byte[] bytes = answer.getBytes(US_ASCII);
        server.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      }
    } catch (IOException ended) {
      // The test is over.
    }
  }

  @Test
  void silentSipEndsInTime() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Probe probe = look(ServiceSettings.Check.Kind.SIP, "127.0.0.1:" + silent.getLocalPort());
      assertThat(probe.answers()).isFalse();
      assertThat(probe.text()).contains("did not answer within 700 ms");
    }
  }

  @Test
  void aTargetThatCannotWorkIsSaid() {
    assertThat(Checks.problem(check(ServiceSettings.Check.Kind.TCP, "5060"))).contains("host:port");
    assertThat(Checks.problem(check(ServiceSettings.Check.Kind.SIP, "[::1]:5060")))
        .isEmpty();
    assertThat(Checks.problem(check(ServiceSettings.Check.Kind.HTTP, "localhost")))
        .contains("URL");
    assertThat(Checks.problem(check(ServiceSettings.Check.Kind.COMMAND, "")))
        .contains("no command");
    assertThat(Checks.problem(check(ServiceSettings.Check.Kind.NONE, ""))).isEmpty();
  }
}
