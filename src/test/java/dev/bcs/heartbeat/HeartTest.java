package dev.bcs.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bcs.link.FreePorts;
import dev.bcs.link.LinkSettings;
import dev.bcs.time.Clocks;
import dev.bcs.unit.Epoch;
import dev.bcs.unit.Role;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real hearts on the loopback interface. */
class HeartTest {
  private static final HeartbeatSettings FAST =
      new HeartbeatSettings(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(600));
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final int portA = FreePorts.one();
  private final int portB = FreePorts.one();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable thing : open) {
      thing.close();
    }
  }

  @Test
  void twoHeartsHearEachOther() throws IOException {
    Heart a = heart("a", "b", portA, portB, 1);
    Heart b = heart("b", "a", portB, portA, 1);
    up(a);
    up(b);
    PeerView seen = a.view();
    assertThat(seen.role()).isEqualTo(Role.PRIMARY);
    assertThat(seen.epoch()).isEqualTo(new Epoch(3));
    assertThat(new String(seen.payload(), StandardCharsets.UTF_8)).isEqualTo("i am b");
    assertThat(seen.paths()).singleElement().satisfies(path -> {
      assertThat(path.up()).isTrue();
      assertThat(path.address()).isEqualTo("127.0.0.1:" + portB);
    });
    await().atMost(LIMIT).untilAsserted(() -> {
      assertThat(a.heard()).isGreaterThan(10);
      assertThat(a.view().paths().get(0).roundTrip()).isPositive().isLessThan(LIMIT);
      assertThat(a.view().paths().get(0).lossPercent()).isLessThan(20);
    });
  }

  @Test
  void aStoppedPeerIsSuspectThenDownBecauseItsPortIsClosed() throws IOException {
    Heart a = heart("a", "b", portA, portB, 1);
    Heart b = heart("b", "a", portB, portA, 1);
    up(a);
    AtomicInteger told = new AtomicInteger();
    a.onChange(told::incrementAndGet);
    b.close();
    await().atMost(LIMIT).until(() -> a.view().state() == PeerState.DOWN);
    assertThat(a.view().reason()).isEqualTo(PeerReason.DAEMON_GONE);
    assertThat(told.get()).isGreaterThanOrEqualTo(2);
    assertThat(a.view().paths().get(0).up()).isFalse();
  }

  @Test
  void aPeerThatLeavesInOrderSaysGoodbyeAndIsHeardAgainAfterItsRestart() throws IOException {
    Heart a = heart("a", "b", portA, portB, 1);
    Heart b = heart("b", "a", portB, portA, 1);
    up(a);
    b.goodbye();
    await().atMost(LIMIT).until(() -> a.view().reason() == PeerReason.SAID_GOODBYE);
    b.close();
    b.close();
    await().atMost(LIMIT).until(() -> a.view().state() == PeerState.DOWN);
    assertThat(a.view().reason()).isEqualTo(PeerReason.SAID_GOODBYE);
    heart("b", "a", portB, portA, 1);
    up(a);
  }

  @Test
  void strangersReplaysAndNoiseAreIgnored() throws IOException {
    Heart a = heart("a", "b", portA, portB, 1);
    heart("b", "a", portB, portA, 2);
    try (DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), portA);
      BeatCodec codec = new BeatCodec(Beats.kin("b", "a"));
      for (int i = 0; i < 50; i++) {
        byte[] old = codec.encode(Beats.beat(77, 1234, i + 1, i + 1));
        socket.send(new DatagramPacket(old, old.length, to));
        byte[] noise = new byte[i * 40];
        socket.send(new DatagramPacket(noise, noise.length, to));
      }
    }
    await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> a.heard() == 0);
    assertThat(a.view().state()).isEqualTo(PeerState.UNKNOWN);
  }

  @Test
  void aHeartThatBeatsNoMoreDoesNotVouchForItsPeer() throws IOException {
    Heart a = heart("a", "b", portA, portB, 1);
    heart("b", "a", portB, portA, 1);
    up(a);
    a.close();
    await().atMost(LIMIT).until(() -> a.view().state() == PeerState.SUSPECT);
    assertThat(a.view().reason()).isEqualTo(PeerReason.OBSERVER_LATE);
  }

  @Test
  void aTakenPortIsSaid() throws IOException {
    heart("a", "b", portA, portB, 1);
    assertThatThrownBy(() -> heart("b", "a", portA, portB, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen for beats at UDP 127.0.0.1:" + portA)
        .hasMessageContaining("hint: ");
  }

  private Heart heart(String unit, String peer, int here, int there, int key) throws IOException {
    LinkSettings link =
        new LinkSettings(List.of("127.0.0.1:" + here), List.of("127.0.0.1:" + there));
    byte[] payload = ("i am " + unit).getBytes(StandardCharsets.UTF_8);
    Heart heart = new Heart(
        FAST,
        link,
        new Kin("hq", unit, peer, Beats.key(key)),
        () -> new Mine(Role.PRIMARY, new Epoch(3), false, payload),
        Clocks.system());
    open.add(heart);
    heart.start();
    return heart;
  }

  @Test
  void beatsThatBrokeOffBeginAnew() throws IOException {
    byte[] tooLong = new byte[PeerView.LARGEST_PAYLOAD + 1];
    AtomicInteger asked = new AtomicInteger();
    Heart a = heart("a", "b", portA, portB, 1);
    Heart b = new Heart(
        FAST,
        new LinkSettings(List.of("127.0.0.1:" + portB), List.of("127.0.0.1:" + portA)),
        new Kin("hq", "b", "a", Beats.key(1)),
        () -> new Mine(
            Role.SECONDARY,
            new Epoch(3),
            false,
            asked.incrementAndGet() == 5 ? tooLong : new byte[0]),
        Clocks.system());
    open.add(b);
    b.start();
    await().atMost(LIMIT).until(() -> asked.get() > 30);
    up(a);
    up(b);
    assertThat(a.view().role()).isEqualTo(Role.SECONDARY);
  }

  private static void up(Heart heart) {
    await().atMost(LIMIT).until(() -> heart.view().state() == PeerState.UP);
  }
}
