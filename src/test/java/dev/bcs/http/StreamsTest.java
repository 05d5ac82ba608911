package dev.bcs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bcs.status.AlarmKind;
import dev.bcs.status.SamplePictures;
import dev.bcs.status.Severity;
import dev.bcs.time.Clocks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live stream: beats, events, coming back, and readers who do not read. */
class StreamsTest {
  private static final byte[] LISTEN = String.join(
          "\r\n",
          "GET /api/v1/events HTTP/1.1",
          "Host: localhost",
          "Accept: text/event-stream",
          "",
          "")
      .getBytes(StandardCharsets.US_ASCII);

  @TempDir
  Path directory;

  private Stand stand;

  @BeforeEach
  void open() throws Exception {
    stand = new Stand(SamplePictures.secondary().picture(), directory);
  }

  @AfterEach
  void close() throws Exception {
    stand.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), stand.window.ports().get(0));
  }

  private void add(String text) {
    stand.history.add(AlarmKind.PATH_DOWN, Severity.MINOR, "10.0.0.1", text);
  }

  @Test
  void beatsEverySecondWithTheStatus() throws Exception {
    List<Long> beats = new ArrayList<>();
    stand.unix("").follow("/api/v1/events", "", (event, id, data) -> {
      assertThat(event).isEqualTo("beat");
      assertThat(data).contains("\"unit\":\"wave-b\"").contains("\"gap\":{\"seconds\":300");
      beats.add(Clocks.system().ticks());
      return beats.size() < 4;
    });
    assertThat(Duration.ofNanos(beats.get(3) - beats.get(0)))
        .isBetween(Duration.ofMillis(1500), Duration.ofMillis(4500));
  }

  @Test
  void sendsEachEventOnceAndGoesOnAfterTheLastOneHeard() throws Exception {
    add("line 1");
    List<String> heard = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    stand.unix("").follow("/api/v1/events", "", (event, id, data) -> {
      if (event.equals("beat") && ids.isEmpty() && stand.history.newest() == 1) {
        add("line 2");
        add("line 3");
      }
      if (event.equals("event")) {
        heard.add(data.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"));
        ids.add(id);
      }
      return heard.size() < 2;
    });
    assertThat(heard).containsExactly("line 2", "line 3");
    assertThat(ids).containsExactly("0102030405060708:2", "0102030405060708:3");
    add("line 4");
    assertThat(after(ids.get(0), 2)).containsExactly("line 3", "line 4");
    assertThat(after("ffffffffffffffff:99", 1)).as("another log").containsExactly("line 1");
    assertThat(after("3", 1)).as("a bare number").containsExactly("line 4");
  }

  private List<String> after(String id, int most) throws Exception {
    List<String> heard = new ArrayList<>();
    stand.unix("").follow("/api/v1/events", id, (event, newId, data) -> {
      if (event.equals("event")) {
        heard.add(data.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"));
      }
      return heard.size() < most;
    });
    return heard;
  }

  @Test
  void aReaderWhoDoesNotReadHoldsNobodyUp() throws Exception {
    try (Socket lazy = connect()) {
      lazy.getOutputStream().write(LISTEN);
      for (int i = 0; i < 2000; i++) {
        add("a long line to fill the buffers between us: " + "x".repeat(400));
      }
      assertThat(after("0102030405060708:1990", 10)).hasSize(10);
      assertThat(stand.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void followersLearnThatTheDaemonWentAway() throws Exception {
    List<String> beats = new ArrayList<>();
    assertThatThrownBy(() -> stand.unix("").follow("/api/v1/events", "", (event, id, data) -> {
          beats.add(event);
          if (beats.size() == 1) {
            stop();
          }
          return true;
        }))
        .isInstanceOf(DoorClosed.class)
        .hasMessageContaining("does not answer");
    await().until(() -> stand.board.listeners() == 0);
  }

  private void stop() {
    try {
      stand.stop();
    } catch (IOException unclean) {
      throw new java.io.UncheckedIOException(unclean);
    }
  }

  @Test
  void readersAreBounded() throws Exception {
    List<Socket> all = new ArrayList<>();
    try {
      for (int i = 0; i <= Streams.MOST; i++) {
        Socket socket = connect();
        all.add(socket);
        socket.getOutputStream().write(LISTEN);
        byte[] first = socket.getInputStream().readNBytes(12);
        assertThat(new String(first, StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 " + (i < Streams.MOST ? "200" : "503"));
      }
    } finally {
      for (Socket socket : all) {
        socket.close();
      }
    }
  }
}
