package dev.bcs.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bcs.time.Clocks;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls between two units over real sockets. */
class LinkTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir
  Path folder;

  private final List<Link> open = new ArrayList<>();
  private TestUnit a;
  private TestUnit b;
  private int portA;
  private int portB;

  @BeforeEach
  void pair() {
    a = new TestUnit(folder.resolve("a"), "wave-a", "primary");
    b = new TestUnit(folder.resolve("b"), "wave-b", "secondary");
    TestUnit.pair(a, b);
    portA = FreePorts.one();
    portB = FreePorts.one();
  }

  @AfterEach
  void close() {
    open.forEach(Link::close);
    a.close();
    b.close();
  }

  @Test
  void callsGoBothWaysAtTheSameTime() throws Exception {
    Link linkA = up(a, portA, portB);
    Link linkB = up(b, portB, portA);
    awaitBoth(linkA, linkB);
    ExecutorService callers = Threads.pool("test", "callers", 16, 600);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String question = "question " + i;
      answers.add(callers.submit(() -> ask(linkA, question)));
      answers.add(callers.submit(() -> ask(linkB, question)));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(answers.get(2 * i).get(20, TimeUnit.SECONDS)).isEqualTo("wave-b: question " + i);
      assertThat(answers.get(2 * i + 1).get(20, TimeUnit.SECONDS))
          .isEqualTo("wave-a: question " + i);
    }
    callers.shutdownNow();
  }

  @Test
  void whoCannotDialCallsOverTheConnectionOfHisPeer() throws Exception {
    Link linkA = up(a, portA);
    Link linkB = up(b, portB, portA);
    awaitBoth(linkA, linkB);
    assertThat(ask(linkA, "hello")).isEqualTo("wave-b: hello");
    assertThat(ask(linkB, "hello")).isEqualTo("wave-a: hello");
  }

  @Test
  void carriesTheLargestBodyBothWaysAndRefusesALargerOne() throws Exception {
    Link linkA = make(a, portA, portB);
    Link linkB = make(b, portB);
    linkB.on("echo", body -> body);
    linkA.start();
    linkB.start();
    awaitBoth(linkA);
    byte[] body = new byte[Calls.LARGEST_BODY];
    new Random(7).nextBytes(body);
    ExecutorService callers = Threads.pool("test", "callers", 6, 16);
    List<Future<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      answers.add(callers.submit(() -> linkA.call("echo", body, LIMIT)));
    }
    for (Future<byte[]> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(body);
    }
    callers.shutdownNow();
    assertThatThrownBy(() -> linkA.call("echo", new byte[Calls.LARGEST_BODY + 1], LIMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRefusalKeepsItsCodeAndAFailureItsSentence() throws Exception {
    Link linkA = make(a, portA, portB);
    Link linkB = make(b, portB);
    linkB.on("refuse", body -> {
      throw new RefusedByPeer("not-secondary", "this unit is the primary");
    });
    linkB.on("fail", body -> {
      throw new IllegalStateException("x".repeat(5000));
    });
    linkB.on("break", body -> {
      throw new IOException("the disk is full");
    });
    linkB.on("flood", body -> new byte[Calls.LARGEST_BODY + 1]);
    linkA.start();
    linkB.start();
    awaitBoth(linkA);
    assertThatThrownBy(() -> linkA.call("refuse", new byte[0], LIMIT))
        .isInstanceOfSatisfying(
            RefusedByPeer.class, e -> assertThat(e.code()).isEqualTo("not-secondary"))
        .hasMessage("this unit is the primary");
    assertThatThrownBy(() -> linkA.call("fail", new byte[0], LIMIT))
        .isInstanceOfSatisfying(RefusedByPeer.class, e -> assertThat(e.code()).isEqualTo("failed"))
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).length()).isLessThan(1100));
    assertThatThrownBy(() -> linkA.call("break", new byte[0], LIMIT))
        .hasMessage("the disk is full");
    assertThatThrownBy(() -> linkA.call("flood", new byte[0], LIMIT))
        .hasMessage("the answer is too large");
    assertThatThrownBy(() -> linkA.call("sing", new byte[0], LIMIT))
        .hasMessage("the peer knows no verb sing");
    assertThatThrownBy(() -> linkB.on("fail", body -> body))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSlowAnswerEndsWithinItsLimitAndHoldsUpNobody() throws Exception {
    Link linkA = make(a, portA, portB);
    Link linkB = make(b, portB);
    CountDownLatch release = new CountDownLatch(1);
    linkB.on("slow", body -> {
      await(release);
      return body;
    });
    linkB.on("say", body -> body);
    linkA.start();
    linkB.start();
    awaitBoth(linkA);
    assertThatThrownBy(() -> linkA.call("slow", new byte[0], Duration.ofMillis(300)))
        .isInstanceOf(IOException.class)
        .hasMessage("the peer did not answer slow within 300 ms");
    assertThat(linkA.call("say", new byte[] {1}, LIMIT)).containsExactly(1);
    release.countDown();
  }

  @Test
  void aKilledPeerEndsTheCallsThatWaitForIt() throws Exception {
    Link linkA = make(a, portA, portB);
    Link linkB = make(b, portB);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    linkB.on("slow", body -> {
      asked.countDown();
      await(release);
      return body;
    });
    linkA.start();
    linkB.start();
    awaitBoth(linkA);
    ExecutorService caller = Threads.pool("test", "caller", 1, 1);
    long start = Clocks.system().ticks();
    Future<byte[]> answer = caller.submit(() -> linkA.call("slow", new byte[0], LIMIT));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    linkB.close();
    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .rootCause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the connection to the peer was lost");
    assertThat(Clocks.system().since(start)).isLessThan(Duration.ofSeconds(10));
    release.countDown();
    caller.shutdownNow();
    assertThatThrownBy(() -> linkA.call("slow", new byte[0], LIMIT))
        .hasMessageStartingWith("the peer is not reached: ");
  }

  @Test
  void aSilentPathIsGivenUpAndTheNextOneTried() throws Exception {
    up(b, portB);
    try (Relay first = new Relay(portB);
        Relay second = new Relay(portB)) {
      Link linkA = make(a, portA);
      open.remove(linkA);
      linkA = a.link("127.0.0.1:" + portA, first.address(), second.address());
      open.add(linkA);
      AtomicInteger changes = new AtomicInteger();
      linkA.onChange(changes::incrementAndGet);
      linkA.start();
      awaitBoth(linkA);
      assertThat(linkA.path()).contains(first.address());
      first.freeze();
      Link link = linkA;
      Awaitility.await()
          .atMost(Duration.ofSeconds(25))
          .until(() -> link.path().equals(java.util.Optional.of(second.address())));
      assertThat(ask(linkA, "hello")).isEqualTo("wave-b: hello");
      assertThat(changes.get()).isEqualTo(3);
    }
  }

  @Test
  void connectsAgainToAPeerThatWasStartedAgain() throws Exception {
    Link linkA = up(a, portA, portB);
    Link linkB = up(b, portB);
    awaitBoth(linkA);
    linkB.close();
    Awaitility.await().atMost(LIMIT).until(() -> !linkA.connected());
    b = b.restarted();
    up(b, portB);
    awaitBoth(linkA);
    assertThat(ask(linkA, "hello")).isEqualTo("wave-b: hello");
  }

  @Test
  void moreCallsThanMayBeUnderWayWaitForTheirTurn() throws Exception {
    Link linkA = up(a, portA, portB);
    up(b, portB);
    awaitBoth(linkA);
    ExecutorService callers = Threads.pool("test", "callers", 150, 10);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      answers.add(callers.submit(() -> ask(linkA, "hello")));
    }
    for (Future<String> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("wave-b: hello");
    }
    callers.shutdownNow();
  }

  @Test
  void saysWhoHoldsThePortAndWhatToDo() throws Exception {
    up(a, portA);
    Link second = make(b, portA);
    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + portA + ": the port is in use")
        .hasMessageContaining("\nhint: stop what holds it");
  }

  @Test
  void aPeerTwoVersionsAwayIsToldSoAndNotServed() throws Exception {
    Link linkA = up(a, portA);
    InetSocketAddress there = new InetSocketAddress(InetAddress.getLoopbackAddress(), portA);
    try (Wire wire = Wire.dial(there, b.keys.mutual(a.keys.certificate()), Clocks.system())) {
      PairInfo mine = PairInfo.of(b.pairing(), b.identity);
      Hello future = new Hello(9, 8, Hello.CALLS, mine.unitId(), mine.pairId());
      future.write(wire.out());
      Hello theirs = Hello.read(wire.in());
      assertThatThrownBy(() -> future.agree(theirs)).hasMessageContaining("none in common");
      assertThatThrownBy(() -> wire.in().readInt()).isInstanceOf(IOException.class);
    }
    Awaitility.await().atMost(LIMIT).until(() -> linkA.trouble().contains("none in common"));
    assertThat(linkA.connected()).isFalse();
  }

  @Test
  void versionNTalksToNMinusOne() throws Exception {
    Hello seven = new Hello(7, 6, Hello.CALLS, a.identity.unitId(), "");
    Hello eight = new Hello(8, 7, Hello.CALLS, a.identity.unitId(), "");
    Hello nine = new Hello(9, 8, Hello.CALLS, a.identity.unitId(), "");
    assertThat(seven.agree(eight)).isEqualTo(7);
    assertThat(eight.agree(seven)).isEqualTo(7);
    assertThat(nine.agree(nine)).isEqualTo(9);
    assertThatThrownBy(() -> nine.agree(seven)).hasMessageContaining("\nhint: update the older");
  }

  @Test
  void waitsLongerForAPeerThatIsFarButNeverLongerThanFiveSeconds() {
    assertThat(Link.pauseAfter(0)).isEqualTo(Duration.ofMillis(100));
    assertThat(Link.pauseAfter(2)).isEqualTo(Duration.ofMillis(400));
    assertThat(Link.pauseAfter(60)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Link.pauseAfter(61)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aCommandThatReadsIsAnsweredButNeverAsked() throws Exception {
    Link linkB = up(b, portB);
    Link reader = Link.reading(
        List.of("127.0.0.1:" + portB),
        a.keys.mutual(b.keys.certificate()),
        PairInfo.of(a.pairing(), a.identity),
        Clocks.system());
    open.add(reader);
    reader.on("say", body -> "wrong".getBytes(UTF_8));
    reader.start();
    awaitBoth(reader);
    assertThat(ask(reader, "hello")).isEqualTo("wave-b: hello");
    assertThat(linkB.connected()).isFalse();
    assertThatThrownBy(() -> ask(linkB, "hello")).hasMessageStartingWith("the peer is not reached");

    Link linkA = up(a, portA, portB);
    awaitBoth(linkA, linkB);
    for (int i = 0; i < 20; i++) {
      assertThat(ask(linkB, "hello")).isEqualTo("wave-a: hello");
    }
    assertThat(ask(reader, "still")).isEqualTo("wave-b: still");
  }

  @Test
  void readersPushAsideTheOldestReaderAndNeverTheDaemon() throws Exception {
    Link linkB = up(b, portB);
    Link linkA = up(a, portA, portB);
    awaitBoth(linkA, linkB);
    for (int i = 0; i < 6; i++) {
      Link reader = Link.reading(
          List.of("127.0.0.1:" + portB),
          a.keys.mutual(b.keys.certificate()),
          PairInfo.of(a.pairing(), a.identity),
          Clocks.system());
      open.add(reader);
      reader.start();
      awaitBoth(reader);
      assertThat(ask(reader, "hello")).isEqualTo("wave-b: hello");
    }
    assertThat(linkA.connected()).isTrue();
    assertThat(ask(linkA, "hello")).isEqualTo("wave-b: hello");
    assertThat(ask(linkB, "hello")).isEqualTo("wave-a: hello");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String ask(Link link, String question) throws IOException {
    return new String(link.call("say", question.getBytes(UTF_8), LIMIT), UTF_8);
  }

  private static void awaitBoth(Link... links) {
    for (Link link : links) {
      Awaitility.await().atMost(LIMIT).until(link::connected);
    }
  }

  /** A started link that answers its unit's name and the question. */
  private Link up(TestUnit unit, int port, int... peers) throws IOException {
    Link link = make(unit, port, peers);
    link.on("say", body -> (unit.name + ": " + new String(body, UTF_8)).getBytes(UTF_8));
    link.start();
    return link;
  }

  private Link make(TestUnit unit, int port, int... peers) {
    String[] addresses = new String[peers.length];
    for (int i = 0; i < peers.length; i++) {
      addresses[i] = "127.0.0.1:" + peers[i];
    }
    Link link = unit.link("127.0.0.1:" + port, addresses);
    open.add(link);
    return link;
  }
}
