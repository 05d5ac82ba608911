package dev.bcs.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bcs.daemon.RealUnit.Said;
import dev.bcs.time.Threads;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Two real units, each a process, paired as their administrators would. */
public final class RealPair implements AutoCloseable {
  public final RealUnit first;
  public final RealUnit second;

  /** Lays both out, the first to be primary; starts nothing. */
  public RealPair(Path forFirst, Path forSecond) throws IOException {
    first = new RealUnit(forFirst, "wave-a");
    second = new RealUnit(forSecond, "wave-b");
    first.configure("primary", second.link, "");
    second.configure("secondary", first.link, "");
    Files.writeString(first.live.resolve("one.wav"), "the first message");
    Files.writeString(first.live.resolve("two.wav"), "the second message");
  }

  /** Pairs them before their first start. */
  void pair() throws Exception {
    ExecutorService thread = Threads.pool("test", "invite", 1, 1);
    try {
      StringWriter code = new StringWriter();
      Future<Said> inviting = thread.submit(() -> first.bcs(code, "pair", "invite"));
      await().atMost(RealUnit.SOON).until(() -> code.getBuffer().indexOf("waiting for") > 0);
      Said accepted =
          second.bcs("pair", "accept", "127.0.0.1:" + first.link, code(code.toString()));
      assertThat(accepted.code()).as(accepted.err()).isZero();
      assertThat(inviting.get(20, TimeUnit.SECONDS).code()).isZero();
    } finally {
      thread.shutdownNow();
    }
  }

  static String code(String printed) {
    return printed
        .lines()
        .filter(line -> line.startsWith("code:"))
        .findFirst()
        .orElseThrow()
        .substring("code:".length())
        .strip();
  }

  /** Pairs, starts both, and waits for the first verified generation. */
  public void start(String... beforeFirst) throws Exception {
    pair();
    first.start(beforeFirst);
    second.start();
    first.awaitAnswer();
    second.awaitAnswer();
    await("a first generation").atMost(RealUnit.SOON).until(() -> ready() > 0);
    await("no run").atMost(RealUnit.SOON).until(() -> {
      assertThat(first.isAlive() && second.isAlive()).isTrue();
      return first.status().path("lastBackup").path("outcome").asText().equals("complete");
    });
  }

  /** The generation that the secondary would promote; 0 if none. */
  long ready() {
    return second.status().path("gap").path("generation").asLong();
  }

  /** The same generation is ready still, and every byte of it is right. */
  void mustStillHold(long generation) {
    assertThat(ready()).isEqualTo(generation);
    assertThat(second.status().path("readiness").path("verdict").asText())
        .as(second.status().path("readiness").toString())
        .isIn("promotable", "degraded");
    Said verified = second.bcs("verify", "newest");
    assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
    assertThat(verified.out()).contains("generation " + generation + " here");
  }

  @Override
  public void close() {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
